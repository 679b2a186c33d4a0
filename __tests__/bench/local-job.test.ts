import { mkdtempSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { type Phase, runStep } from '../../bench/runner.ts'
import { type FakeResultsService, startFakeResultsService } from '../action/fake-results-service.js'
import { mustBeGreen } from './job.ts'

// What the step does around the bytes, on this machine with a directory as store: choosing a backup and components, refusing,
// telling. The built action runs as a runner runs it.

let folder: string
const at = (...names: string[]) => path.join(folder, ...names)

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'local-job-'))
  await mkdir(at('app'))
  await mkdir(at('web'))
  await writeFile(at('app', 'version'), '1')
  await writeFile(at('web', 'index.html'), 'one')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const document = (stack = 'shop') => ({
  stack,
  host: 'local',
  store: { directory: at('store') },
  components: { app: { type: 'files', paths: [at('app')] }, web: { type: 'files', paths: [at('web')] } }
})

interface Given {
  readonly stack?: string
  readonly env?: Record<string, string>
  readonly inputs?: Record<string, string>
}

async function step({ stack, env, inputs }: Given = {}): Promise<Phase> {
  const { main, post } = await runStep({
    inputs: { config: stringify(document(stack)), ...inputs },
    ...(env ? { env } : {})
  })
  expect(post.exitCode).toBe(0)
  return main
}

async function backup(given: Given = {}): Promise<Phase> {
  const made = await step(given)
  mustBeGreen(made)
  return made
}

const restore = (reference: string, { inputs, ...given }: Given = {}) =>
  step({
    ...given,
    inputs: { mode: 'restore', backup: reference, confirm: given.stack ?? 'shop', ...inputs }
  })

const version = () => readFile(at('app', 'version'), 'utf8')
const sha = (digit: string) => digit.repeat(40)

test('what holds much less than in the last backup is a warning in log and summary', async () => {
  await writeFile(at('app', 'data'), Buffer.alloc(200_000, 'data'))
  await backup()
  await rm(at('app', 'data'))
  const { commands, summary } = await backup()
  const warning = expect.stringMatching(
    /^app: has .* KiB, less than half of the 2\d\d KiB in the last backup/
  )
  expect(commands).toContainEqual({ command: 'warning', value: warning })
  expect(summary).toContain('less than half of the')
})

describe('the input `backup`', () => {
  test('latest, an id, a key, a checksum and before:<sha> each find the right backup', async () => {
    const first = await backup({ env: { GITHUB_SHA: sha('a') } })
    await writeFile(at('app', 'version'), '2')
    const again = await backup({ env: { GITHUB_SHA: sha('a') } })
    await writeFile(at('app', 'version'), '3')
    await backup({ env: { GITHUB_SHA: sha('b') } })
    await writeFile(at('app', 'version'), 'broken')

    const restored = async (reference: string) => {
      mustBeGreen(await restore(reference))
      return version()
    }
    expect(await restored('latest')).toBe('3')
    expect(await restored(again.outputs['backup-id'] as string)).toBe('2')
    expect(await restored(first.outputs['key'] as string)).toBe('1')
    expect(await restored(again.outputs['checksum'] as string)).toBe('2')
    // The deploy of `a` ran twice; its second run backed up what the first had left.
    expect(await restored(`before:${sha('a')}`)).toBe('1')
  }, 120_000)

  test('a key of another stack brings its data here, and the name to confirm is that of the stack which is overwritten', async () => {
    const production = await backup({ stack: 'shop-production' })
    await writeFile(at('app', 'version'), 'staging')
    const key = production.outputs['key'] as string
    const refused = await restore(key, { stack: 'shop-staging', inputs: { confirm: 'shop-production' } })
    expect(refused.exitCode).toBe(1)
    expect(refused.log).toContain('"shop-staging"')
    expect(await version()).toBe('staging')
    mustBeGreen(await restore(key, { stack: 'shop-staging' }))
    expect(await version()).toBe('1')
  }, 60_000)

  test.each([
    ['latest', 'there is no backup of shop'],
    ['20200101T000000Z-abcdef', 'there is no backup 20200101T000000Z-abcdef of shop'],
    [`before:${'c'.repeat(40)}`, `made before the deploy of ${'c'.repeat(40)}`],
    ['newest', '"newest" names no backup'],
    ['', 'a restore needs to know which backup']
  ])('%j, where there is none, is red and says what to do', async (reference, message) => {
    const { exitCode, log } = await restore(reference)
    expect(exitCode).toBe(1)
    expect(log).toMatch(/^::error::.*→ /m)
    expect(log).toContain(message)
  })
})

describe('the input `components`', () => {
  test('captures a part, which is never the latest', async () => {
    const whole = await backup()
    const part = await backup({ inputs: { components: 'web' } })
    expect(JSON.parse(part.outputs['components'] as string)).toMatchObject([{ name: 'web' }])
    const latest = JSON.parse(await readFile(at('store/shop/latest.json'), 'utf8')) as { id: string }
    expect(latest.id).toBe(whole.outputs['backup-id'])
  })

  test('restores a part and leaves the rest alone', async () => {
    await backup()
    await writeFile(at('app', 'version'), '2')
    await writeFile(at('web', 'index.html'), 'two')
    mustBeGreen(await restore('latest', { inputs: { components: 'web' } }))
    expect(await readFile(at('web', 'index.html'), 'utf8')).toBe('one')
    expect(await version()).toBe('2')
  })

  test('must be known, to the configuration and to the backup', async () => {
    const part = await backup({ inputs: { components: 'web' } })
    const unknown = await step({ inputs: { components: 'wbe' } })
    expect(unknown.log).toMatch(/::error::.*"wbe" is no component.*web/)
    const missing = await restore(part.outputs['backup-id'] as string)
    expect(missing.log).toContain(`the backup ${part.outputs['backup-id']} holds no app`)
    expect(missing.exitCode).toBe(1)
  })
})

describe('a backup', () => {
  test('that cannot be made leaves nothing, and names component, failure and remedy', async () => {
    await rm(at('web'), { recursive: true })
    const { exitCode, log, outputs } = await step()
    expect(exitCode).toBe(1)
    expect(log).toMatch(/::error::web: .*web%0A→ /)
    expect(outputs).toEqual({})
    expect(await readdir(at('store'))).toEqual([])
  })

  test('records where it comes from', async () => {
    const made = await backup({ env: { GITHUB_SHA: sha('d'), GITHUB_RUN_ATTEMPT: '2' } })
    const manifest = JSON.parse(await readFile(at('store', made.outputs['key'] as string), 'utf8'))
    expect(manifest.tags).toMatchObject({
      'git-sha': sha('d'),
      'run-attempt': '2',
      'run-url': 'https://github.com/shop/shop/actions/runs/4711'
    })
    expect(manifest).toMatchObject({ stack: 'shop', phase: 'pre-deploy', partial: false })
  })
})

describe('the workflow artifact', () => {
  let service: FakeResultsService
  afterEach(async () => {
    await service.close()
  })

  test('holds manifest and summary (FAKE artifact service)', async () => {
    service = await startFakeResultsService()
    const made = await backup({ env: { ...service.environment } })
    expect(made.log).not.toContain('could not be kept')
    const zip = service.artifacts.get(`predeploy-backup-shop-${made.outputs['backup-id']}`)
    expect(zip?.includes('manifest.json')).toBe(true)
    expect(zip?.includes('summary.md')).toBe(true)
  })

  test('is a notice, not a failure, where the service refuses (FAKE artifact service)', async () => {
    service = await startFakeResultsService({ refuse: 409 })
    const made = await backup({ env: { ...service.environment } })
    expect(made.log).toMatch(/::notice::Manifest and summary could not be kept/)
  })
})

test('a directory that cannot be written is red before anything is captured', async () => {
  if (process.getuid?.() === 0) await writeFile(at('store'), 'a file where the directory should be')
  else {
    await mkdir(at('store'))
    await chmod(at('store'), 0o500)
  }
  const { exitCode, log } = await step()
  expect(exitCode).toBe(1)
  expect(log).toMatch(/::error::.*store/)
})

test('where the home directory cannot be written to, runs leave word for each other in /var/tmp', async () => {
  const stack = `homeless-${path.basename(folder).toLowerCase()}`
  const word = `/var/tmp/predeploy-backup-${process.getuid?.()}/${stack}`
  try {
    await backup({ stack, env: { HOME: '/proc/nowhere' } })
    expect((await readdir(word)).sort()).toEqual(['.spare', 'lock.1'])
  } finally {
    await rm(word, { recursive: true, force: true })
  }
})
