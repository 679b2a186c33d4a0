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

  const stream = new Readable({
    highWaterMark: 256 * 1024,
    construct(opened) {
      startSession(connection, script, {
        ...options,
        readsInput: true,
        receive(chunk, { pause }) {
          if (!stream.push(chunk)) pause()
        },
        ended({ stdin }) {
          clearInterval(heart)
          stdin.end()
        }
      }).then(
        (started) => {
          session = started
          heart = setInterval(() => beat(started), BEAT_MILLISECONDS)
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

// Well below the silence after which a host takes its runner for dead.
const BEAT_MILLISECONDS = 15_000

function beat({ stdin }: Session): void {
  if (stdin.writable && !stdin.writableNeedDrain) stdin.write('.\n')
}
