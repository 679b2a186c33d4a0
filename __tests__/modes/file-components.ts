import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach } from '@jest/globals'
import type { Restoration } from '../../src/drivers/driver.js'
import { freeLock, takeLock } from '../../src/host-script/lock.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { endRun } from '../../src/modes/end-run.js'
import { failedRestore } from '../../src/modes/failed-restore.js'
import { openRestoreJournal, stopsOf } from '../../src/modes/restore-journal.js'
import type { Run } from '../../src/modes/run.js'
import { goesFirst, type RestoredComponent } from '../../src/modes/stage.js'
import { stageInstead } from '../../src/modes/stage-instead.js'
import { type StagedComponent, swapAll } from '../../src/modes/swap.js'
import { FAKE_DOCKER } from '../host-script/fake-docker.js'

// Fakes of a machine and of components that are one file each, for tests of how they are exchanged.

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

type FileComponent = StagedComponent & Pick<RestoredComponent, 'instead'>

const LEASE = { stack: 'shop', token: 'abc123' }

/** A machine with a home of its own and a fake docker, in which the container `cache` runs. */
export function newMachine() {
  const home = mkdtempSync(path.join(tmpdir(), 'swap-home-'))
  folders.push(home)
  mkdirSync(path.join(home, 'containers'))
  writeFileSync(path.join(home, 'containers', 'cache'), 'running\n')
  writeFileSync(
    path.join(home, 'docker'),
    FAKE_DOCKER.replaceAll('$CONTAINERS', path.join(home, 'containers')),
    {
      mode: 0o755
    }
  )
  const machine = localHost({ PATH: `${home}:${process.env['PATH']}`, HOME: home })
  return {
    machine,
    home,
    stateOf: (container: string) => readFileSync(path.join(home, 'containers', container), 'utf8').trim(),
    change: (file: string, text: string) => writeFileSync(path.join(home, 'containers', file), text),
    phase: () =>
      readdirSync(path.join(home, '.predeploy-backup', 'shop', 'journal.abc123')).find((name) =>
        name.startsWith('phase.')
      ) ?? 'none'
  }
}

/** What else happens. */
export interface Around {
  readonly run?: Run
  readonly beHealthy?: () => Promise<void>
  readonly safetyBackupId?: string
}

/** Swaps as a restore does: with a journal, and the lock of the stack. */
export async function swap(
  components: readonly { readonly component: FileComponent }[],
  { machine } = newMachine(),
  { run = newRun(), beHealthy = async () => undefined, safetyBackupId }: Around = {}
): Promise<void> {
  const all = components.map(({ component }) => ({ planned: { timeoutSeconds: 60 }, ...component }))
  const staged = all.filter((component) => !goesFirst(component))
  await machine.run(takeLock({ ...LEASE, owner: '{"token":"abc123"}' }, undefined))
  const stops = stopsOf([], all)
  await openRestoreJournal(machine, LEASE, {
    backup: { stack: 'shop', id: 'one', components: [] },
    components: all as never,
    stops,
    keepSeconds: 0,
    safetyBackupId,
    part: 'whole'
  })
  try {
    await swapAll({
      host: machine,
      lease: LEASE,
      staged,
      stageRest: () =>
        stageInstead(
          { host: machine, run, tools: new Set(), store: undefined as never, backup: undefined as never },
          LEASE,
          all as never
        ),
      stops: stops.map((stop) => ({ ...stop, ill: false })),
      run,
      beHealthy,
      isLast: true
    })
  } catch (error) {
    throw failedRestore(error, await endRun(machine, LEASE))
  } finally {
    await machine.run(freeLock(LEASE))
  }
}
const silent = { info: () => undefined, notice: () => undefined, warn: () => undefined }

export function newRun(signal = new AbortController().signal): Run {
  return {
    signal,
    token: 'abc123',
    version: '0',
    tags: {},
    log: { ...silent, group: (_title, body) => body() },
    spoolDirectory: '/tmp',
    noteWriting: () => undefined,
    noteLock: () => undefined,
    connectHost: async () => {
      throw new Error('no host is needed')
    },
    openStore: async () => {
      throw new Error('no store is needed')
    }
  }
}

/** A container that uses data. */
export const CACHE = { id: 'cache', name: 'shop-cache' }

// Nothing has to be made ready.
const going = {
  measure: { script: sh`true`, read: () => [] },
  ready: sh`true`,
  unready: sh`true`
}

/** A component that is one file: `data` is in service, `new` is staged, `old` is what was in service before. */
export function fileComponent(
  name: string,
  change: Partial<Restoration> = {},
  clear?: (folder: string) => Script,
  ready: Script = going.ready
) {
  const folder = mkdtempSync(path.join(tmpdir(), `swap-${name}-`))
  folders.push(folder)
  writeFileSync(path.join(folder, 'data'), 'old data')
  writeFileSync(path.join(folder, 'new'), 'new data')
  const restoration: Restoration = {
    places: [`path ${folder}`],
    stops: [],
    stages: [],
    count: { script: sh`true`, judge: () => undefined },
    swap: () => sh`cd ${folder} && mv data old && mv new data`,
    verify: { script: sh`cat ${path.join(folder, 'data')}`, judge: () => undefined },
    undo: sh`cd ${folder} && if [ -e old ]; then mv -f old data; fi`,
    discard: sh`cd ${folder} && rm -f new old`,
    ...change
  }
  const component: FileComponent = {
    ...{ name, restoration, inspections: [] },
    ...(clear === undefined ? {} : { instead: { ...going, ready, clear: clear(folder), freed: [] } })
  }
  return {
    component,
    folder,
    read: (file: string) =>
      existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : undefined
  }
}
