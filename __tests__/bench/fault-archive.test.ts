import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectNoHelper, type JobWithPast, jobAfter, makePast } from './aftermath.ts'
import { asRoot, fillDisk, killProcesses, noisyFile, noisyFolder, noisyVolume, startAgain } from './damage.ts'
import { runJob } from './job.ts'
import { ownParts } from './own-parts.ts'
import { strikeCapture } from './strike-capture.ts'

// Whatever goes wrong while tar reads: the step is red, and nothing of the run is left anywhere.

const { host, stack } = await readEnvironment()
const own = ownParts(await readEnvironment())
let past: JobWithPast
let uploads: string
let shop: string

beforeAll(async () => {
  const small = await own.volume('small')
  uploads = await own.volume('uploads')
  shop = await own.application('shop', uploads)
  await Promise.all([
    asRoot(await own.application('blog', small), 'echo text >/data/file'),
    noisyFile(shop, '/data/noise')
  ])
  past = await makePast({ components: { small: { type: 'volume', volume: small } } })
}, 120_000)

afterAll(() => own.remove(), 60_000)

test('tar is killed in the container that has the volume', () =>
  strikeCapture(past, {
    components: { uploads: { type: 'volume', volume: uploads } },
    blow: () => killProcesses(shop, '^tar '),
    said: [/^uploads: .*\(exit status 137\)/, /\n→ It was killed: /],
    trace: [shop, 'tar ']
  }))

test('the container that has the volume is killed', () =>
  strikeCapture(past, {
    components: { uploads: { type: 'volume', volume: uploads } },
    blow: () => run(['docker', 'kill', shop]),
    said: [/^uploads: .*\(exit status 137\)/, /\n→ It was killed: its container was stopped/],
    mend: () => startAgain(shop),
    trace: [shop, 'tar ']
  }))

test('the helper container is killed where nothing else has the volume', async () => {
  const attic = await own.volume('attic')
  await noisyVolume(attic, stack.images.web)
  const helper = ['docker', 'ps', '--quiet', '--filter', `volume=${attic}`]
  let killing: Promise<unknown> | undefined
  await strikeCapture(past, {
    components: { attic: { type: 'volume', volume: attic, image: stack.images.web } },
    async blow() {
      // Docker waits until somebody takes what the helper has printed, and all of that is held until the blow is dealt.
      killing = run(['docker', 'kill', (await run(helper)).trim()])
    },
    said: [/^attic: .*\(exit status 137\)/, /\n→ It was killed: its container was stopped/],
    async mend() {
      await killing
      await expectNoHelper(attic)
    },
    trace: [host.container, attic]
  })
  await expectNoHelper(attic)
})

test('tar is killed on the host', async () => {
  const folder = `/srv/${uploads}`
  await noisyFolder(host.container, folder)
  try {
    await strikeCapture(past, {
      components: { config: { type: 'files', paths: [folder] } },
      blow: () => killProcesses(host.container, `^tar .*${uploads}`),
      said: [/^config: .*\(exit status 137\)/, /\n→ It was killed: /],
      trace: [host.container, uploads]
    })
  } finally {
    await asRoot(host.container, 'rm -r "$1"', folder)
  }
})

test('a full disk does not matter to a stream: neither that of the host nor that of the volume', async () => {
  const brim = await own.volume('brim', '8m')
  const [application, fullHost] = await Promise.all([
    own.application('brim', brim),
    own.host('full', [`${await own.volume('temporary', '1m')}:/tmp`])
  ])
  await Promise.all([fillDisk(application, '/data'), fillDisk(fullHost.container, '/tmp')])
  const job = await jobAfter(past, {
    components: { brim: { type: 'volume', volume: brim } },
    host: `deploy@127.0.0.1:${fullHost.port}`
  })
  const { main } = await runJob(job, { 'known-hosts': fullHost.knownHosts.join('\n') })
  expectGreen(main)
  expect(JSON.parse(main.outputs['components'] ?? '')).toHaveLength(1)
})
