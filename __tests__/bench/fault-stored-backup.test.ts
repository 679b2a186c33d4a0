import { open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, test } from '@jest/globals'
import { expectRed, jobAfter } from './aftermath.ts'
import { makeRestorable, type Restorable } from './restorable.ts'

// A backup that is not what it was, or that nobody can mean, is refused; what was in service stays in service, byte for byte.

let stack: Restorable

beforeAll(async () => {
  stack = await makeRestorable()
}, 180_000)

afterEach(() => stack.expectUntouched())

afterAll(() => stack.remove(), 60_000)

describe('a backup that was changed in the store', () => {
  const ARTIFACTS = ['config.tar.zst', 'uploads.tar.zst', 'cache.rdb.zst', 'db.shop.dump.zst']

  /** Puts other bytes into the place at this share of a file. */
  const overwrite = async (path: string, share: number) => {
    const file = await open(path, 'r+')
    try {
      const { size } = await file.stat()
      const bytes = Math.min(64, size)
      await file.write(Buffer.alloc(bytes, 0x5a), 0, bytes, Math.floor((size - bytes) * share))
    } finally {
      await file.close()
    }
  }

  const places = [
    ['beginning', 0],
    ['middle', 0.5],
    ['end', 1]
  ] as const

  test.each(ARTIFACTS.flatMap((name) => places.map(([place, share]) => [name, place, share] as const)))(
    '%s is damaged at its %s',
    async (name, _, share) => {
      const job = await jobAfter(stack.past)
      await overwrite(stack.stored(job, `${stack.id}/${name}`), share)
      const [component = ''] = name.split('.')
      expectRed((await stack.restore(job, { components: component })).main, [
        new RegExp(`^${component}(/shop)?: `),
        /\n→ .*(damaged|changed).*Restore an earlier backup/s
      ])
    }
  )

  test('an artifact that is cut short', async () => {
    const job = await jobAfter(stack.past)
    await truncate(stack.stored(job, `${stack.id}/cache.rdb.zst`), 1000)
    expectRed((await stack.restore(job)).main, [
      /cache\.rdb\.zst has 1000 bytes, \d+ bytes were stored\n→ Nothing was touched/
    ])
  })

  test('an artifact that is gone', async () => {
    const job = await jobAfter(stack.past)
    await rm(stack.stored(job, `${stack.id}/cache.rdb.zst`))
    expectRed((await stack.restore(job)).main, [
      /cache\.rdb\.zst is gone, \d+ bytes were stored\n→ Nothing was touched/
    ])
  })

  test('a manifest that is no manifest', async () => {
    const job = await jobAfter(stack.past)
    await truncate(stack.stored(job, `${stack.id}/manifest.json`), 500)
    expectRed((await stack.restore(job)).main, [
      /manifest\.json is not what this program writes/,
      /\n→ It was written by another tool/
    ])
  })

  test('a manifest that is another one than latest.json pins', async () => {
    const job = await jobAfter(stack.past)
    const path = stack.stored(job, `${stack.id}/manifest.json`)
    await writeFile(path, (await readFile(path, 'utf8')).replace('"host"', '"host" '))
    expectRed((await stack.restore(job, { backup: 'latest' })).main, [
      new RegExp(`^the manifest of ${stack.id} is not the one that latest\\.json pins\n→ Somebody changed`)
    ])
  })

  test('a manifest that says it was made by a newer Postgres', async () => {
    const job = await jobAfter(stack.past)
    const path = stack.stored(job, `${stack.id}/manifest.json`)
    const manifest = await readFile(path, 'utf8')
    await writeFile(path, manifest.replaceAll(/"version": "17\.[^"]*"/g, '"version": "99.1"'))
    expectRed((await stack.restore(job, { components: 'db' })).main, [
      /^db: the backup was made by Postgres 99\.1, and the container has the older 17\.\d+.*\n→ Restore into a container of Postgres 99/
    ])
  })
})

describe('a restore that nobody can mean', () => {
  test.each([
    [
      'without a confirmation',
      { confirm: '' },
      /^a restore overwrites data and was not confirmed\n→ Set the input `confirm: shop`/
    ],
    [
      'of another stack',
      { confirm: 'blog' },
      /^confirm is "blog", but the stack .* is "shop"\n→ Set the input `confirm: shop`/
    ],
    [
      'of no backup',
      { backup: '20200101T000000Z-abcdef' },
      /^there is no backup 20200101T000000Z-abcdef of shop .*\n→ /
    ],
    ['of a component that it does not hold', { components: 'mail' }, /mail.*\n→ /s]
  ])('%s', async (_, inputs, said) => {
    expectRed((await stack.restore(stack.past, inputs)).main, [said])
  })
})
