import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { env } from 'node:process'
import type { Script } from '../../src/host-script/script.js'

/** Runs scripts of which each may be cut short before any step that changes something. */
export interface Interruptible {
  /** Runs the script until so many steps are done. Gives whether it came to its end; throws where it failed by itself. */
  run(script: Script, steps?: number): boolean
}

/** Makes the programs that count, in a directory of their own. A move of several things is as many steps. */
export function interruptible(directory: string): Interruptible {
  const left = path.join(directory, 'left')
  const count = [
    '#!/bin/sh',
    'left=$(dirname "$0")/left',
    'step() { read -r n <"$left"; if [ "$n" -le 0 ]; then echo cut >&2; exit 99; fi; echo $((n - 1)) >"$left"; }'
  ]
  mkdirSync(directory)
  for (const name of ['mkdir', 'rmdir', 'rm', 'tar']) {
    const real = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    program(path.join(directory, name), [...count, 'step', `exec ${real} "$@"`])
  }
  const mv = execFileSync('sh', ['-c', 'command -v mv'], { encoding: 'utf8' }).trim()
  program(path.join(directory, 'mv'), [
    ...count,
    'while case $1 in -f | --) true ;; *) false ;; esac; do shift; done',
    'while [ "$#" -gt 1 ]; do',
    '  for to; do :; done',
    '  step',
    `  ${mv} -f -- "$1" "$to" || exit`,
    '  shift',
    'done'
  ])
  return {
    run(script, steps = 100_000) {
      writeFileSync(left, `${steps}\n`)
      const { status, stderr } = spawnSync('sh', ['-c', script.text], {
        encoding: 'utf8',
        env: { ...env, PATH: `${directory}:${env['PATH']}` }
      })
      if (status !== 0 && !/^cut$/m.test(stderr)) throw new Error(`exit ${status}: ${stderr}`)
      return status === 0
    }
  }
}

function program(file: string, text: readonly string[]): void {
  writeFileSync(file, `${text.join('\n')}\n`)
  chmodSync(file, 0o755)
}
