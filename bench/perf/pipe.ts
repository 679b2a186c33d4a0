import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Job } from '../../__tests__/bench/job.ts'
import { attempt } from '../run.ts'
import type { Usage } from './metered.ts'

/** Does by hand what the action does: `ssh host 'command' | aws s3 cp - s3://…`, with the same host, user, key, store and authority. */
export async function runPipe(job: Job, command: string): Promise<Usage> {
  const { host, keys, knownHosts, s3 } = job.environment
  const ssh = ['-i', keys.ed25519, '-p', String(host.port)]
  const options = [
    'IdentitiesOnly=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts.plain}`
  ]
  const login = [...ssh, ...options.flatMap((option) => ['-o', option]), `deploy@${host.address}`, command]
  const copy = ['--endpoint-url', s3.endpoint, '--region', s3.region, '--ca-bundle', s3.caFile]
  const target = `s3://${s3.bucket}/${job.prefix}/pipe`
  const upload = [
    ...copy,
    's3',
    'cp',
    '--only-show-errors',
    '--expected-size',
    String(EXPECTED_BYTES),
    '-',
    target
  ]
  const started = performance.now()
  const shell = spawn(
    'bash',
    ['-c', SCRIPT, 'bash', String(login.length), ...login, await awsCommand(), ...upload],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        LC_ALL: 'C',
        AWS_ACCESS_KEY_ID: s3.owner.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.owner.secretAccessKey,
        AWS_CONFIG_FILE: '/dev/null',
        // versitygw loses count of the checksums behind bodies when connections are reused, and refuses the next request.
        AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required'
      }
    }
  )
  let [stdout, stderr, peakBytes] = ['', '', 0]
  shell.stdout.on('data', (chunk) => (stdout += chunk))
  shell.stderr.on('data', (chunk) => (stderr += chunk))
  const sampling = setInterval(() => {
    void peakOfChildren(shell.pid ?? 0).then((bytes) => {
      peakBytes = Math.max(peakBytes, bytes)
    })
  }, 200)
  const [status] = await once(shell, 'close')
  clearInterval(sampling)
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(`the pipe failed (${status}): ${stderr}`)
  return { seconds, cpuSeconds: cpuSeconds(stdout), peakBytes }
}

// aws has parts of 16 MiB for so much: versitygw keeps track of some 680 on ext4 (docs/s3.md).
const EXPECTED_BYTES = 100 * 2 ** 30

// The first argument says how many of the others are for ssh. `times` prints the time of the shell, then of what it ran.
const SCRIPT = `set -o pipefail
login=$1; shift
ssh "\${@:1:login}" | "\${@:login+1}" || exit
times`

function cpuSeconds(times: string): number {
  const ran = times.trim().split('\n').at(-1) ?? ''
  return [...ran.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0
  )
}

// The shim of a version manager would count as the pipe's own.
async function awsCommand(): Promise<string> {
  const { status, stdout } = await attempt(['pyenv', 'which', 'aws'])
  return status === 0 ? stdout.toString().trim() : 'aws'
}

async function peakOfChildren(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(gone)
  const peaks = children
    .trim()
    .split(' ')
    .map(async (child) => {
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(gone)
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
    })
  return Math.max(0, ...(await Promise.all(peaks)))
}

// A process that ended between two looks has nothing to tell any more.
const gone = (): string => ''
