import { Readable } from 'node:stream'
import { asError } from '../errors.js'
import type { Script } from '../host-script/script.js'
import type { Connection } from './channel.js'
import type { HostStream, RunOptions } from './host.js'
import { type Session, startSession } from './session.js'

/** Streams what a watched script prints and keeps its heart beating until it says that it is through. */
export function readScript(connection: Connection, script: Script, options: RunOptions = {}): HostStream {
  let session: Session | undefined
  let heart: NodeJS.Timeout | undefined
  let written = false

  const stream = new Readable({
    highWaterMark: 256 * 1024,
    construct(opened) {
      startSession(connection, script, {
        ...options,
        readsInput: true,
        receive(chunk, { pause }) {
          const enough = !stream.push(chunk)
          if (enough && !(written && stream.readableLength < MOST_TAIL)) pause()
        },
        written({ stdin, resume }) {
          written = true
          clearInterval(heart)
          // From here on everything is taken as it comes: see `guarded`.
          resume()
          stdin.end()
        }
      }).then(
        (started) => {
          session = started
          if (!written) heart = setInterval(() => beat(started), BEAT_MILLISECONDS)
          started.succeeded.then(
            () => stream.push(null),
            (error) => stream.destroy(error)
          )
          opened()
        },
        (error) => opened(asError(error))
      )
    },
    read: () => session?.resume(),
    destroy(error, destroyed) {
      clearInterval(heart)
      session?.fail(error ?? new Error(`${session.name} was given up`))
      destroyed(error)
    }
  })
  return Object.assign(stream, { stderr: () => session?.stderr() ?? '' })
}

// More than all pipes between a command and the runner can hold.
const MOST_TAIL = 16 * 1024 * 1024

// Well below the silence after which a host takes its runner for dead.
const BEAT_MILLISECONDS = 15_000

function beat({ stdin }: Session): void {
  if (stdin.writable && !stdin.writableNeedDrain) stdin.write('.\n')
}
