import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfVolume } from '../../bench/compare/tree.ts'
import { readEnvironment } from '../../bench/environment.ts'
import { labelled } from '../../bench/machine/docker.ts'
import { attempt, run } from '../../bench/run.ts'
import { goldenVolume } from '../../bench/stack/golden.ts'
import type { Restoration } from '../../src/drivers/driver.js'
import { inHelper } from '../../src/drivers/helper-container.js'
import { volume as driver } from '../../src/drivers/volume.js'
import { sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import type { Host } from '../../src/hosts/host.js'
import { connectSsh } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'
import { backUp, bringBack, find, stage, swap } from '../drivers/tar-runs.js'
import { type Disk, makeDisk } from './disk.ts'

const { host: address, keys, knownHosts, stack, hostBare } = await readEnvironment()
const { images, volumes } = stack
const owner = `volume-${randomBytes(4).toString('hex')}`
const made: { kind: 'container' | 'volume' | 'image'; name: string }[] = []
const disks: Disk[] = []
let host: Host

beforeAll(async () => {
  host = await connectSsh({
    target: { kind: 'ssh', user: 'deploy', ...address },
    identity: { privateKey: new Secret(await readFile(keys.ed25519, 'utf8')) },
    knownHosts: await readFile(knownHosts.plain, 'utf8')
  })
})

afterAll(async () => {
  await host.close()
  for (const { kind, name } of made.toReversed()) await run(['docker', kind, 'rm', '--force', name])
  for (const disk of disks) await disk.remove()
})

const picture = (name: string) => pictureOfVolume({ name, helperImage: images.helper })
const lines = (text: string) => text.split('\n')

/** A volume of this file's own, with the odd content of the stack's uploads as it was seeded. */
async function copyOfUploads(word: string): Promise<string> {
  const name = await emptyVolume(word)
  await inVolume(name, `cp -a /golden/${volumes.uploads}/. /volume/`, [
    '--volume',
    `${goldenVolume}:/golden:ro`
  ])
  return name
}

async function emptyVolume(word: string, options: readonly string[] = []): Promise<string> {
  const name = `${owner}-${word}`
  await run(['docker', 'volume', 'create', ...labelled, ...options, name])
  made.push({ kind: 'volume', name })
  return name
}

const inVolume = (name: string, script: string, options: readonly string[] = []) =>
  run([
    ...['docker', 'run', '--rm', ...labelled, ...options, '--volume', `${name}:/volume`],
    ...[images.helper, 'sh', '-euc', `cd /volume\n${script}`]
  ])

/** A container that uses a volume at /data and, while it runs, does what the script says. */
async function userOf(
  name: string,
  word: string,
  options: readonly string[] = [],
  script = 'exec sleep infinity'
) {
  const container = `${owner}-${word}`
  const mount = ['--volume', `${name}:/data`]
  const start = ['docker', 'run', '--detach', '--init', ...labelled, '--name', container]
  const id = await run([...start, ...mount, ...options, images.web, 'sh', '-c', script])
  made.push({ kind: 'container', name: container })
  return id.trim()
}

const DAMAGE = `rm -rf names kinds; echo new >new; echo x >>modes/0644; chmod 700 .; chown 5:5 .; touch -d 2020-01-01 .`

describe('a volume that is in use', () => {
  test('tells what a restore left on it that did not end, whoever looks', async () => {
    const name = await emptyVolume('left')
    await inVolume(name, 'mkdir .predeploy-old-gone .predeploy-new-gone; echo 1 >file')
    const told = ['.predeploy-old-gone', '.predeploy-new-gone'].map((left) =>
      expect.stringContaining(`a restore that did not end left ${left}`)
    )
    expect((await find(host, driver, { volume: name })).warnings).toEqual(told)
    await userOf(name, 'looks')
    const { found, inspection } = await backUp(host, driver, {
      volume: name,
      exclude: ['.predeploy-new-gone']
    })
    expect(found.facts['reader']).toHaveProperty('container')
    expect(found.warnings).toEqual(told)
    expect(inspection.counts).toMatchObject({ entries: 2, files: 1 })
  })

  test('is read by its user, whole: every entry counted, and tar alone restores it', async () => {
    const name = await copyOfUploads('in-use')
    await userOf(name, 'user')
    const before = await picture(name)
    const { bytes, inspection, found } = await backUp(host, driver, { volume: name })
    expect(found.facts['reader']).toHaveProperty('container')
    expect(found.consistency).toBe('fuzzy')
    const entries = lines(before).filter((line) => line !== '')
    const firstNames = entries.filter((line) => !/ same-as=/.test(line) || isFirst(line))
    const of = (kind: RegExp) => firstNames.filter((line) => kind.test(line))
    const sizes = of(/ file \d{4} /).map((line) => Number(/ size=(\d+)/.exec(line)?.[1]))
    expect(inspection.counts).toEqual({
      entries: entries.length,
      directories: of(/ directory \d{4} /).length,
      files: sizes.length,
      symlinks: of(/ link \d{4} /).length,
      other: of(/ fifo \d{4} /).length,
      'hard links': entries.length - firstNames.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0)
    })
    const byHand = await emptyVolume('by-hand')
    await run(
      [
        ...['docker', 'run', '--rm', '-i', ...labelled, '--volume', `${byHand}:/volume`, images.helper],
        ...[
          'tar',
          '-C',
          '/volume',
          '-xpf',
          '-',
          '--numeric-owner',
          '--xattrs',
          '--xattrs-include=*',
          '--acls'
        ]
      ],
      { input: bytes }
    )
    expect(lines(await picture(byHand))).toEqual(lines(before))
  })

  test('comes back exactly, while its users stand still, and what was left out stays', async () => {
    const name = await copyOfUploads('whole')
    await inVolume(name, 'mkdir cache 2026/thumbnails; echo 1 >cache/one; echo 1 >2026/thumbnails/one')
    const users = [await userOf(name, 'web'), await userOf(name, 'worker')]
    const stopped = await userOf(name, 'once')
    await run(['docker', 'stop', '-t', '0', stopped])
    const spec = { volume: name, exclude: ['cache', '2026/thumbnails/'] }
    const before = lines(await picture(name))
    const { backup, bytes } = await backUp(host, driver, spec)
    await inVolume(name, `${DAMAGE}; echo 2 >cache/two`)

    const restoration = (await find(host, driver, spec)).restoration(backup, 'run1')
    expect(new Set(restoration.stops.map(({ id }) => id))).toEqual(new Set(users))
    const staged = await stage(host, restoration, bytes)
    await run(['docker', 'stop', '-t', '0', ...restoration.stops.map(({ id }) => id)])
    await host.run(restoration.swap(staged))
    await run(['docker', 'start', ...restoration.stops.map(({ id }) => id)])
    await host.run(restoration.verify.script)
    expect((await backUp(host, driver, spec)).inspection.counts).toEqual(backup.artifacts[0]?.counts)
    await host.run(restoration.discard)

    const excluded = /^(cache|2026\/thumbnails)/
    const after = lines(await picture(name))
    expect(after.filter((line) => !excluded.test(line))).toEqual(
      before.filter((line) => !excluded.test(line))
    )
    expect(after.filter((line) => /^cache\/(one|two) /.test(line))).toHaveLength(2)
  })

  test('is undone exactly after a swap, and again', async () => {
    const name = await copyOfUploads('undone')
    const { backup, bytes } = await backUp(host, driver, { volume: name })
    await inVolume(name, DAMAGE)
    const damaged = lines(await picture(name))
    const restoration = (await find(host, driver, { volume: name })).restoration(backup, 'run1')
    await swap(host, restoration, await stage(host, restoration, bytes))
    await host.run(restoration.undo)
    await host.run(restoration.undo)
    await host.run(restoration.discard)
    expect(lines(await picture(name))).toEqual(damaged)
    await expect(host.run(restoration.undo)).rejects.toThrow('is gone')
    expect(lines(await picture(name))).toEqual(damaged)
  })
})

const isFirst = (line: string) => {
  const [, first] = / same-as=(.*?)(?: xattrs=.*)?$/.exec(line) ?? []
  return first !== undefined && line.startsWith(`${first} `)
}

describe('a file that changes while it is read', () => {
  test('is a warning that names it, and an error where the user is strict', async () => {
    const name = await emptyVolume('changing')
    await inVolume(name, 'head -c 40000000 /dev/zero >log')
    await userOf(name, 'writer', [], 'while :; do echo more >>/data/log; done')
    const { inspection } = await backUp(host, driver, { volume: name })
    expect(inspection.warnings).toEqual(['1 file changed while being read and may be torn: ./log'])
    await expect(backUp(host, driver, { volume: name, strict: true })).rejects.toThrow(
      '1 file changed while being read: ./log'
    )
  })
})

describe('who reads', () => {
  test.each([
    ['has another volume within', ['--tmpfs', '/data/within']],
    ['lacks the rights of root', ['--cap-drop', 'ALL']]
  ])('is a helper container where the only user %s', async (_, options) => {
    const name = await emptyVolume(`helper-${options[0]?.slice(2)}`)
    await inVolume(name, 'echo 1 >one; chmod 600 one; chown 1000 one; mkdir within; echo hidden >within/two')
    await userOf(name, `user-${options[0]?.slice(2)}`, options)
    const { found, inspection } = await backUp(host, driver, { volume: name })
    expect(found.facts['reader']).toHaveProperty('image')
    expect(inspection.counts).toMatchObject({ files: 2, directories: 2 })
  })

  test('is refused where a database lives on it', async () => {
    const found = await find(host, driver, { volume: volumes.db })
    expect(() => found.captures()).toThrow(`${volumes.db} holds the files of a postgres that runs in shop-db`)
  })

  test('is the image that the user names, which must be there', async () => {
    const name = await emptyVolume('named-image')
    const spec = { volume: name, image: images.redis }
    const id = (await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', images.redis])).trim()
    expect((await backUp(host, driver, spec)).found.facts['reader']).toEqual({ image: id })
    await expect(find(host, driver, { ...spec, image: 'no/such:image' })).rejects.toThrow(
      'the image no/such:image is not on the host'
    )
  })

  test('may be nothing but busybox, which says what it loses and comes back all the same', async () => {
    const image = await busyboxImage()
    const name = await emptyVolume('busybox')
    await inVolume(
      name,
      'mkdir d; echo 1 >d/one; ln d/one two; ln -s d/one three; chown 33:44 d d/one; chmod 4750 d/one'
    )
    const spec = { volume: name, image }
    const before = lines(await picture(name))
    const { backup, bytes, found } = await backUp(host, driver, spec)
    expect(found.warnings).toEqual([expect.stringContaining('only the tar of busybox is there')])
    await inVolume(name, 'rm -r d; echo 2 >two; echo 4 >four')
    await bringBack(host, (await find(host, driver, spec)).restoration(backup, 'run1'), bytes)
    const asBusyboxKeeps = (line: string) =>
      line.replace(/( file .* mtime=\d+)\.\d+/, '$1').replace(/( (?:directory|link) .*)mtime=[\d.]+/, '$1')
    expect(lines(await picture(name)).map(asBusyboxKeeps)).toEqual(before.map(asBusyboxKeeps))

    const exact = (await backUp(host, driver, { volume: name })).backup
    const again = await find(host, driver, spec)
    expect(() => again.restoration(exact, 'run1')).toThrow(
      `the image ${image} has no GNU tar, which this backup needs`
    )
  })

  test.each(['by its user', 'by a helper'])('dies with the runner: %s', async (how) => {
    const name = await emptyVolume(`dying-${how.replaceAll(' ', '-')}`)
    await inVolume(name, 'truncate -s 200G endless')
    const user = await userOf(name, `watched-${how.replaceAll(' ', '-')}`)
    const spec = { volume: name, ...(how === 'by a helper' ? { image: images.web } : {}) }
    const [only] = (await find(host, driver, spec)).captures()
    // Without --sparse the hole is read for hours.
    const script = { text: (only?.script.text ?? '').replace(' --sparse', '') }
    const stream = host.read(watched([script]))
    const failed = new Promise((resolve) => stream.once('error', resolve))
    await Promise.race([new Promise((resolve) => stream.once('data', resolve)), failed])
    expect(await tarsOn(name, user)).toBeGreaterThan(0)
    stream.destroy()
    for (let tries = 0; tries < 100 && (await tarsOn(name, user)) > 0; tries += 1) await sleep(100)
    expect(await tarsOn(name, user)).toBe(0)
  })
})

/** How many processes named tar run in the containers that use a volume. */
async function tarsOn(name: string, user: string): Promise<number> {
  const users = await run(['docker', 'ps', '--quiet', '--no-trunc', '--filter', `volume=${name}`])
  const helpers = users.split('\n').filter((id) => id !== '' && id !== user)
  const { stdout } = await attempt(['docker', 'top', user, '-o', 'pid,comm'])
  return (
    helpers.length +
    stdout
      .toString()
      .split('\n')
      .filter((line) => /\btar$/.test(line.trim())).length
  )
}

/** An image with busybox and nothing else, made of what the poorer host has. */
async function busyboxImage(): Promise<string> {
  const name = `${owner}:busybox`
  const script = `set -e
root=/tmp/${owner}; trap 'rm -rf "$root"' EXIT; mkdir -p "$root/bin" "$root/tmp"
busybox=$(command -v busybox); cp "$busybox" "$root/bin/"
for library in $(ldd "$busybox" | grep -o '/[^ ]*' | grep -v : || :); do mkdir -p "$root$(dirname "$library")"; cp -L "$library" "$root$library"; done
for tool in $("$busybox" --list); do ln -s busybox "$root/bin/$tool"; done
tar -C "$root" -c . | docker import - ${name} >/dev/null`
  await run(['docker', 'exec', hostBare.container, 'sh', '-c', script])
  made.push({ kind: 'image', name })
  return name
}

describe('a restore that must not happen', () => {
  let name = ''
  let good: Awaited<ReturnType<typeof backUp>>
  const restoration = async (): Promise<Restoration> =>
    (await find(host, driver, { volume: name })).restoration(good.backup, 'run1')
  beforeAll(async () => {
    name = await copyOfUploads('untouched')
    good = await backUp(host, driver, { volume: name })
  })

  test.each([
    [
      'between two members, which tar itself takes for the end',
      betweenMembers,
      'what was unpacked is not what was'
    ],
    ['within a block', (whole: Buffer) => Math.floor(whole.length / 2) + 100, 'Unexpected EOF']
  ])('an archive cut %s is found out, and the volume is what it was', async (_, at, message) => {
    const before = lines(await picture(name))
    const attempted = await restoration()
    await expect(stageCut(attempted, good.bytes.subarray(0, at(good.bytes)))).rejects.toThrow(message)
    await host.run(attempted.undo)
    await host.run(attempted.discard)
    expect(lines(await picture(name))).toEqual(before)
  })

  test('a volume without room refuses with the figures', async () => {
    const disk = await makeDisk(`${owner}-small`, 20)
    disks.push(disk)
    const small = disk.volume
    made.push({ kind: 'volume', name: small })
    await userOf(small, 'small-user')
    const attempted = (await find(host, driver, { volume: small })).restoration(good.backup, 'run1')
    await expect(stage(host, attempted, good.bytes)).rejects.toThrow(
      /no room beside the old data: \d+ KiB are needed, \d+ are free/
    )
    await host.run(attempted.discard)
    expect(lines(await picture(small)).filter((line) => line !== '')).toHaveLength(2)
  })
})

// Where a record of tar (20 blocks) ends and a member begins, in front of the last ones.
function betweenMembers(whole: Buffer): number {
  for (let at = Math.floor(whole.length / 10_240 - 2) * 10_240; at > 0; at -= 10_240) {
    if (whole.toString('latin1', at + 257, at + 262) === 'ustar' && whole[at + 156] === 'x'.charCodeAt(0))
      return at
  }
  throw new Error('no member begins with a record')
}

/** Stages and counts as a restore does, but without an inspector that would see the cut on the way. */
async function stageCut(attempted: Restoration, bytes: Buffer): Promise<void> {
  const [only] = attempted.stages
  if (only === undefined) throw new Error('nothing to stage')
  await host.write(
    only.script,
    (async function* () {
      yield bytes
    })()
  )
  const { stdout } = await host.run(attempted.count.script)
  attempted.count.judge(stdout.toString(), [])
}

describe('a volume that is gone', () => {
  test('cannot be captured, but is made anew with its labels', async () => {
    const name = await copyOfUploads('gone')
    const before = lines(await picture(name))
    const { backup, bytes } = await backUp(host, driver, { volume: name })
    await run(['docker', 'volume', 'rm', name])
    const found = await find(host, driver, { volume: name })
    expect(() => found.captures()).toThrow(`there is no volume ${name} on the host`)

    const undone = found.restoration(backup, 'run1')
    await swap(host, undone, await stage(host, undone, bytes))
    await host.run(undone.undo)
    await host.run(undone.discard)
    expect((await attempt(['docker', 'volume', 'inspect', name])).status).not.toBe(0)

    await bringBack(host, found.restoration(backup, 'run2'), bytes)
    expect(lines(await picture(name))).toEqual(before)
    const labels = await run(['docker', 'volume', 'inspect', '--format', '{{json .Labels}}', name])
    expect(JSON.parse(labels)).toEqual({ 'predeploy.bench': '1' })
  })

  test('stays away when it could not be staged', async () => {
    const name = await emptyVolume('gone-again')
    const { backup } = await backUp(host, driver, { volume: name })
    await run(['docker', 'volume', 'rm', name])
    const attempted = (await find(host, driver, { volume: name })).restoration(
      {
        ...backup,
        artifacts: backup.artifacts.map((one) => ({ ...one, counts: { ...one.counts, entries: 7 } }))
      },
      'run1'
    )
    await expect(stageCut(attempted, Buffer.alloc(700, 'x'))).rejects.toThrow()
    await host.run(attempted.discard)
    expect((await attempt(['docker', 'volume', 'inspect', name])).status).not.toBe(0)
  })

  test('stays away though a helper container goes on whose client was cut off', async () => {
    const name = await copyOfUploads('gone-cut')
    const { backup, bytes } = await backUp(host, driver, { volume: name })
    await run(['docker', 'volume', 'rm', name])
    const attempted = (await find(host, driver, { volume: name })).restoration(backup, 'run1')
    await stage(host, attempted, bytes)
    const helpers = () => run(['docker', 'ps', '--all', '--quiet', '--filter', `volume=${name}`])
    const cut = new AbortController()
    const endless = inHelper(
      { image: images.helper, sees: { volume: name, access: 'rw' }, restore: 'run1' },
      sh`sleep 600`
    )
    const counting = host.run(endless, { signal: cut.signal })
    while ((await helpers()) === '') await sleep(100)
    cut.abort(new Error('cancelled'))
    await expect(counting).rejects.toThrow('cancelled')
    expect(await helpers()).not.toBe('')
    await host.run(attempted.discard)
    expect(await helpers()).toBe('')
    expect((await attempt(['docker', 'volume', 'inspect', name])).status).not.toBe(0)
  })
})

test('a user without docker rights is told so', async () => {
  const nodock = await connectSsh({
    target: { kind: 'ssh', user: 'nodock', ...address },
    identity: { privateKey: new Secret(await readFile(keys.ed25519, 'utf8')) },
    knownHosts: await readFile(knownHosts.plain, 'utf8')
  })
  try {
    await expect(find(nodock, driver, { volume: volumes.uploads })).rejects.toThrow(
      'the SSH user may not use Docker'
    )
  } finally {
    await nodock.close()
  }
})
