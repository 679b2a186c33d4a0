import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { env } from 'node:process'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Exchange, swap, undo, verify } from '../../src/drivers/tar/places.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { pictureOf } from './tar-picture.js'

let root = ''

const at = (name: string) => path.join(root, name)

/** What is exchanged by a holder within; some of it was left out of the backup. */
const exchange = (kept: readonly string[] = []): Exchange => ({
  tool: 'gnu',
  places: [
    { exchange: 'content', target: at('app'), holder: at('app/.predeploy-old-run'), kept, staying: [] }
  ]
})

const whereIs = (program: string) =>
  execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()

/** A shell, and what of a busybox it finds before the machine's own tools. */
export interface ExchangeShell {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly applets: readonly string[]
}

/** Exchanges in one of the shells that are met on hosts and in helper containers, while somebody else changes the same folder. */
export function testExchange({ name, command: [program, ...options], applets }: ExchangeShell): void {
  describe(`in ${name}`, () => {
    beforeEach(() => {
      root = mkdtempSync(path.join(tmpdir(), 'exchange '))
    })
    afterEach(() => rmSync(root, { recursive: true, force: true }))

    beforeEach(() => {
      mkdirSync(at('programs'))
      mkdirSync(at('applets'))
      for (const applet of applets) symlinkSync(whereIs('busybox'), at(`applets/${applet}`))
    })

    const run = ({ text }: Script) => {
      const PATH = `${at('programs')}:${at('applets')}:${env['PATH']}`
      const { status, stdout, stderr } = spawnSync(program, [...options, '-c', text], {
        cwd: root,
        env: { ...env, PATH },
        encoding: 'utf8'
      })
      return { status, stdout, stderr }
    }
    const succeed = (script: Script) => {
      const { status, stdout, stderr } = run(script)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      return stdout
    }
    const shell = (text: string) =>
      succeed(sh`set -e
${{ text }}`)

    /** A `stat` that says this of one more entry wherever it is asked about entries whose paths match. */
    const statSays = (pattern: string, said: string) => {
      const real = applets.length > 0 ? `${whereIs('busybox')} stat` : whereIs('stat')
      const file = at('programs/stat')
      writeFileSync(
        file,
        `#!/bin/sh
${real} "$@" || exit
for path; do case $path in */.predeploy-old-run/*) place=holder ;; *) place=service ;; esac; done
case $place in ${pattern}) echo "stat: can't stat '/app/x': ${said}" >&2; exit 1 ;; esac
`
      )
      chmodSync(file, 0o755)
    }

    /** Old and staged, as they lie before a swap. */
    const stage = (old: string) =>
      shell(`mkdir -p app/.predeploy-old-run/new; cd app; ${old}; cd .predeploy-old-run/new; echo new >new`)

    const OLD = 'mkdir one two; echo 1 >one/file; echo 2 >two/file; echo 3 >three; echo 4 >four'

    describe('what comes and goes while it is looked at', () => {
      const VANISHED = 'No such file or directory'

      test('makes nobody think that the restored is gone, or that the old is not back', () => {
        stage(OLD)
        statSays('service', VANISHED)
        succeed(swap(exchange()))
        expect(succeed(verify(exchange()))).toBe('')
        shell('mv app/.predeploy-old-run/old/one app/')
        expect(succeed(verify(exchange()))).toBe(`missing=${at('app')}\n`)
        rmSync(at('app/one'), { recursive: true })
        rmSync(at('app/new'))
        expect(succeed(verify(exchange()))).toBe(`missing=${at('app')}\n`)
      })

      test('is no failure of an undo', () => {
        stage(OLD)
        const before = pictureOf(['one', 'two', 'three', 'four'].map((name) => at(`app/${name}`)))
        succeed(swap(exchange()))
        shell('mv app/.predeploy-old-run/old/one app/')
        statSays('service', VANISHED)
        succeed(undo(exchange()))
        expect(pictureOf(['one', 'two', 'three', 'four'].map((name) => at(`app/${name}`)))).toEqual(before)
      })

      test('is a failure in what only the restore may touch', () => {
        stage(OLD)
        statSays('holder', VANISHED)
        expect(run(swap(exchange()))).toMatchObject({ status: 1, stderr: expect.stringContaining(VANISHED) })
      })

      test('is told apart from what cannot be looked at', () => {
        stage(OLD)
        succeed(swap(exchange()))
        statSays('service', 'Input/output error')
        const failure = {
          status: 1,
          stdout: '',
          stderr: expect.stringMatching(/Input\/output error\nwhat is in .*app could not be listed\n$/)
        }
        expect(run(verify(exchange()))).toEqual(failure)
        expect(run(undo(exchange()))).toEqual(failure)
      })
    })

    test.each([
      ['a folder', 'one', 'two'],
      ['a file', 'three', 'four']
    ])(
      'an undo takes nothing old for new where %s is back under a name that is taken',
      (_kind, name, taken) => {
        stage(OLD)
        succeed(swap(exchange()))
        shell(`mv app/.predeploy-old-run/old/${name} app/${taken}`)
        const before = pictureOf([
          at('app/new'),
          at(`app/${taken}`),
          at(`app/.predeploy-old-run/old/${taken}`)
        ])
        expect(run(undo(exchange()))).toMatchObject({
          status: 1,
          stderr: expect.stringContaining('could not be put aside in')
        })
        expect(
          pictureOf([at('app/new'), at(`app/${taken}`), at(`app/.predeploy-old-run/old/${taken}`)])
        ).toEqual(before)
        shell(`mv app/${taken} app/${name}`)
        succeed(undo(exchange()))
        expect(shell('cd app; ls; cat one/file two/file three four')).toBe(
          'four\none\nthree\ntwo\n1\n2\n3\n4\n'
        )
      }
    )

    test('what was left out of the backup may be another name of something old', () => {
      stage(`${OLD}; ln three cache.db`)
      succeed(swap(exchange(['cache.db'])))
      expect(shell('cd app; ls; cat cache.db')).toBe('cache.db\nnew\n3\n')
      expect(succeed(verify(exchange(['cache.db'])))).toBe('')
      shell('mv app/.predeploy-old-run/old/four app/')
      expect(succeed(verify(exchange(['cache.db'])))).toBe(`missing=${at('app')}\n`)
      succeed(undo(exchange(['cache.db'])))
      expect(shell('cd app; ls; cat four; [ three -ef cache.db ]')).toBe(
        'cache.db\nfour\none\nthree\ntwo\n4\n'
      )
    })
  })
}
