import { run } from '../../bench/run.ts'
import { sql } from './job.ts'
import { type OwnParts, untilSuccess } from './own-parts.ts'

/** A stack whose components all hold the same word, so that a mix of two states shows. */
export interface MarkedStack {
  readonly containers: { readonly db: string; readonly cache: string; readonly shop: string }
  readonly volumes: readonly string[]
  /** The components of a document that backs all of it up. */
  readonly components: Readonly<Record<string, unknown>>
  /** Writes the word into each component. */
  write(word: string): Promise<void>
  /** The words that are in service: in Postgres, Redis and the volume. Throws where one does not answer. */
  words(): Promise<readonly string[]>
  /** Waits until Redis has loaded its data. */
  untilItAnswers(): Promise<void>
}

/** Starts such a stack. */
export async function startMarkedStack(own: OwnParts): Promise<MarkedStack> {
  const [data, uploads] = await Promise.all([own.volume('cache'), own.volume('uploads')])
  const [db, cache, shop] = await Promise.all([
    own.postgres('db'),
    own.redis('cache', data, ['--appendonly', 'yes']),
    own.application('shop', uploads)
  ])
  return {
    containers: { db, cache, shop },
    volumes: [data, uploads],
    components: {
      db: { type: 'postgres', container: db, databases: ['shop'] },
      uploads: { type: 'volume', volume: uploads },
      cache: { type: 'redis', container: cache }
    },
    async write(word) {
      const table = `DROP TABLE IF EXISTS words; CREATE TABLE words AS SELECT '${word}'::text AS word`
      await sql(db, 'shop', table)
      await run(['docker', 'exec', cache, 'redis-cli', 'SET', 'word', word])
      await run(['docker', 'exec', shop, 'sh', '-c', `echo ${word} >/data/word`])
    },
    async words() {
      const told = await Promise.all([
        sql(db, 'shop', 'SELECT word FROM words'),
        run(['docker', 'exec', cache, 'redis-cli', 'GET', 'word']),
        run(['docker', 'exec', shop, 'cat', '/data/word'])
      ])
      return told.map((word) => word.trim())
    },
    untilItAnswers: () => untilSuccess(['docker', 'exec', cache, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
  }
}
