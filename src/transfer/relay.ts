import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import type { ManifestArtifact } from '../backup-set/manifest.js'
import type { Compressor } from '../codecs/index.js'
import { codecNamed } from '../codecs/index.js'
import type { Capture, Inspection, Stage } from '../drivers/driver.js'
import { UserError } from '../errors.js'
import { pipeline as scriptPipeline } from '../host-script/pipeline.js'
import { watched } from '../host-script/watched.js'
import type { Host, HostStream } from '../hosts/host.js'
import type { Store } from '../stores/store.js'
import { advising, type Watch, watchCompressed, watchPlain } from './inspection.js'
import type { Progress } from './progress.js'
import { sweepUsedBuffers } from './used-buffers.js'

/** What moving one artifact needs beside the artifact. */
export interface Relay {
  readonly host: Host
  readonly store: Store
  /** What the artifact is called in errors, e.g. `db/shop`. */
  readonly name: string
  readonly timeoutSeconds: number
  readonly progress: Progress
  readonly signal: AbortSignal
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
  relay: Relay,
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
  const letGo = destroyOnAbort(source, relay.signal)
  const inspector = advising(capture.inspector(), NOT_WHOLE)
  const watch = onHost === undefined ? watchPlain(inspector) : watchCompressed(codec, inspector)
  const hash = createHash('sha256')
  let storedBytes = 0
  let seen: { inspection: Inspection; bytes: number } | undefined

  async function* stored(): AsyncGenerator<Buffer> {
    const passing = inspected(source, watch, relay.progress, (result) => {
      seen = result
    })
    for await (const chunk of onHost === undefined ? compressed(passing, compressor) : passing) {
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
    source.destroy()
    watch.abandon()
  }
  if (seen === undefined) throw new Error(`${relay.name}: the store committed a stream that had not ended`)
  return { bytes: seen.bytes, storedBytes, sha256: hash.digest('hex'), inspection: seen.inspection }
}

/** Stages one artifact: store → runner → host. Rejects unless size, hash, structure and counts are those of the manifest. */
export async function relayStage(
  relay: Relay,
  stage: Stage,
  key: string,
  hostTools: ReadonlySet<string>
): Promise<Inspection> {
  const { artifact } = stage
  const codec = codecNamed(artifact.compression)
  const onHost = hostTools.has(codec.name) ? codec.decompressOnHost : undefined
  const source = await relay.store.get(key)
  const letGo = destroyOnAbort(source, relay.signal)
  const hash = createHash('sha256')
  let storedBytes = 0
  let inspection: Inspection | undefined

  async function* verified(): AsyncGenerator<Buffer> {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk)
      storedBytes += chunk.length
      yield chunk
    }
    compareDigest(artifact, storedBytes, hash.digest('hex'))
  }
  const inspector = advising(stage.inspector(), DAMAGED)
  const watch = onHost === undefined ? watchPlain(inspector) : watchCompressed(codec, inspector)
  const plain = onHost === undefined ? decompressed(verified(), artifact.compression) : verified()
  const passing = inspected(plain, watch, relay.progress, (result) => {
    compareCounts(artifact, result)
    inspection = result.inspection
  })
  try {
    await relay.host.write(
      onHost === undefined ? stage.script : scriptPipeline([onHost, stage.script]),
      passing,
      {
        name: `the staging of ${relay.name}`,
        timeoutSeconds: relay.timeoutSeconds
      }
    )
  } catch (error) {
    throw explainUnpacking(artifact, error)
  } finally {
    letGo()
    source.destroy()
    watch.abandon()
  }
  if (inspection === undefined)
    throw new UserError(`${relay.name}: the host did not read the artifact to its end`)
  return inspection
}

async function* inspected(
  source: AsyncIterable<Buffer> | HostStream,
  watch: Watch,
  progress: Progress,
  done: (seen: { inspection: Inspection; bytes: number }) => void
): AsyncGenerator<Buffer> {
  const sweep = sweepUsedBuffers()
  let plainBytes = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    progress.add(chunk.length)
    const room = watch.see(chunk)
    // What was received, what was decrypted of it, and what was unpacked.
    sweep(2 * chunk.length + watch.plainBytes() - plainBytes)
    plainBytes = watch.plainBytes()
    if (room !== undefined) await room
    yield chunk
  }
  done(await watch.end('stderr' in source ? source.stderr() : ''))
}

function compressed(plain: AsyncIterable<Buffer>, { codec, level }: Compressor): AsyncIterable<Buffer> {
  const encoder = codec.compress(level)
  return encoder === undefined ? plain : through(plain, encoder)
}

function decompressed(
  stored: AsyncIterable<Buffer>,
  codec: ManifestArtifact['compression']
): AsyncIterable<Buffer> {
  const decoder = codecNamed(codec).decompress()
  return decoder === undefined ? stored : through(stored, decoder)
}

// An error on either side reaches the reader through the transform; the callback has nothing to add.
const through = (source: AsyncIterable<Buffer>, transform: NodeJS.ReadWriteStream): AsyncIterable<Buffer> =>
  pipeline(
    Readable.from(source, { objectMode: false }),
    transform,
    () => undefined
  ) as unknown as AsyncIterable<Buffer>

function compareDigest(artifact: ManifestArtifact, storedBytes: number, sha256: string): void {
  if (storedBytes !== artifact.storedBytes) {
    throw new UserError(
      `${artifact.key} has ${storedBytes} bytes, the manifest says ${artifact.storedBytes}`,
      { remedy: DAMAGED }
    )
  }
  if (sha256 !== artifact.sha256) {
    throw new UserError(`${artifact.key} has the SHA-256 ${sha256}, the manifest says ${artifact.sha256}`, {
      remedy: DAMAGED
    })
  }
}

function compareCounts(artifact: ManifestArtifact, seen: { inspection: Inspection; bytes: number }): void {
  if (seen.bytes !== artifact.bytes) {
    throw new UserError(
      `${artifact.key} unpacks to ${seen.bytes} bytes, the manifest says ${artifact.bytes}`,
      { remedy: DAMAGED }
    )
  }
  const names = new Set([...Object.keys(artifact.counts), ...Object.keys(seen.inspection.counts)])
  for (const name of names) {
    const [now, then] = [seen.inspection.counts[name], artifact.counts[name]]
    if (now !== then) {
      throw new UserError(`${artifact.key} holds ${now ?? 0} ${name}, the manifest says ${then ?? 0}`, {
        remedy: DAMAGED
      })
    }
  }
}

// What zlib and zstd say of bytes that are not theirs tells nobody which object is damaged.
function explainUnpacking(artifact: ManifestArtifact, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  if (!/^Z(STD)?_/.test(code ?? '')) return error
  return new UserError(`${artifact.key} cannot be unpacked: ${message}`, { remedy: DAMAGED, cause: error })
}

const NOT_WHOLE =
  'The tool ended as if all were well, but what it wrote is not whole. Nothing of it was kept. Run it again; if that does not help, look at memory and disks of the host.'

const DAMAGED = 'The stored object was changed or damaged. Nothing was replaced. Restore an earlier backup.'

function destroyOnAbort(stream: Readable, signal: AbortSignal): () => void {
  const destroy = () =>
    void stream.destroy(signal.reason instanceof Error ? signal.reason : new Error('cancelled'))
  if (signal.aborted) destroy()
  signal.addEventListener('abort', destroy, { once: true })
  return () => signal.removeEventListener('abort', destroy)
}
