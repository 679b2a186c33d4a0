import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import type { Script } from '../../src/host-script/script.js'

/** The shells that every machine of ours has. `sh` is dash on Debian and Ubuntu; busybox is met on the bench's hosts. */
export const SHELLS = ['sh', 'bash'] as const

/** Runs a script to its end. */
export function runIn(shell: string, script: Script, input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(shell, ['-c', script.text], {
    input,
    timeout: 20_000,
    env: { ...process.env, ...env }
  })
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}

/** Starts a script whose input stays open until the test ends it. */
export function startIn(shell: string, script: Script, env: Record<string, string> = {}): Started {
  const child = spawn(shell, ['-c', script.text], {
    env: { ...process.env, predeploy_mark: 'MARK', ...env }
  })
  // What is through takes no more beats, and whoever sends them does not mind.
  child.stdin.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
  return { child, ended }
}

interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
}

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}
