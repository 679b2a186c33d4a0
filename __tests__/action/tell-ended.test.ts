import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { tellEndedRestore } from '../../src/action/tell-ended.js'
import { movePhase, type RestorePart } from '../../src/host-script/journal.js'
import { takeLock } from '../../src/host-script/lock.js'
import { proveRestore } from '../../src/host-script/prove-restore.js'
import { sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { endRun } from '../../src/modes/end-run.js'
import { openRestoreJournal } from '../../src/modes/restore-journal.js'

// What `post` tells of a restore that was killed, on this machine.

let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'tell-ended-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const LEASE = { stack: 'shop', token: 'abc123' }
const machine = () => localHost({ PATH: process.env['PATH'], HOME: home })

/** Tells of a restore of which this part was killed when it was so far. */
async function toldOf(part: RestorePart, until: 'staging' | 'swapping' | 'proven') {
  const host = machine()
  await host.run(takeLock({ ...LEASE, owner: '{"token":"abc123"}' }, undefined))
  const backup = { stack: 'shop', id: 'one', components: ['files', 'db'] }
  const restoration = { places: ['path /opt'], undo: sh`true`, discard: sh`true`, server: undefined }
  const components = [{ name: 'files', restoration }] as never
  await openRestoreJournal(host, LEASE, { backup, components, stops: [], keepSeconds: 0, part })
  if (until !== 'staging') await host.run(movePhase(LEASE, 'staging', 'swapping'))
  if (until === 'proven') {
    await host.run(movePhase(LEASE, 'swapping', 'swapped'))
    await host.run(proveRestore(LEASE, part !== 'first'))
  }
  return tellEndedRestore(await endRun(host, LEASE))
}

describe('a restore that was cut short', () => {
  test('once it was proven is told to be done, but not where that was its first part', async () => {
    expect(await toldOf('whole', 'proven')).toMatch(/^The restore was done before/)
    expect(await toldOf('last', 'proven')).toMatch(/^The restore was done before/)
    expect(await toldOf('first', 'proven')).toMatch(
      /^The restore was cut short after its first part: the files are restored, and nothing else.*`backup: resume`/
    )
  })

  test.each([
    ['whole', 'had not exchanged anything.', 'had exchanged.'],
    ['first', 'had not exchanged anything.', 'had exchanged.'],
    [
      'last',
      'had restored the files, and had not',
      'had exchanged. The files, which it had restored before, stay.'
    ]
  ] as const)('before is told by what of it was exchanged: the %s part', async (part, staged, undone) => {
    expect(await toldOf(part, 'staging')).toContain(`The restore that was cut short ${staged}`)
    expect(await toldOf(part, 'swapping')).toMatch(new RegExp(`cut short ${undone}$`))
  })

  test('is not told of where there was none', async () => {
    expect(tellEndedRestore(await endRun(machine(), LEASE))).toBeUndefined()
  })
})
