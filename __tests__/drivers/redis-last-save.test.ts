import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { arrangeLastSave, lastSaveOf, takeBackLastSave } from '../../src/drivers/redis/last-save.js'
import { foundRedis } from '../../src/drivers/redis/server.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { type Probed, probedRedis } from './redis-probed.js'

const serverWith = (config: NonNullable<Probed['config']>, info: NonNullable<Probed['info']> = {}) =>
  foundRedis(probedRedis({ config, info }), 'cache')

const OLD = { 'shutdown-on-sigterm': undefined }

describe('a server is told to write its data when it stops', () => {
  test.each([
    ['by what it does at the signal', { save: '' }, 'shutdown-on-sigterm', 'save', 'default'],
    [
      'though it has save points',
      { 'shutdown-on-sigterm': 'nosave now force' },
      'shutdown-on-sigterm',
      'save now',
      'nosave now force'
    ],
    [
      'though it saves, since by force it would end without',
      { 'shutdown-on-sigterm': 'save force' },
      'shutdown-on-sigterm',
      'save',
      'save force'
    ],
    ['by a save point before version 7', { save: '', ...OLD }, 'save', '31536000 1', '']
  ])('%s', (_, config, option, value, before) => {
    expect(lastSaveOf(serverWith(config))).toEqual({ option, value, before })
  })

  test.each([
    ['saves by itself', {}],
    ['saves by itself, before version 7', OLD],
    ['has an append-only file', { save: '', appendonly: 'yes' }],
    ['saves at the signal', { save: '', 'shutdown-on-sigterm': 'save now' }]
  ])('unless it %s', (_, config) => {
    expect(lastSaveOf(serverWith(config))).toBeUndefined()
  })

  test('unless it could not save the last time, where a restore is refused', () => {
    const failed = { rdb_last_bgsave_status: 'err' }
    for (const save of ['', '60 1']) {
      expect(() => lastSaveOf(serverWith({ save }, failed))).toThrow('could not save its data the last time')
    }
    expect(lastSaveOf(serverWith({ appendonly: 'yes' }, failed))).toBeUndefined()
  })
})

describe('what the server is told', () => {
  const server = serverWith({ save: '', ...OLD })
  const lastSave = { option: 'save', value: '31536000 1', before: '' } as const
  let host: FakeHost
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'redis-options-'))
    writeFileSync(path.join(folder, 'save'), '')
  })
  afterEach(() => {
    host.remove()
    rmSync(folder, { recursive: true })
  })

  /** A server that keeps each option in a file. */
  const start = ({ running = true, answer = '' } = {}) => {
    host = fakeHost({
      'docker-else': `case "$*" in *State.Running*) echo ${running} ;; esac`,
      'redis-cli': `case $1 in PING) echo PONG; exit ;; esac
${answer === '' ? '' : `echo '${answer}'; exit`}
case $2 in
  GET) printf '%s\\n%s\\n' "$3" "$(cat '${folder}'/"$3")" ;;
  SET) printf %s "$4" >'${folder}'/"$3"; echo OK ;;
esac`
    })
  }
  const savePoints = (text?: string) => {
    if (text !== undefined) writeFileSync(path.join(folder, 'save'), text)
    return readFileSync(path.join(folder, 'save'), 'utf8')
  }

  test('is taken back, however often either is done', () => {
    start()
    for (const times of [1, 2]) {
      expect(host.run(arrangeLastSave(server, {}, lastSave)).status).toBe(0)
      expect([times, savePoints()]).toEqual([times, '31536000 1'])
    }
    for (const times of [1, 2]) {
      expect(host.run(takeBackLastSave(server, {}, lastSave)).status).toBe(0)
      expect([times, savePoints()]).toEqual([times, ''])
    }
  })

  test('is not taken back from a server that was started with something else, or does not run', () => {
    start()
    savePoints('60 1')
    expect(host.run(takeBackLastSave(server, {}, lastSave)).status).toBe(0)
    expect(savePoints()).toBe('60 1')
    host.remove()
    start({ running: false })
    savePoints('31536000 1')
    expect(host.run(takeBackLastSave(server, {}, lastSave)).status).toBe(0)
    expect(savePoints()).toBe('31536000 1')
  })

  test('fails where it may not be told', () => {
    start({ answer: 'NOPERM this user has no permissions' })
    expect(host.run(arrangeLastSave(server, {}, lastSave))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/data in memory only, .*: NOPERM.*\n.*give the user \+config\|set/)
    })
    expect(host.run(takeBackLastSave(server, {}, lastSave))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('NOPERM')
    })
  })
})
