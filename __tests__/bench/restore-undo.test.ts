import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../../bench/environment.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectRed, type JobWithPast, makePast } from './aftermath.ts'
import { type Job, runJob, sql } from './job.ts'
import { type MarkedStack, startMarkedStack } from './marked-stack.ts'
import { ownParts } from './own-parts.ts'

// What a restore replaced comes back: by itself where the stack is not well with what was restored, and on demand where its old data is kept.

const own = ownParts(await readEnvironment())
let past: JobWithPast
let stack: MarkedStack

const NEW = ['new', 'new', 'new']
const OLD = ['old', 'old', 'old']
const RESTORE = { mode: 'restore', backup: 'latest', confirm: 'shop' }
const UNDO = { ...RESTORE, backup: 'undo' }

beforeAll(async () => {
  stack = await startMarkedStack(own)
  await stack.write('old')
  past = await makePast({ components: stack.components })
}, 180_000)
beforeEach(() => stack.write('new'))
afterAll(() => own.remove(), 60_000)

const withRestore = (restore: object): Job => ({ ...past, document: { ...past.document, restore } })
const startedAt = (container: string) =>
  run(['docker', 'inspect', '--format', '{{.State.StartedAt}} {{.State.Status}}', container])
const leftInPostgres = () =>
  sql(stack.containers.db, 'postgres', `SELECT datname FROM pg_database WHERE datname ~ 'predeploy'`)

describe('a restore', () => {
  test('stops what is named for it, waits for its health, and tells how long it took', async () => {
    const { shop } = stack.containers
    const before = await startedAt(shop)
    const health = { command: { command: 'test "$(cat /data/word)" = old', container: shop } }
    const { main } = await runJob(withRestore({ stop: [shop], health }), RESTORE)
    expectGreen(main)
    expect(await stack.words()).toEqual(OLD)
    expect(await startedAt(shop)).toMatch(/ running\n$/)
    expect(await startedAt(shop)).not.toBe(before)
    expect(Number(main.outputs['rto-seconds'])).toBeGreaterThan(0.5)
    expect(Number(main.outputs['rto-seconds'])).toBeLessThan(main.seconds)
    expect(await leftInPostgres()).toBe('')
  })

  test('is taken back where the stack is not well with what was restored', async () => {
    const health = {
      command: { command: 'echo no orders yet >&2; exit 1', container: stack.containers.shop },
      timeout: '2s'
    }
    const { main } = await runJob(withRestore({ health }), RESTORE)
    expectRed(main, [/no orders yet/, /The old data was put back and is in service\./])
    expect(await stack.words()).toEqual(NEW)
    expect(await leftInPostgres()).toBe('')
  })

  test('is refused where it would stop what it needs', async () => {
    const { main } = await runJob(withRestore({ stop: [stack.containers.db] }), RESTORE)
    expectRed(main, [/^db: \S+ has to run while its data is exchanged/, /\n→ Take /])
    expect(await stack.words()).toEqual(NEW)
  })

  test('backs up first what it replaces', async () => {
    const { main } = await runJob(past, RESTORE)
    expectGreen(main)
    const safety = main.outputs['safety-backup-id'] as string
    expect(safety).not.toBe(main.outputs['backup-id'])
    expect(await stack.words()).toEqual(OLD)
    expectGreen((await runJob(past, { ...RESTORE, backup: safety })).main)
    expect(await stack.words()).toEqual(NEW)
    // It is never the latest.
    expectGreen((await runJob(past, { ...RESTORE, 'safety-backup': 'false' })).main)
    expect(await stack.words()).toEqual(OLD)
  })
})

describe('a restore whose old data is kept', () => {
  const keeping = () => withRestore({ 'keep-old': '1h', stop: [stack.containers.shop] })

  test('is taken back by backup: undo, once', async () => {
    expectGreen((await runJob(keeping(), RESTORE)).main)
    expect(await stack.words()).toEqual(OLD)
    expect(await leftInPostgres()).not.toBe('')

    // A backup in between lets it be.
    const backup = await runJob(past)
    expectGreen(backup.main)

    const plan = (await runJob(past, { ...UNDO, confirm: '', 'dry-run': 'true' })).main
    expectGreen(plan)
    expect(plan.summary).toContain('taking back of the last restore of shop')
    expectRed((await runJob(past, { ...UNDO, confirm: '' })).main, [/was not confirmed/])
    expect(await stack.words()).toEqual(OLD)

    const undo = (await runJob(past, UNDO)).main
    expectGreen(undo)
    expect(undo.log).toContain('The restore was taken back')
    await stack.untilItAnswers()
    expect(await stack.words()).toEqual(NEW)
    expect(await startedAt(stack.containers.shop)).toMatch(/ running\n$/)
    expect(await leftInPostgres()).toBe('')
    for (const again of [UNDO, { ...UNDO, 'dry-run': 'true' }])
      expectRed((await runJob(past, again)).main, [/could be taken back: the host keeps no old data/])
  })

  test('keeps it no longer than it is told', async () => {
    expectGreen((await runJob(withRestore({ 'keep-old': '3s' }), RESTORE)).main)
    await sleep(3500)
    expectGreen((await runJob(past)).main)
    expect(await stack.words()).toEqual(OLD)
    expect(await leftInPostgres()).toBe('')
  })

  test('is not taken back where what used it was made anew since', async () => {
    const { cache } = stack.containers
    expectGreen((await runJob(keeping(), RESTORE)).main)
    const image = (await run(['docker', 'inspect', '--format', '{{.Config.Image}}', cache])).trim()
    await run(['docker', 'rm', '--force', cache])
    await run([
      ...['docker', 'run', '--detach', '--name', cache, '--volume', `${stack.volumes[0]}:/data`],
      ...[image, 'redis-server', '--appendonly', 'yes']
    ])
    await stack.untilItAnswers()
    expectRed((await runJob(past, UNDO)).main, [/was removed or made anew since/, /\n→ Nothing was touched/])
    expect(await stack.words()).toEqual(OLD)
    // The next restore lets go of it.
    expectGreen((await runJob(past, RESTORE)).main)
    expectRed((await runJob(past, UNDO)).main, [/the host keeps no old data/])
    expect(await leftInPostgres()).toBe('')
  })
})
