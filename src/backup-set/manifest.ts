import { z } from 'zod'

/** Anything that JSON can hold. */
export type Json = z.infer<typeof json>
const json = z.json()

const count = z.number().int().nonnegative()

/** What an artifact holds, by name. */
export type Counts = Readonly<Record<string, number>>

const artifact = z.object({
  part: z
    .string()
    .optional()
    .describe('Tells the artifacts of a component apart, e.g. the name of the database.'),
  key: z.string().describe('The object, relative to the folder of the manifest.'),
  compression: z.enum(['zstd', 'gzip', 'none']),
  bytes: count.describe('Bytes before compression.'),
  storedBytes: count.describe('Bytes of the stored object.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('SHA-256 of the stored object, hexadecimal.'),
  counts: z
    .record(z.string(), count)
    .describe('What the artifact holds, counted in its bytes: rows per table, keys per database, entries.'),
  details: z.record(z.string(), json).optional(),
  warnings: z
    .array(z.string())
    .optional()
    .describe(
      'What was found while it was captured and makes it less than it could be, e.g. files that changed.'
    )
})

const component = z.object({
  name: z.string(),
  type: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  consistency: z.enum(['snapshot', 'crash', 'fuzzy']),
  facts: z.record(z.string(), json).describe('Container, image, versions, and what a restore needs to know.'),
  artifacts: z.array(artifact)
})

/** The shape of a manifest; `schema/manifest.schema.json` is generated from it. */
export const manifestSchema = z.object({
  version: z.literal(1),
  tool: z.object({ name: z.literal('predeploy-backup'), version: z.string() }),
  stack: z.string(),
  id: z.string(),
  phase: z.enum(['pre-deploy', 'scheduled', 'post-deploy', 'safety']),
  partial: z
    .boolean()
    .describe('Whether only a chosen part of the components was captured. A partial set is never `latest`.'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  host: z.string(),
  tags: z
    .record(z.string(), z.string())
    .describe('Whatever tells where the backup came from: git-sha, git-ref, run-url, run-attempt …'),
  components: z.array(component),
  encryption: z.null().describe('Room for encryption; null as long as artifacts are plain.'),
  signature: z.null().describe('Room for a signature.')
})

export type Manifest = Readonly<z.infer<typeof manifestSchema>>
export type ManifestComponent = Readonly<z.infer<typeof component>>
export type ManifestArtifact = Readonly<z.infer<typeof artifact>>
