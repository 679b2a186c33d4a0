import { run } from '../../bench/run.ts'
import { asRoot } from './damage.ts'
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
  /** The words that are in service: in Postgres, Redis, the volume, and the files. Throws where one does not answer. */
  words(): Promise<readonly string[]>
  /** Waits until Redis has loaded its data. */
  untilItAnswers(): Promise<void>
}

/** Starts such a stack; where a host is given, files in a folder of it are a component as well. */
export async function startMarkedStack(own: OwnParts, host?: string): Promise<MarkedStack> {
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
      cache: { type: 'redis', container: cache },
      ...(host === undefined ? {} : { config: { type: 'files', paths: [FOLDER] } })
    },
    async write(word) {
      const table = `DROP TABLE IF EXISTS words; CREATE TABLE words AS SELECT '${word}'::text AS word`
      await sql(db, 'shop', table)
      await run(['docker', 'exec', cache, 'redis-cli', 'SET', 'word', word])
      await run(['docker', 'exec', shop, 'sh', '-c', `echo ${word} >/data/word`])
      if (host !== undefined) {
        const line = 'mkdir -p "$1" && echo "$2" >"$1/word" && chown -R deploy: "$1"'
        await asRoot(host, line, FOLDER, word)
      }
    },
    async words() {
      const told = await Promise.all([
        sql(db, 'shop', 'SELECT word FROM words'),
        run(['docker', 'exec', cache, 'redis-cli', 'GET', 'word']),
        run(['docker', 'exec', shop, 'cat', '/data/word']),
        ...(host === undefined ? [] : [asRoot(host, 'cat "$1/word"', FOLDER)])
      ])
      return told.map((word) => word.trim())
    },
    untilItAnswers: () => untilSuccess(['docker', 'exec', cache, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
  }
}

const FOLDER = '/srv/marked'
