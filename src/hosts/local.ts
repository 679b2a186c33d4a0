import { spawn } from 'node:child_process'
import { kill } from 'node:process'
import type { Channel, Ending } from './channel.js'
import type { Host } from './host.js'
import { hostOver } from './script-host.js'

/** Runs scripts on this machine, for runners that stand where the components live. Only the named variables reach them. */
export function localHost(environment: Readonly<Record<string, string | undefined>>): Host {
  const running = new Set<Channel>()
  let closed = false
  const env = passedOn(environment)
  return hostOver({
    label: 'this machine',
    async open(command) {
      if (closed) throw new Error('it was closed')
      const channel = await startShell(command, env)
      running.add(channel)
      void channel.closed.then(() => running.delete(channel))
      return channel
    },
    async close() {
      closed = true
      for (const channel of running) channel.close()
      await Promise.all([...running].map((channel) => channel.closed))
    }
  })
}

// Everything else may be a secret of the workflow: inputs, tokens, keys of the store.
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'DOCKER_API_VERSION'
]

const passedOn = (environment: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = environment[name]
      return value === undefined ? [] : [[name, value]]
    })
  )

function startShell(command: string, env: Record<string, string>): Promise<Channel> {
  // A process group of its own, so that all that the script starts can be ended together.
  const shell = spawn('sh', ['-c', command], { env, detached: true, stdio: 'pipe' })
  const closed = new Promise<Ending>((resolve) => {
    shell.on('close', (status, signal) =>
      resolve(status === null ? { kind: 'signalled', signal: String(signal) } : { kind: 'exited', status })
    )
  })
  return new Promise((resolve, reject) => {
    shell.once('error', reject)
    shell.once('spawn', () => {
      resolve({
        stdin: shell.stdin,
        stdout: shell.stdout,
        stderr: shell.stderr,
        closed,
        close() {
          endGroup(shell.pid, closed)
          shell.stdin.destroy()
        }
      })
    })
  })
}

const GRACE_MILLISECONDS = 5_000

function endGroup(group: number | undefined, closed: Promise<Ending>): void {
  if (group === undefined) return
  signalGroup(group, 'SIGTERM')
  const last = setTimeout(() => signalGroup(group, 'SIGKILL'), GRACE_MILLISECONDS)
  last.unref()
  void closed.then(() => clearTimeout(last))
}

function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    kill(-group, signal)
  } catch (error) {
    // Nobody of the group is left: that is what we want.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
