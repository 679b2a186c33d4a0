import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { captureOrder } from '../../src/modes/capture-order.js'

const MIB = 1024 * 1024

/** Work that notes how much other work ran beside it. */
function observed() {
  const log: string[] = []
  let running = 0
  let most = 0
  const work =
    (name: string, milliseconds = 5) =>
    async () => {
      running += 1
      most = Math.max(most, running)
      log.push(`begin ${name}`)
      await wait(milliseconds)
      log.push(`end ${name}`)
      running -= 1
      return name
    }
  return { log, work, most: () => most }
}

describe('captures', () => {
  test('run side by side while they are small, and give their results in order', async () => {
    const { work, most } = observed()
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const jobs = names.map((name, index) => ({ expectedBytes: MIB, work: work(name, 20 - index) }))
    expect(await captureOrder(jobs)).toEqual(names)
    expect(most()).toBe(4)
  })

  test('run one after the other when they are big or of unknown size, behind the small ones', async () => {
    const { log, work } = observed()
    await captureOrder([
      { expectedBytes: 900 * MIB, work: work('big') },
      { expectedBytes: undefined, work: work('unknown') },
      { expectedBytes: MIB, work: work('small') }
    ])
    expect(log).toEqual(['begin small', 'end small', 'begin big', 'end big', 'begin unknown', 'end unknown'])
  })

  test('do not begin any more once one failed, but what runs is waited for', async () => {
    const { log, work } = observed()
    const failing = async () => {
      throw new Error('broken')
    }
    const jobs = [
      { expectedBytes: MIB, work: work('slow', 30) },
      { expectedBytes: MIB, work: failing },
      { expectedBytes: undefined, work: work('never') }
    ]
    await expect(captureOrder(jobs)).rejects.toThrow('broken')
    expect(log).toEqual(['begin slow', 'end slow'])
  })
})
