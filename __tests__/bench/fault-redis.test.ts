import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import {
  expectNextRunGreen,
  expectNothingStored,
  expectQuiet,
  expectRed,
  type JobWithPast,
  jobAfter,
  makePast
} from './aftermath.ts'
import { asRoot, fillDisk, noisyKey, startAgain } from './damage.ts'
import { runJob } from './job.ts'
import { ownParts, untilSuccess } from './own-parts.ts'
import { strikeCapture } from './strike-capture.ts'

// Whatever goes wrong while a server streams its data: the step is red, and nothing of the run is left anywhere.

const own = ownParts(await readEnvironment())
let past: JobWithPast
let cache: string

beforeAll(async () => {
  const small = await own.redis('small', await own.volume('small'))
  cache = await own.redis('cache', await own.volume('cache'))
  await noisyKey(cache)
  past = await makePast({ components: redis(small) })
}, 120_000)

afterAll(() => own.remove(), 60_000)

const redis = (container: string) => ({ cache: { type: 'redis', container } })

test('the server ends the connection of the client that reads its data', () =>
  strikeCapture(past, {
    components: redis(cache),
    blow: () => asRoot(cache, 'redis-cli CLIENT KILL TYPE replica'),
    said: [/^cache: /, /\n→ /],
    trace: [cache, 'redis-cli']
  }))

test('the server is killed', () =>
  strikeCapture(past, {
    components: redis(cache),
    blow: () => run(['docker', 'kill', cache]),
    said: [/^cache: /, /\n→ /],
    async mend() {
      await startAgain(cache)
      await untilSuccess(['docker', 'exec', cache, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
    },
    trace: [cache, 'redis-cli']
  }))

test('the disk on which the server must save its data is full', async () => {
  const volume = await own.volume('full', '24m')
  const full = await own.redis('full', volume, ['--repl-diskless-sync', 'no'])
  await asRoot(full, 'redis-cli SET small value; head -c 12000000 /dev/urandom | redis-cli -x SET noise')
  await fillDisk(full, '/data')
  const job = await jobAfter(past, { components: { cache: { type: 'redis', container: full, timeout: 60 } } })
  expectRed((await runJob(job)).main, [/^cache: /, /\n→ /])
  await expectNothingStored(job)
  await expectQuiet(full, ['redis-cli'])
  // A server that could not save refuses the next run at once.
  const { main } = await runJob(job)
  expectRed(main, [/^cache: the server in container \S+ refuses: MISCONF/, /\n→ .*make room on its disk/])
  expect(main.seconds).toBeLessThan(15)
  await asRoot(full, 'rm /data/filling && redis-cli BGSAVE')
  await untilSuccess(['docker', 'exec', full, 'sh', '-c', 'redis-cli PING | grep -q PONG'])
  await expectNextRunGreen(job)
})
