import { z } from 'zod'

const schema = z.object({
  token: z.string(),
  /** When it took the lock, by its own clock. */
  since: z.string().optional(),
  /** The URL of the workflow run. */
  run: z.string().optional(),
  attempt: z.string().optional(),
  job: z.string().optional()
})

/** The run that holds a lock, as it told others. */
export type Owner = Readonly<z.infer<typeof schema>>

/** Reads what a holder told of itself; another version may have told it in another way. */
export function readOwner(text: string): Owner {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return { token: 'unknown', since: 'an unknown time' }
  }
}

/** Names a holder in a sentence. */
export function tellOwner({ run, attempt, job, token, since }: Owner): string {
  const details = [
    ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ...(job === undefined ? [] : [`job ${job}`]),
    ...(since === undefined ? [] : [`since ${since}`])
  ]
  const name = run ?? `the run ${token}`
  return details.length === 0 ? name : `${name} (${details.join(', ')})`
}
