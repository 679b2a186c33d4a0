import { z } from 'zod'
import { complaint } from '../complaint.js'
import type { StoreTarget } from '../plan.js'
import { type S3Surroundings, s3Schema } from './s3.js'

/** Where backups live: S3-compatible storage, or a directory. */
export const storeSchema = (surroundings: S3Surroundings) =>
  z
    .union([s3Schema(surroundings), directory])
    .describe('Where backups live: S3-compatible storage, or a directory.')

const directory = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .refine((path) => !path.startsWith('~'), {
        error: complaint('begins with ~, which only a shell knows', `Write \${HOME}/…`)
      })
      .meta({ pattern: '^[^~]', description: 'A directory on the machine that the action runs on.' })
  })
  .transform((declared): StoreTarget => ({ kind: 'directory', path: declared.directory }))
  .describe('A directory on the machine that the action runs on.')
