import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Script } from '../../src/host-script/script.js'

/** A folder of programs that stand in for those of a host and its containers, the first in PATH. */
export interface FakeHost {
  run(
    script: Script,
    input?: string,
    shell?: string
  ): { status: number | null; stdout: string; stderr: string }
  remove(): void
}

/**
 * A host whose `docker exec` and `docker run` run their script right here, with the programs that are given as the text of a shell
 * script each. Everything else is asked of `docker` in the given programs, if it is there.
 */
export function fakeHost(programs: Readonly<Record<string, string>>): FakeHost {
  const folder = mkdtempSync(path.join(tmpdir(), 'fake-host-'))
  mkdirSync(path.join(folder, 'bin'))
  for (const [name, text] of Object.entries({ docker: DOCKER, ...programs })) {
    const file = path.join(folder, 'bin', name)
    writeFileSync(file, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
  }
  return {
    run(script, input = '', shell = 'sh') {
      const { status, stdout, stderr } = spawnSync(shell, ['-c', script.text], {
        input,
        env: { PATH: `${folder}/bin:${process.env['PATH']}`, ...secretsOf(script) },
        timeout: 20_000
      })
      return { status, stdout: stdout.toString(), stderr: stderr.toString() }
    },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** A program that prints its arguments, one per line in brackets. */
export const PRINTS_ARGUMENTS = `for argument; do printf '[%s]\\n' "$argument"; done`

const secretsOf = ({ secrets = {} }: Script): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]))

// What stands behind `sh -c` is the script, wherever the options before it end.
const DOCKER = `case $1 in
  exec | run) ;;
  *) exec docker-else "$@" ;;
esac
while [ "$1" != -c ]; do shift; done
exec sh "$@"`
