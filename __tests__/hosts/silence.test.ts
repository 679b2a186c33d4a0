import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { watchSilence } from '../../src/hosts/ssh-socket.js'

beforeEach(() => {
  jest.useFakeTimers()
})
afterEach(() => {
  jest.useRealTimers()
})

function watch() {
  const stream = new PassThrough()
  const silences: number[] = []
  const stop = watchSilence(stream, (seconds) => silences.push(seconds))
  return { stream, silences, stop }
}

test('silence is told once, within a minute', () => {
  const { silences } = watch()
  jest.advanceTimersByTime(40_000)
  expect(silences).toEqual([])
  jest.advanceTimersByTime(200_000)
  expect(silences).toEqual([45])
})

test('whatever is heard breaks the silence', () => {
  const { stream, silences } = watch()
  for (let times = 0; times < 10; times += 1) {
    jest.advanceTimersByTime(40_000)
    stream.emit('data', Buffer.from('.'))
  }
  expect(silences).toEqual([])
  jest.advanceTimersByTime(45_000)
  expect(silences).toHaveLength(1)
})

test('nobody listens any more once the watch is over', () => {
  const { stream, silences, stop } = watch()
  stop()
  jest.advanceTimersByTime(200_000)
  expect([silences, stream.listenerCount('data')]).toEqual([[], 0])
})
