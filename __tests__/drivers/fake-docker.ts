import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lines, type Script, sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import { HostCommandError } from '../../src/hosts/host-command-error.js'
import { localHost } from '../../src/hosts/local.js'

/** A folder of programs that stand in for those of a host and its containers, the first in PATH. */
export interface FakeHost {
  run(script: Script, input?: string): Ran
  /** Runs a capture as hosts do, with these variables in the container. */
  capture(script: Script, environment?: Readonly<Record<string, string>>): Promise<Ran>
  remove(): void
}

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
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
  const PATH = `${folder}/bin:${process.env['PATH']}`
  return {
    run(script, input = '') {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', script.text], {
        input,
        env: { PATH, ...secretsOf(script) },
        timeout: 20_000
      })
      return { status, stdout: stdout.toString(), stderr: stderr.toString() }
    },
    async capture(script, environment = {}) {
      const exports = lines([
        sh`:`,
        ...Object.entries(environment).map(([name, value]) => sh`export ${name}=${value}`)
      ])
      const stream = localHost({ PATH }).read(watched([sh`${exports}\n${script}`]), { name: 'the capture' })
      const chunks: Buffer[] = []
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
      } catch (error) {
        if (!(error instanceof HostCommandError) || typeof error.ending !== 'number') throw error
        return { status: error.ending, stdout: '', stderr: error.stderr }
      }
      return { status: 0, stdout: Buffer.concat(chunks).toString(), stderr: stream.stderr() }
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
