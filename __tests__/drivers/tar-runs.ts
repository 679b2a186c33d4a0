import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Capture, Driver, Found, Inspection, Restoration } from '../../src/drivers/driver.js'
import { watched } from '../../src/host-script/watched.js'
import type { Host } from '../../src/hosts/host.js'

/** What one capture printed. */
export interface Captured {
  readonly bytes: Buffer
  readonly inspection: Inspection
}

/** Declares a component and asks a host about it, as a mode does. */
export async function find(host: Host, driver: Driver, declared: object): Promise<Found> {
  const component = driver.component(driver.schema.parse(declared))
  const { stdout } = await host.run(component.probe, { name: 'the probe' })
  return component.found(stdout.toString())
}

/** Captures an artifact into memory. */
export async function capture(host: Host, { script, inspector }: Capture): Promise<Captured> {
  const stream = host.read(watched([script]), { name: 'the capture' })
  const inspected = inspector()
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    inspected.write(chunk)
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks), inspection: inspected.end(stream.stderr()) }
}

/** Captures the only artifact of a component; gives what a manifest would say of it as well. */
export async function backUp(
  host: Host,
  driver: Driver,
  declared: object
): Promise<Captured & { readonly backup: ManifestComponent; readonly found: Found }> {
  const found = await find(host, driver, declared)
  const [only] = found.captures()
  if (only === undefined || found.captures().length > 1) throw new Error('not one artifact')
  const captured = await capture(host, only)
  return { ...captured, found, backup: described(driver, found, captured) }
}

function described(driver: Driver, found: Found, { bytes, inspection }: Captured): ManifestComponent {
  const at = new Date(0).toISOString()
  return {
    name: 'subject',
    type: driver.type,
    startedAt: at,
    finishedAt: at,
    consistency: found.consistency,
    // As it comes back from a stored manifest.
    facts: JSON.parse(JSON.stringify(found.facts)),
    artifacts: [
      {
        key: 'subject.tar',
        compression: 'none',
        bytes: bytes.length,
        storedBytes: bytes.length,
        sha256: '0'.repeat(64),
        counts: { ...inspection.counts },
        details: { ...inspection.details }
      }
    ]
  }
}

/** Stages and counts. */
export async function stage(
  host: Host,
  restoration: Restoration,
  bytes: Buffer
): Promise<readonly Inspection[]> {
  const staged: Inspection[] = []
  for (const { script, inspector } of restoration.stages) {
    const inspected = inspector()
    await host.write(script, pieces(bytes), { name: 'the staging' })
    inspected.write(bytes)
    staged.push(inspected.end(''))
  }
  const { stdout } = await host.run(restoration.count.script, { name: 'the count' })
  restoration.count.judge(stdout.toString(), staged)
  return staged
}

/** Swaps and verifies; whoever calls it has stopped what must not run. */
export async function swap(
  host: Host,
  restoration: Restoration,
  staged: readonly Inspection[]
): Promise<void> {
  await host.run(restoration.swap(staged), { name: 'the swap' })
  const { stdout } = await host.run(restoration.verify.script, { name: 'the verification' })
  restoration.verify.judge(stdout.toString(), staged)
}

/** The whole way back. */
export async function bringBack(host: Host, restoration: Restoration, bytes: Buffer): Promise<void> {
  await swap(host, restoration, await stage(host, restoration, bytes))
  await host.run(restoration.discard, { name: 'the clean-up' })
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
