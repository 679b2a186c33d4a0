import type { S3Client } from '@aws-sdk/client-s3'

/** The clock of a store, as its answers tell it. */
export interface StoreClock {
  /** What it says now; `undefined` as long as nothing was answered. */
  now(): Date | undefined
  /** Sets the clock by each answer that a client gets. */
  listenTo(client: S3Client): void
}

/** A date that the store told. A missing one is this moment: what may be young must not look like what a dead run left. */
export const dateOrNow = (store: { time(): Date | undefined }, told: Date | undefined): Date =>
  told ?? store.time() ?? new Date()

/** A clock that has not heard anything yet. */
export function storeClock(): StoreClock {
  let told: { readonly date: number; readonly at: number } | undefined
  const hear = (date: unknown): void => {
    const parsed = typeof date === 'string' ? Date.parse(date) : Number.NaN
    if (!Number.isNaN(parsed)) told = { date: parsed, at: performance.now() }
  }
  return {
    now: () => (told === undefined ? undefined : new Date(told.date + performance.now() - told.at)),
    listenTo: (client) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          const result = await next(args)
          const headers: unknown = Reflect.get(Object(result.response), 'headers')
          hear(Reflect.get(Object(headers), 'date'))
          return result
        },
        { step: 'deserialize', priority: 'low', name: 'storeClock' }
      )
  }
}
