import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { captureOrder, type Underway } from '../../src/modes/capture-order.js'

const MIB = 1024 * 1024

/** Work that loads the host until it is done. */
function begun<Result>(work: () => Promise<Result>): Underway<Result> {
  const result = work()
  return { released: result, result }
}

/** Work that notes how much other work ran beside it. */
function observed() {
  const log: string[] = []
  let running = 0
  let most = 0
  const work =
    (name: string, milliseconds = 5) =>
    () =>
      begun(async () => {
        running += 1
        most = Math.max(most, running)
        log.push(`begin ${name}`)
        await wait(milliseconds)
        log.push(`end ${name}`)
        running -= 1
        return name
      })
  return { log, work, most: () => most }
}

describe('captures', () => {
  test('run side by side while they are small, and give their results in order', async () => {
    const { work, most } = observed()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const jobs = names.map((name, index) => ({ expectedBytes: MIB, work: work(name, 20 - index) }))
    expect(await captureOrder(jobs).result).toEqual(names)
    expect(most()).toBe(4)
  })

  test('run one after the other when they are big or of unknown size, behind the small ones', async () => {
    const { log, work } = observed()
    await captureOrder([
      { expectedBytes: 900 * MIB, work: work('big') },
      { expectedBytes: undefined, work: work('unknown') },
      { expectedBytes: MIB, work: work('small') }
    ]).result
    expect(log).toEqual(['begin small', 'end small', 'begin big', 'end big', 'begin unknown', 'end unknown'])
  })

  test('do not begin any more once one failed, but what runs is waited for', async () => {
    const { log, work } = observed()
    const failing = () => begun(() => Promise.reject<string>(new Error('broken')))
    const jobs = [
      { expectedBytes: MIB, work: work('slow', 30) },
      { expectedBytes: MIB, work: failing },
      { expectedBytes: undefined, work: work('never') }
    ]
    await expect(captureOrder(jobs).result).rejects.toThrow('broken')
    expect(log).toEqual(['begin slow', 'end slow'])
  })

  test('that load the host no more let others begin before they are done', async () => {
    const uploads = { a: Promise.withResolvers<string>(), b: Promise.withResolvers<string>() }
    const begun: string[] = []
    const job = (name: 'a' | 'b') => ({
      expectedBytes: undefined,
      work: () => {
        begun.push(name)
        return { released: wait(5), result: uploads[name].promise }
      }
    })
    const { released, result } = captureOrder([job('a'), job('b')])
    await released
    expect(begun).toEqual(['a', 'b'])
    uploads.b.resolve('second')
    uploads.a.resolve('first')
    expect(await result).toEqual(['first', 'second'])
  })

  test('begin no more while the uploads of twelve are under way', async () => {
    const uploads = Array.from({ length: 30 }, () => Promise.withResolvers<number>())
    let begun = 0
    const jobs = uploads.map((upload, index) => ({
      expectedBytes: index < 20 ? MIB : undefined,
      work: () => {
        begun += 1
        return { released: Promise.resolve(), result: upload.promise }
      }
    }))
    const { released, result } = captureOrder(jobs)
    await wait(10)
    expect(begun).toBe(12)
    uploads[11]?.resolve(11)
    uploads[5]?.resolve(5)
    await wait(10)
    expect(begun).toBe(14)
    for (const [index, upload] of uploads.entries()) {
      upload.resolve(index)
      await wait(1)
    }
    await released
    expect(await result).toEqual(uploads.map((_, index) => index))
  })

  test('begin no more once one could not be read, though its upload has not failed yet', async () => {
    const upload = Promise.withResolvers<string>()
    let begun = 0
    const { released, result } = captureOrder(
      [1, 2].map(() => ({
        expectedBytes: undefined,
        work: () => {
          begun += 1
          return { released: Promise.reject(new Error('the dump died')), result: upload.promise }
        }
      }))
    )
    await expect(released).rejects.toThrow('the dump died')
    expect(begun).toBe(1)
    upload.reject(new Error('db: the dump died'))
    await expect(result).rejects.toThrow('db: the dump died')
  })
})
