import { describe, expect, test } from '@jest/globals'
import { slots } from '../../src/hosts/slots.js'

describe('slots', () => {
  // Takes `count` places and writes down who got one, in order.
  function crowd(places: ReturnType<typeof slots>, count: number) {
    const inside: number[] = []
    const releases: (() => void)[] = []
    const turnedAway: unknown[] = []
    for (let who = 0; who < count; who += 1) {
      places.take().then(
        (release) => {
          inside.push(who)
          releases.push(release)
        },
        (error) => turnedAway.push(error)
      )
    }
    return { inside, releases, turnedAway }
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  test('let in as many as there are, and the others in order', async () => {
    const { inside, releases } = crowd(slots(2), 4)
    await settled()
    expect(inside).toEqual([0, 1])
    releases[1]?.()
    await settled()
    expect(inside).toEqual([0, 1, 2])
  })

  test('count a place that is given back twice once', async () => {
    const { inside, releases } = crowd(slots(1), 3)
    await settled()
    releases[0]?.()
    releases[0]?.()
    await settled()
    expect(inside).toEqual([0, 1])
  })

  test('can become fewer, but never none', async () => {
    const places = slots(3)
    const { inside, releases } = crowd(places, 5)
    await settled()
    places.allow(0)
    for (const release of releases.splice(0)) release()
    await settled()
    expect(inside).toEqual([0, 1, 2, 3])
  })

  test('turn everybody away once they are closed', async () => {
    const places = slots(1)
    const { inside, turnedAway } = crowd(places, 2)
    const reason = new Error('closed')
    places.refuse(reason)
    await settled()
    await expect(places.take()).rejects.toBe(reason)
    expect([inside, turnedAway]).toEqual([[0], [reason]])
  })
})
