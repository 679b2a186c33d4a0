import { join } from 'node:path'
import { expect } from '@jest/globals'
import { pictureOfPostgres } from '../../bench/compare/postgres.ts'
import { pictureOfRedis } from '../../bench/compare/redis.ts'
import { pictureOfHostFolder, pictureOfMount } from '../../bench/compare/tree.ts'
import { type Environment, readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import { expectNoHelper, type JobWithPast, makePast } from './aftermath.ts'
import { asRoot, NOISY_TABLE, noisyFile, noisyFolder, noisyKey } from './damage.ts'
import { type Job, runJob, sql } from './job.ts'
import { type OwnParts, ownParts } from './own-parts.ts'

/** A stack of a test file's own that has a backup of every kind, and other data in service since. */
export interface Restorable {
  readonly own: OwnParts
  readonly containers: { readonly db: string; readonly cache: string; readonly shop: string }
  readonly folder: string
  readonly past: JobWithPast
  /** The backup's. */
  readonly id: string
  /** Restores the backup, as the inputs say otherwise. */
  restore(job: Job, inputs?: Readonly<Record<string, string>>): ReturnType<typeof runJob>
  /** The file in which the store keeps an object of the stack. */
  stored(job: Job, name: string): string
  /** What is in service, as tools that know nothing of us see it: Postgres, Redis, the volume and the files. */
  pictures(): Promise<readonly string[]>
  /** Expects everything in service as it was, every container up, and nothing of ours beside it. */
  expectUntouched(): Promise<void>
  remove(): Promise<void>
}

/** Makes such a stack, which takes half a minute; leaves nothing of it where that fails. */
export async function makeRestorable(): Promise<Restorable> {
  const environment = await readEnvironment()
  const own = ownParts(environment)
  try {
    return await makeOf(environment, own)
  } catch (error) {
    await own.remove()
    throw error
  }
}

async function makeOf(environment: Environment, own: OwnParts): Promise<Restorable> {
  const { stack, s3, host } = environment
  const [store, uploads] = await Promise.all([own.volume('cache'), own.volume('uploads')])
  const [db, cache, shop] = await Promise.all([
    own.postgres('db', ['max_prepared_transactions=2']),
    own.redis('cache', store),
    own.application('shop', uploads)
  ])
  const folder = `/srv/${uploads}`
  await Promise.all([
    sql(db, 'shop', NOISY_TABLE),
    noisyKey(cache),
    noisyFile(shop, '/data/noise'),
    noisyFolder(host.container, folder)
  ])
  const past = await makePast({
    components: {
      config: { type: 'files', paths: [folder] },
      uploads: { type: 'volume', volume: uploads },
      cache: { type: 'redis', container: cache },
      db: { type: 'postgres', container: db, databases: ['shop'] }
    }
  })
  const id = (past.past.find((object) => object.includes('/manifest.json ')) ?? '').split('/')[1] ?? ''
  // From here on, old and new differ: only the new one may be there after a restore that failed.
  await Promise.all([
    sql(db, 'shop', 'DELETE FROM noise WHERE random() < 0.5; CREATE TABLE later (n int)'),
    asRoot(cache, 'redis-cli SET later 1 && redis-cli SET noise short'),
    asRoot(shop, 'echo later >/data/later && head -c 1000 /dev/urandom >/data/noise'),
    asRoot(host.container, 'echo later >"$1/later" && chown deploy: "$1/later"', folder)
  ])
  const pictures = (): Promise<readonly string[]> =>
    Promise.all([
      pictureOfPostgres(db),
      pictureOfRedis(cache),
      pictureOfMount({ container: shop, folder: '/data', helperImage: stack.images.helper }),
      pictureOfHostFolder({ hostContainer: host.container, folder })
    ])
  const inService = await pictures()
  return {
    own,
    containers: { db, cache, shop },
    folder,
    past,
    id,
    pictures,
    restore: (job, inputs = {}) => runJob(job, { mode: 'restore', backup: id, confirm: 'shop', ...inputs }),
    stored: (job, name) => join(s3.data, s3.bucket, job.prefix, 'shop', name),
    async expectUntouched() {
      expect(await pictures()).toEqual(inService)
      const state = ['docker', 'inspect', '--format', '{{.State.Status}}']
      expect(await run([...state, db, cache, shop])).toBe('running\nrunning\nrunning\n')
      expect(await sql(db, 'postgres', `SELECT datname FROM pg_database WHERE datname ~ 'predeploy'`)).toBe(
        ''
      )
      await Promise.all([uploads, store].map(expectNoHelper))
    },
    async remove() {
      await own.remove()
      await asRoot(host.container, 'rm -rf "$1"', folder)
    }
  }
}
