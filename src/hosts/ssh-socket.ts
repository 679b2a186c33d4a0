import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** Connects to a port. Rejects with the system's error, or after 20 s with `ETIMEDOUT`. */
export function openSocket({ address, port }: { address: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Without noDelay downloads crawl: the small packets that ask for more wait for each other.
    const socket = connect({ host: address, port, noDelay: true, autoSelectFamilyAttemptTimeout: 3000 })
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error(`no answer within ${SECONDS} s`), { code: 'ETIMEDOUT' })),
      SECONDS * 1000
    )
    socket.once('error', reject)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('close', () => clearTimeout(timer))
  })
}

const SECONDS = 20

/**
 * Calls `silent` once when nothing at all was heard from the other side for 45 s. (The library would count its own pings only, and
 * take a slow link that is busy with data for a dead one.) Returns a function that ends the watch.
 */
export function watchSilence(stream: Duplex, silent: (seconds: number) => void): () => void {
  let quiet = 0
  const heard = () => {
    quiet = 0
  }
  stream.on('data', heard)
  const timer = setInterval(() => {
    quiet += TICK
    if (quiet < LONGEST_SILENCE) return
    stop()
    silent(quiet)
  }, TICK * 1000)
  const stop = () => {
    clearInterval(timer)
    stream.off('data', heard)
  }
  return stop
}

const TICK = 5
const LONGEST_SILENCE = 45
