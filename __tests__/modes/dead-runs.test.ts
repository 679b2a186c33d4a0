import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { atWork } from '../../src/host-script/at-work.js'
import { endDeadRuns } from '../../src/host-script/end-run.js'
import { addToJournal, beginJournal, movePhase, openJournal } from '../../src/host-script/journal.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { HangingPart } from '../../src/modes/hanging-part.js'
import { lastingHost } from '../../src/modes/lasting-host.js'
import { withLock } from '../../src/modes/lock.js'
import type { Run } from '../../src/modes/run.js'

let home = ''
const warned: string[] = []
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'dead-runs-'))
  warned.length = 0
})
afterEach(() => rmSync(home, { recursive: true, maxRetries: 20 }))

const machine = () => localHost({ PATH: process.env['PATH'], HOME: home })
const run: Run = {
  ...{ token: 'next', version: '0', tags: {}, spoolDirectory: tmpdir() },
  signal: new AbortController().signal,
  log: {
    info: () => undefined,
    notice: () => undefined,
    warn: (message) => void warned.push(message),
    group: (_title, body) => body()
  },
  noteWriting: () => undefined,
  noteLock: () => undefined,
  connectHost: async () => machine(),
  openStore: () => Promise.reject(new Error('there is no store'))
}

const DEAD = { stack: 'shop', token: 'dead' }
const OTHER = { stack: 'shop', token: 'other' }
const DONE = sh`true`

describe('a restore that died, of which a part hangs', () => {
  let part: Promise<unknown> | undefined
  afterEach(async () => {
    writeFileSync(path.join(home, 'mended'), '')
    await part
  })

  /** Leaves it behind, for the first run that has found that out already. */
  async function leaveHanging() {
    const host = machine()
    await host.run(takeLock({ ...DEAD, owner: '{"token":"dead"}' }, undefined))
    await host.run(
      beginJournal(DEAD, { stops: [], servers: [], backup: '{}', keepSeconds: 0, part: 'whole' })
    )
    const entry = { name: 'db', places: ['path /opt'], undo: DONE, discard: DONE }
    await host.run(addToJournal(DEAD, entry, 0))
    await host.run(openJournal(DEAD))
    await host.run(movePhase(DEAD, 'staging', 'swapping'))
    part = machine().run(
      atWork(DEAD, 'swapping', sh`until [ -e ${path.join(home, 'mended')} ]; do sleep 0.2; done`)
    )
    const folder = path.join(home, '.predeploy-backup', 'shop')
    const isAtWork = () =>
      readdirSync(path.join(folder, 'journal.dead')).some((name) => name.startsWith('work.'))
    while (!isAtWork()) await sleep(50)
    await host.run(freeLock(DEAD))
    await host.run(takeLock({ ...OTHER, owner: '{"token":"other"}' }, undefined))
    await host.run(endDeadRuns(OTHER, 'backup', 1))
    await host.run(freeLock(OTHER))
    return host
  }

  test.each(['backup', 'restore', 'undo'] as const)(
    'ends a run before it begins, and is told with its process and the remedy: %s',
    async (purpose) => {
      const host = lastingHost(await leaveHanging(), run.connectHost)
      const began: string[] = []
      const plan = { stack: 'shop', lockTimeoutSeconds: 0 }
      const locked = withLock({ host, plan, run, purpose }, async () => void began.push(purpose))
      await expect(locked).rejects.toBeInstanceOf(HangingPart)
      await expect(locked).rejects.toMatchObject({
        message: expect.stringMatching(/^a part of a restore of shop hangs on the host, process \d+: /),
        remedy: expect.stringMatching(/\(`ps -p \d+`.* or start the host anew/)
      })
      expect([began, warned]).toEqual([[], []])
      const { stdout } = await host.run(takeLock({ ...OTHER, owner: '{"token":"other"}' }, undefined))
      expect(stdout.toString()).toContain('lock=taken')
    }
  )
})
