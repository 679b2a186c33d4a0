import { run } from '../../bench/run.ts'

/** Kills the processes of a container whose command line matches. Throws where there is none. */
export async function killProcesses(container: string, pattern: string): Promise<void> {
  await run(['docker', 'exec', '--user', '0', '-i', container, 'sh', '-s', pattern], { input: KILL })
}

/** Makes a file of 24 MB that does not shrink. */
export const noisyFile = (container: string, path: string): Promise<string> =>
  asRoot(container, 'head -c 24000000 /dev/urandom >"$1"', path)

/** A table of 22 MB that hardly shrinks. */
export const NOISY_TABLE = `CREATE TABLE noise AS
  SELECT encode(sha512(n::text::bytea), 'base64') AS text FROM generate_series(1, 250000) AS n`

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
