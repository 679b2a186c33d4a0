import { run } from '../../bench/run.ts'

/** Kills the processes of a container whose command line matches. Throws where there is none. */
export async function killProcesses(container: string, pattern: string): Promise<void> {
  await run(['docker', 'exec', '--user', '0', '-i', container, 'sh', '-s', pattern], { input: KILL })
}

/** Starts a container that was killed. It counts as running until all that its processes printed was taken, and would not be started before. */
export async function startAgain(container: string): Promise<void> {
  await run(['docker', 'wait', container])
  await run(['docker', 'start', container])
}

/** How much noise there is of each kind: several parts of an upload, and more than all that lies between two ends reads ahead. */
export const NOISE_BYTES = 32_000_000
export const NOISE_ROWS = 350_000

/** Makes a file of noise. */
export const noisyFile = (container: string, path: string): Promise<string> =>
  asRoot(container, `head -c ${NOISE_BYTES} /dev/urandom >"$1"`, path)

/** Makes a folder with a file of noise that belongs to the SSH user of a host. */
export const noisyFolder = (host: string, folder: string): Promise<string> =>
  asRoot(
    host,
    `mkdir "$1" && head -c ${NOISE_BYTES} /dev/urandom >"$1/noise" && chown -R deploy: "$1"`,
    folder
  )

/** Puts noise into a Redis server. */
export const noisyKey = (container: string): Promise<string> =>
  asRoot(container, `head -c ${NOISE_BYTES} /dev/urandom | redis-cli -x SET noise`)

/** Puts a file of noise onto a volume that no container has. */
export const noisyVolume = (volume: string, image: string): Promise<string> =>
  run([
    ...['docker', 'run', '--rm', '--volume', `${volume}:/data`, image],
    ...['sh', '-c', `head -c ${NOISE_BYTES} /dev/urandom >/data/noise`]
  ])

/** A table of noise, which shrinks by a quarter. */
export const NOISY_TABLE = `CREATE TABLE noise AS
  SELECT encode(sha512(n::text::bytea), 'base64') AS text FROM generate_series(1, ${NOISE_ROWS}) AS n`

/** Writes into a directory of a container until its disk is full. */
export const fillDisk = (container: string, directory: string): Promise<string> =>
  asRoot(container, '! cat /dev/zero >"$1/filling" 2>/dev/null && [ -s "$1/filling" ]', directory)

/** Runs a line of shell in a container as root, with words as its arguments. */
export const asRoot = (container: string, line: string, ...words: readonly string[]): Promise<string> =>
  run(['docker', 'exec', '--user', '0', container, 'sh', '-c', line, 'sh', ...words])

/** Puts a script in front of a program of a container: a fake that says by its name what it is. */
export async function fakeProgram(container: string, name: string, script: string): Promise<void> {
  const line = 'cat >"/usr/local/bin/$1" && chmod 755 "/usr/local/bin/$1"'
  await run(['docker', 'exec', '--user', '0', '-i', container, 'sh', '-c', line, 'sh', name], {
    input: script
  })
}

// The shell that looks for them has the pattern in its own command line.
const KILL = `killed=no
for directory in /proc/[0-9]*; do
  pid=\${directory#/proc/}
  [ "$pid" != $$ ] || continue
  if tr '\\0' ' ' <"$directory/cmdline" 2>/dev/null | grep -q -e "$1"; then kill -KILL "$pid" && killed=yes; fi
done
[ "$killed" = yes ]
`
