import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { run, succeeds } from '../run.ts'
import { inState, makeInState } from '../state.ts'
import { asRoot, installMissing } from './packages.ts'

/** Makes sure that a Docker engine answers: the one that is there, else a dockerd of the bench's own. */
export async function startEngine(): Promise<void> {
  if (await engineAnswers()) return
  await installMissing({ docker: 'docker.io', dockerd: 'docker.io' })
  // Where a service manager runs, the package has started the engine by itself.
  if (await engineAnswers()) return
  await mountControlGroups()
  await launch()
  for (let tries = 0; tries < 150; tries += 1) {
    if (await engineAnswers()) return
    if ((await ownEnginePid()) === undefined) break
    await sleep(200)
  }
  const log = (await readFile(logPath, 'utf8')).trim()
  throw new Error(`dockerd does not answer: ${log.slice(log.lastIndexOf('\n') + 1)} (log: ${logPath})`)
}

/** Ends the engine, but only if the bench started it. */
export async function stopEngine(): Promise<void> {
  const pid = await ownEnginePid()
  if (pid !== undefined) {
    await run([...(await asRoot()), 'sh', '-c', 'kill -TERM "$1"', 'sh', String(pid)])
    for (let tries = 0; (await isDockerd(pid)) && tries < 150; tries += 1) await sleep(200)
  }
  await rm(pidPath, { force: true })
}

/** The path of the engine's socket, as the host containers mount it. */
export function engineSocket(): string {
  const address = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  if (!address.startsWith('unix://'))
    throw new Error(`The bench needs an engine on a unix socket, not ${address}.`)
  return address.slice('unix://'.length)
}

const pidPath = inState('engine.pid')
const logPath = inState('logs', 'dockerd.log')

async function engineAnswers(): Promise<boolean> {
  return succeeds(['docker', 'version', '--format', '{{.Server.Version}}'], { timeoutSeconds: 20 })
}

// A machine without systemd may have come up without them, and no container starts then.
async function mountControlGroups(): Promise<void> {
  if (/^cgroup2? /m.test(await readFile('/proc/self/mounts', 'utf8'))) return
  await installMissing({ 'cgroupfs-mount': 'cgroupfs-mount' })
  await run([...(await asRoot()), 'cgroupfs-mount'])
}

async function launch(): Promise<void> {
  await makeInState('logs')
  const log = openSync(logPath, 'a')
  const [file, ...args] = [...(await asRoot()), 'dockerd']
  const child = spawn(file, args, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  child.unref()
  await writeFile(pidPath, String(child.pid))
}

async function ownEnginePid(): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(pidPath, 'utf8'))
    return (await isDockerd(pid)) ? pid : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

// A pid may have been given to another process since, so its command line has the last word.
async function isDockerd(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('dockerd')
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ESRCH'
}
