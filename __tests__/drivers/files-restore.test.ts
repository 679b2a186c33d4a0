import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { env } from 'node:process'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Restoration } from '../../src/drivers/driver.js'
import { files } from '../../src/drivers/files.js'
import { localHost } from '../../src/hosts/local.js'
import { interruptible } from './tar-interruptions.js'
import { pictureOf } from './tar-picture.js'
import { backUp, bringBack, find } from './tar-runs.js'

const host = localHost(env)
afterAll(() => host.close())

let root = ''
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "files & 'odd' $(name) "))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const at = (name: string) => path.join(root, 'stack', name)
const shell = (script: string) => execFileSync('sh', ['-euc', script], { cwd: root, stdio: 'pipe' })

const PATHS = ['app', 'app.env', 'gone.conf', 'deep/er/gone', 'link', 'folder-then-file', 'new|line\nname']
const KEPT = ['app/cache', 'app/sub/kept']
const declared = (paths: readonly string[] = PATHS) => ({ paths: paths.map(at), exclude: KEPT.map(at) })

// What was there when the backup was made.
const BEFORE = `mkdir stack; cd stack
mkdir -p app/sub/kept app/cache app/empty deep/er/gone/inner folder-then-file/inner
echo hello >app/hello; ln app/hello app/sub/hard; ln -s ../hello app/sub/soft; ln -s /nowhere app/dangling
mkfifo app/fifo; truncate -s 1M app/hole; printf x >app/-rf; printf x >"app/$(printf 'new\\nline')"
printf x >"app/$(printf 'latin1-\\377')"; echo cached >app/cache/one; echo kept >app/sub/kept/one
echo SECRET=1 >app.env; chmod 600 app.env; echo gone >gone.conf; echo deep >deep/er/gone/inner/file
ln -s app.env link; echo odd >"$(printf 'new|line\\nname')"; echo x >folder-then-file/inner/x
chmod 2750 app/sub
touch -d '2001-02-03 04:05:06.123456789 UTC' app/hello app/sub gone.conf deep/er/gone app`

// What somebody did to it since.
const DAMAGE = `cd stack
rm app/hello app/sub/soft gone.conf; rm -r deep folder-then-file; echo file >folder-then-file
echo changed >app.env; chmod 644 app.env; echo more >app/more; mkdir app/more.d; rm link; ln -s elsewhere link
echo newer >app/cache/two; echo newer >app/sub/kept/two; chmod 700 app
touch -d '2020-01-01 00:00:00.5 UTC' app app/sub`

const kept = () => pictureOf(KEPT.map(at))
const restored = (paths: readonly string[] = PATHS) => pictureOf(paths.map(at), KEPT.map(at))
const everything = (paths: readonly string[] = PATHS) => pictureOf(paths.map(at))
const leftovers = () =>
  readdirSync(at('.'), { recursive: true, encoding: 'latin1' }).filter((name) => name.includes('.predeploy'))

describe('files brought back', () => {
  test('are exactly what they were, and what was left out of the backup is what it is now', async () => {
    shell(BEFORE)
    const wanted = restored()
    const { backup, bytes, inspection } = await backUp(host, files, declared())
    expect(inspection.warnings).toEqual([expect.stringMatching(/secrets in plain text: .*app\.env/)])
    shell(DAMAGE)
    const left = kept()
    const restoration = (await find(host, files, declared())).restoration(backup, 'run1')
    expect(restoration.places).toHaveLength(2 * PATHS.length)
    expect(restoration.places).toEqual(
      expect.arrayContaining([
        `path ${at('app')} but for ${JSON.stringify(KEPT.map(at))}`,
        `path ${at('app.env')} but for []`
      ])
    )
    await bringBack(host, restoration, bytes)
    expect(restored()).toEqual(wanted)
    expect(kept()).toEqual(left)
    expect(leftovers()).toEqual([])
  })

  test('are told apart from what a restore left that did not end, in them and beside them', async () => {
    shell(BEFORE)
    shell('cd stack; mkdir app/.predeploy-old-gone .predeploy-old-gone-1234 .predeploy-new-gone')
    const { found, bytes } = await backUp(host, files, declared())
    expect(found.warnings.filter((text) => /\.predeploy-/.test(text))).toEqual(
      ['app/.predeploy-old-gone', '.predeploy-old-gone-1234', '.predeploy-new-gone'].map((name) =>
        expect.stringContaining(`a restore that did not end left ${at(name)}`)
      )
    )
    expect(bytes.includes('.predeploy-')).toBe(false)
  })

  test('come back to a host that lost them all', async () => {
    shell(BEFORE)
    const wanted = restored()
    const { backup, bytes } = await backUp(host, files, declared())
    shell('rm -rf stack')
    await bringBack(host, (await find(host, files, declared())).restoration(backup, 'run1'), bytes)
    expect(restored()).toEqual(wanted)
    expect(leftovers()).toEqual([])
  })

  test('vanish again, with the folders that were made for them, when the restore is undone', async () => {
    shell(BEFORE)
    const { backup, bytes } = await backUp(host, files, declared())
    shell('rm -rf stack')
    const restoration = (await find(host, files, declared())).restoration(backup, 'run1')
    stageAlone(restoration, bytes)
    for (const script of [restoration.swap([]), restoration.undo, restoration.discard]) {
      await host.run(script)
    }
    expect(readdirSync(root)).toEqual([])
  })
})

describe('what is in service is not what was restored', () => {
  const judged = async (meddle: string) => {
    const { verify } = (await meddled(meddle)).restoration
    const { stdout } = await host.run(verify.script)
    return () => verify.judge(stdout.toString(), [])
  }

  test.each([
    ['where the application renames, makes and deletes', 'mv app/hello app/moved; rm app/-rf; echo x >app/x'],
    ['where it writes into what was restored', 'echo later >>app/hello'],
    ['where what was put aside is gone', 'rm -r app/.pre*/old']
  ])('is not said %s', async (_, meddle) => {
    expect(await judged(meddle)).not.toThrow()
  })

  test.each([
    ['the old entries are back beside one that was restored', 'mv app/.pre*/old/more* app/'],
    ['one of the old entries is back', 'mv app/.pre*/old/more app/'],
    ['nothing of it is left', 'rm -r app/*']
  ])('where %s', async (_, meddle) => {
    expect(await judged(meddle)).toThrow(`not what was restored: ${at('app')}`)
  })

  test.each([
    ['the old file is back', 'mv .pre*/old app.env'],
    ['another file has its name', 'cp app.env other; mv other app.env']
  ])('where %s in place of a file', async (_, meddle) => {
    expect(await judged(meddle)).toThrow(`not what was restored: ${at('app.env')}`)
  })
})

describe('an undo after somebody meddled', () => {
  test('keeps an old entry that was put back before', async () => {
    const { restoration, damaged } = await meddled('mv app/.pre*/old/more app/')
    for (const script of [restoration.undo, restoration.undo, restoration.discard]) await host.run(script)
    expect(everything(['app', 'app.env'])).toEqual(damaged)
  })

  test.each([
    ['app', 'app/.pre*/old'],
    ['app', 'app/.pre*'],
    ['app.env', '.pre*/old'],
    ['app.env', '.pre*']
  ])('of %s takes nothing away, and fails, where %s is gone', async (name, gone) => {
    const { restoration } = await meddled(`rm -r ${gone}`)
    const inService = everything([name])
    await expect(host.run(restoration.undo)).rejects.toThrow('is gone')
    expect(everything([name])).toEqual(inService)
  })
})

describe('a restore that is cut short', () => {
  test('anywhere in the swap is undone exactly, and the undo may be cut short as well', async () => {
    const { stageAnew, restoration, damaged } = await original()
    const { run } = interruptible(path.join(root, 'counting'))
    let cuts = 0
    for (let steps = 0; ; steps += 1) {
      stageAnew()
      const isThrough = run(restoration.swap([]), steps)
      run(restoration.undo, (steps * 5) % 13)
      expect(run(restoration.undo)).toBe(true)
      expect({ steps, picture: timeless(everything(ONE_OF_EACH), HOLDERS) }).toEqual({
        steps,
        picture: damaged
      })
      if (isThrough) break
      cuts += 1
    }
    expect(run(restoration.undo)).toBe(true)
    expect(run(restoration.discard)).toBe(true)
    expect(timeless(everything(ONE_OF_EACH))).toEqual(damaged)
    expect(leftovers()).toEqual([])
    expect(readdirSync(at('.'))).not.toContain('deep')
    expect(cuts).toBeGreaterThan(20)
  }, 120_000)

  test('anywhere in the swap can be carried on', async () => {
    const { stageAnew, restoration, wanted } = await original()
    const { run } = interruptible(path.join(root, 'counting'))
    for (let steps = 1; ; steps += 4) {
      stageAnew()
      const isThrough = run(restoration.swap([]), steps)
      expect(run(restoration.swap([]))).toBe(true)
      expect({ steps, picture: timeless(restored(ONE_OF_EACH), HOLDERS) }).toEqual({ steps, picture: wanted })
      if (isThrough) break
    }
  }, 120_000)

  test('anywhere in the discard leaves what is in service alone, and can be carried on', async () => {
    const { stageAnew, restoration, wanted } = await original()
    const { run } = interruptible(path.join(root, 'counting'))
    stageAnew()
    expect(run(restoration.swap([]))).toBe(true)
    for (let steps = 0; !run(restoration.discard, steps); steps += 1) {
      expect(timeless(restored(ONE_OF_EACH), HOLDERS)).toEqual(wanted)
    }
    expect(timeless(restored(ONE_OF_EACH))).toEqual(wanted)
    expect(leftovers()).toEqual([])
  }, 120_000)
})

/** Exchanges old for new and lets somebody meddle with it. */
async function meddled(meddle: string) {
  const paths = ['app', 'app.env']
  shell(BEFORE)
  const { backup, bytes } = await backUp(host, files, declared(paths))
  shell(DAMAGE)
  const damaged = everything(paths)
  const restoration = (await find(host, files, declared(paths))).restoration(backup, 'run1')
  stageAlone(restoration, bytes)
  await host.run(restoration.swap([]))
  shell(`cd stack; ${meddle}`)
  return { restoration, damaged }
}

// A content to exchange, something that became another kind, and something that is gone with the folders above it.
const ONE_OF_EACH = ['app', 'folder-then-file', 'deep/er/gone']

const HOLDERS = /\.predeploy-old-/

/** A backup that is staged beside the damaged stack, as often as one likes. */
async function original() {
  shell(BEFORE)
  const wanted = timeless(restored(ONE_OF_EACH))
  const { backup, bytes } = await backUp(host, files, declared(ONE_OF_EACH))
  shell(DAMAGE)
  const damaged = timeless(everything(ONE_OF_EACH))
  const restoration = (await find(host, files, declared(ONE_OF_EACH))).restoration(backup, 'run1')
  stageAlone(restoration, bytes)
  shell('cp -a stack staged')
  return { wanted, damaged, restoration, stageAnew: () => shell('rm -rf stack; cp -a staged stack') }
}

// Whoever is cut short between a rename in a folder and giving the folder its time back leaves it the time of the rename.
const timeless = (picture: readonly string[], without = /^$/) =>
  picture
    .filter((line) => !without.test(line))
    .map((line) => line.replace(/^("[^"]*\/app(?:\/sub)?" \d+ \d+:\d+) \d+$/, '$1'))

function stageAlone({ stages }: Restoration, input: Buffer): void {
  for (const { script } of stages) {
    const { status, stderr } = spawnSync('sh', ['-c', script.text], { input, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
}
