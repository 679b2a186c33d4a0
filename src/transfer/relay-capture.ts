import { createHash } from 'node:crypto'
import type { Compressor } from '../codecs/index.js'
import type { Capture, Inspection } from '../drivers/driver.js'
import { watched } from '../host-script/watched.js'
import type { HostStream } from '../hosts/host.js'
import { advising, watchCompressed, watchPlain } from './inspection.js'
import { destroyOnAbort, inspected, type Relay, type Seen, through } from './relay.js'
import type { SpoolRoom } from './spool-room.js'
import { type Endable, spooled } from './spooled.js'

/** How a capture may go ahead of the store. */
export interface Spooling {
  readonly room: SpoolRoom
  /** Hears of the promise that resolves when all was read from the host, and is rejected as soon as that failed. */
  readonly onTaking: (taken: Promise<void>) => void
}

/** What was stored of one artifact. */
export interface Relayed {
  readonly bytes: number
  readonly storedBytes: number
  readonly sha256: string
  readonly inspection: Inspection
}

/** Captures one artifact: host → runner → store. Nothing is stored unless the capture exited with 0 and its bytes are whole. */
export async function relayCapture(
  relay: Relay & { readonly spool?: Spooling | undefined },
  capture: Capture,
  compressor: Compressor,
  key: string
): Promise<Relayed> {
  const { codec, where, level } = compressor
  const onHost = where === 'host' ? codec.compressOnHost(level) : undefined
  const source = relay.host.read(
    watched([capture.script, capture.filter, onHost].filter((stage) => stage !== undefined)),
    {
      name: `the capture of ${relay.name}`,
      timeoutSeconds: relay.timeoutSeconds
    }
  )
  const passing = relay.spool === undefined ? source : throughSpool(source, relay.spool)
  const letGo = destroyOnAbort(passing, relay.signal)
  const inspector = advising(capture.inspector(), NOT_WHOLE)
  const watch = onHost === undefined ? watchPlain(inspector) : watchCompressed(codec, inspector)
  const hash = createHash('sha256')
  let storedBytes = 0
  let seen: Seen | undefined

  async function* stored(): AsyncGenerator<Buffer> {
    const seenPassing = inspected(passing, watch, relay.progress, (result) => {
      seen = result
    })
    for await (const chunk of onHost === undefined ? compressed(seenPassing, compressor) : seenPassing) {
      hash.update(chunk)
      storedBytes += chunk.length
      yield chunk
    }
  }
  try {
    await relay.store.put(key, stored(), {
      ...(capture.expectedBytes === undefined ? {} : { expectedBytes: capture.expectedBytes })
    })
  } finally {
    letGo()
    passing.destroy()
    watch.abandon()
  }
  if (seen === undefined) throw new Error(`${relay.name}: the store committed a stream that had not ended`)
  return { bytes: seen.bytes, storedBytes, sha256: hash.digest('hex'), inspection: seen.inspection }
}

function throughSpool(
  source: HostStream,
  { room, onTaking }: Spooling
): Endable & Pick<HostStream, 'stderr'> {
  const spool = spooled(source, room)
  onTaking(spool.taken)
  return { ...spool, stderr: source.stderr }
}

function compressed(plain: AsyncIterable<Buffer>, { codec, level }: Compressor): AsyncIterable<Buffer> {
  const encoder = codec.compress(level)
  return encoder === undefined ? plain : through(plain, encoder)
}

const NOT_WHOLE =
  'The tool ended as if all were well, but what it wrote is not whole. Nothing of it was kept. Run it again; if that does not help, look at memory and disks of the host.'
