import { describe, expect, test } from '@jest/globals'
import { type Patience, retryClock, retrying, usualPatience } from '../../src/stores/s3/retry.js'

const quick: Patience = { ...usualPatience, giveUp: 0.3, firstPause: 0.01, longestPause: 0.05 }
const never = new AbortController().signal

describe('trying again', () => {
  test('rides out an outage of 30 s with the usual patience, and ends after 90 s', () => {
    let waited = 0
    const clock = retryClock(usualPatience, () => waited)
    const pauses: number[] = []
    for (let pause = clock.failed(); pause !== undefined; pause = clock.failed()) {
      pauses.push(pause)
      waited += pause
    }
    expect(waited).toBeGreaterThan(80)
    expect(waited).toBeLessThanOrEqual(90)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(8)
    expect(pauses[0]).toBeLessThanOrEqual(0.25)
    expect(pauses.length).toBeGreaterThan(10)
  })

  test('begins anew after progress', () => {
    let now = 0
    const clock = retryClock(usualPatience, () => now)
    for (let hour = 0; hour < 100; hour += 1) {
      expect(clock.failed()).toBeLessThanOrEqual(0.25)
      clock.progressed()
      now += 3600
    }
  })

  test('gives an attempt that takes longer than all patience two more', () => {
    let now = 0
    const clock = retryClock(usualPatience, () => now)
    const outcomes = [1, 2, 3].map(() => {
      const pause = clock.failed()
      now += 1000
      return pause === undefined
    })
    expect(outcomes).toEqual([false, false, true])
  })

  test('does not try all at the same moment', () => {
    const pauses = new Set(Array.from({ length: 20 }, () => retryClock(usualPatience).failed()))
    expect(pauses.size).toBeGreaterThan(10)
  })

  test('gives back what succeeds in the end', async () => {
    let attempts = 0
    const told: string[] = []
    const attempt = async (): Promise<string> => {
      attempts += 1
      if (attempts < 4) throw new Error(`attempt ${attempts}`)
      return 'done'
    }
    const onRetry = (error: unknown): void => void told.push(String(error))
    expect(await retrying({ attempt, patience: quick, worthwhile: () => true, onRetry, signal: never })).toBe(
      'done'
    )
    expect(told).toEqual(['Error: attempt 1', 'Error: attempt 2', 'Error: attempt 3'])
  })

  test('ends with the last error', async () => {
    let attempts = 0
    const attempt = async (): Promise<never> => {
      attempts += 1
      throw new Error(`attempt ${attempts}`)
    }
    const trying = retrying({
      attempt,
      patience: quick,
      worthwhile: () => true,
      onRetry: () => undefined,
      signal: never
    })
    await expect(trying).rejects.toThrow(/attempt \d+/)
    expect(attempts).toBeGreaterThan(4)
  })

  test('is not done where it is not worthwhile', async () => {
    const attempt = () => Promise.reject(new Error('no such bucket'))
    const onRetry = (): never => {
      throw new Error('tried again')
    }
    const trying = retrying({ attempt, patience: quick, worthwhile: () => false, onRetry, signal: never })
    await expect(trying).rejects.toThrow('no such bucket')
  })

  test('ends at once when it is stopped, also in the middle of a pause', async () => {
    const stop = new AbortController()
    const attempt = () => Promise.reject(new Error('busy'))
    const patience = { ...quick, giveUp: 100, firstPause: 50, longestPause: 50 }
    const onRetry = (): void => void setTimeout(() => stop.abort(new Error('stopped')), 10)
    const started = Date.now()
    const trying = retrying({ attempt, patience, worthwhile: () => true, onRetry, signal: stop.signal })
    await expect(trying).rejects.toThrow('stopped')
    expect(Date.now() - started).toBeLessThan(5000)
  })
})
