import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import type { Restoration } from '../../src/drivers/driver.js'
import { UserError } from '../../src/errors.js'
import { sh } from '../../src/host-script/script.js'
import type { Host } from '../../src/hosts/host.js'
import { HostCommandError } from '../../src/hosts/host-command-error.js'
import { localHost } from '../../src/hosts/local.js'
import type { Run } from '../../src/modes/run.js'
import { HalfSwapped, type StagedComponent, swapAll } from '../../src/modes/swap.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const host = localHost({ PATH: process.env['PATH'] })
const silent = { info: () => undefined, notice: () => undefined, warn: () => undefined }

function newRun(signal = new AbortController().signal): Run {
  return {
    signal,
    token: 'abc123',
    version: '0',
    tags: {},
    log: { ...silent, group: (_title, body) => body() },
    noteWriting: () => undefined,
    noteLock: () => undefined,
    connectHost: async () => host,
    openStore: async () => {
      throw new Error('no store is needed')
    }
  }
}

/** A component that is one file: `data` is in service, `new` is staged, `old` is what was in service before. */
function fileComponent(name: string, change: Partial<Restoration> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), `swap-${name}-`))
  folders.push(folder)
  writeFileSync(path.join(folder, 'data'), 'old data')
  writeFileSync(path.join(folder, 'new'), 'new data')
  const restoration: Restoration = {
    stops: [],
    stages: [],
    count: { script: sh`true`, judge: () => undefined },
    swap: () => sh`cd ${folder} && mv data old && mv new data`,
    verify: { script: sh`cat ${path.join(folder, 'data')}`, judge: () => undefined },
    undo: sh`cd ${folder} && if [ -e old ]; then mv -f old data; fi`,
    discard: sh`cd ${folder} && rm -f new old`,
    ...change
  }
  const component: StagedComponent = { name, restoration, inspections: [] }
  return {
    component,
    read: (file: string) =>
      existsSync(path.join(folder, file)) ? readFileSync(path.join(folder, file), 'utf8') : undefined
  }
}

describe('a swap', () => {
  test('puts the new data of all components into service and keeps the old', async () => {
    const [db, files] = [fileComponent('db'), fileComponent('files')]
    await swapAll(host, [db.component, files.component], newRun())
    expect([db.read('data'), files.read('data')]).toEqual(['new data', 'new data'])
    expect([db.read('old'), files.read('old')]).toEqual(['old data', 'old data'])
  })

  test.each([
    ['the swap of a later component fails', { swap: () => sh`echo "no room" >&2; exit 1` }, 'no room'],
    [
      'what is in service is not what was counted',
      {
        verify: {
          script: sh`true`,
          judge: () => {
            throw new UserError('7 rows, not 8')
          }
        }
      },
      'files: 7 rows, not 8'
    ]
  ])('is undone for all when %s', async (_what, change, message) => {
    const [db, files] = [fileComponent('db'), fileComponent('files', change)]
    const swapping = swapAll(host, [db.component, files.component], newRun())
    await expect(swapping).rejects.toThrow(message)
    await expect(swapping).rejects.toBeInstanceOf(UserError)
    expect([db.read('data'), files.read('data')]).toEqual(['old data', 'old data'])
  })

  test('that was undone says what of the old data could not be put back', async () => {
    const told = 'what was written since 12:00 is lost'
    const [cache, files] = [
      fileComponent('cache', { undo: sh`echo ${`incomplete=${told}`}` }),
      fileComponent('files', { swap: () => sh`exit 3` })
    ]
    // The undo of all is asked, also of one whose swap was not begun: it may have lost something when it was stopped.
    for (const order of [
      [cache, files],
      [files, cache]
    ]) {
      const swapping = swapAll(
        host,
        order.map(({ component }) => component),
        newRun()
      )
      await expect(swapping).rejects.toThrow(
        `The old data was put back and is in service, but not all of it: cache: ${told}.`
      )
    }
  })

  test('that cannot be undone says so, and leaves the old data where it is', async () => {
    const [db, files] = [
      fileComponent('db', { undo: sh`echo "read-only file system" >&2; exit 1` }),
      fileComponent('files', { swap: () => sh`exit 3` })
    ]
    const swapping = swapAll(host, [db.component, files.component], newRun())
    await expect(swapping).rejects.toBeInstanceOf(HalfSwapped)
    await expect(swapping).rejects.toThrow('read-only file system')
    expect(db.read('old')).toBe('old data')
  })

  test('that cannot stop a container touches nothing, and says which containers may be down', async () => {
    const db = fileComponent('db', { stops: ['predeploy-no-such-container'] })
    const swapping = swapAll(host, [db.component], newRun())
    await expect(swapping).rejects.toThrow(
      /docker stop failed.*The old data is in place, but not all is in service/s
    )
    await expect(swapping).rejects.not.toBeInstanceOf(HalfSwapped)
    expect([db.read('data'), db.read('new')]).toEqual(['old data', 'new data'])
  })

  test('is not undone below a container that does not stop', async () => {
    const bin = mkdtempSync(path.join(tmpdir(), 'swap-bin-'))
    folders.push(bin)
    const docker = `#!/bin/sh
[ "$1" = stop ] || exit 0
[ ! -e ${bin}/stopped ] || { echo 'the daemon does not answer' >&2; exit 1; }
: >${bin}/stopped`
    writeFileSync(path.join(bin, 'docker'), docker, { mode: 0o755 })
    const cache = fileComponent('cache', {
      stops: ['cache'],
      verify: {
        script: sh`true`,
        judge: () => {
          throw new UserError('7 keys, not 8')
        }
      }
    })
    const withDocker = localHost({ PATH: `${bin}:${process.env['PATH']}` })
    const swapping = swapAll(withDocker, [cache.component], newRun())
    await expect(swapping).rejects.toThrow(
      /7 keys, not 8\. Putting the old data back failed .*the daemon does not answer/s
    )
    await expect(swapping).rejects.toBeInstanceOf(HalfSwapped)
    expect([cache.read('data'), cache.read('old')]).toEqual(['new data', 'old data'])
  })

  test('that lost its connection is undone only when what it began must be over', async () => {
    jest.useFakeTimers()
    try {
      const ran: string[] = []
      const lost = new HostCommandError({ command: 'the swap', ending: 'lost connection', stderr: '' })
      const silentHost: Host = {
        ...host,
        run: async (_script, { name = '' } = {}) => {
          ran.push(name)
          if (name === 'the swap of db') throw lost
          return { stdout: Buffer.alloc(0), stderr: '' }
        }
      }
      const swapping = expect(swapAll(silentHost, [fileComponent('db').component], newRun())).rejects.toThrow(
        'The old data was put back'
      )
      await jest.advanceTimersByTimeAsync(14_000)
      expect(ran).toEqual(['the swap of db'])
      await jest.advanceTimersByTimeAsync(1_000)
      await swapping
      expect(ran).toEqual(['the swap of db', 'the undo of db'])
    } finally {
      jest.useRealTimers()
    }
  })

  test('does not begin once the run was cancelled', async () => {
    const db = fileComponent('db')
    await expect(
      swapAll(host, [db.component], newRun(AbortSignal.abort(new UserError('cancelled'))))
    ).rejects.toThrow('cancelled')
    expect([db.read('data'), db.read('new')]).toEqual(['old data', 'new data'])
  })
})
