import { z } from 'zod'
import { complaint } from '../complaint.js'

/** The name of a stack or a component: it becomes a part of keys and of file names. */
export const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    complaint(
      'is not a usable name',
      'Use 1 to 63 lower-case letters, digits, ".", "_" and "-", and begin with a letter or a digit.'
    )
  )
