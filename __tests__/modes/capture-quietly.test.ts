import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from '@jest/globals'
import { none } from '../../src/codecs/index.js'
import type { Host } from '../../src/hosts/host.js'
import { captureQuietly } from '../../src/modes/capture-quietly.js'
import type { Store } from '../../src/stores/store.js'

const MIB = 1024 * 1024
const directory = mkdtempSync(path.join(tmpdir(), 'quietly-'))
afterAll(() => rmSync(directory, { recursive: true }))

const WORKER = { id: 'abc', name: 'worker', action: 'stop', ill: false } as const

/** Captures a component of 2 MiB, while a worker is stopped or not, into a store that takes nothing until it is told to. */
function begin(spoolBytes: number, containers: readonly (typeof WORKER)[] = [WORKER]) {
  const log: string[] = []
  const told = (what: string) => void log.push(what)
  const go = Promise.withResolvers<void>()
  const host = {
    label: 'host',
    run: async (_: unknown, { name }: { name: string }) => {
      told(name)
      return { stdout: Buffer.from('listed=abc\nquieted=abc 1\nlease=kept\nstarted=abc 3\n'), stderr: '' }
    },
    read: () => Object.assign(Readable.from(Array(32).fill(Buffer.alloc(64 * 1024))), { stderr: () => '' })
  } as unknown as Host
  const store = {
    async put(_: string, body: AsyncIterable<Uint8Array>) {
      await go.promise
      for await (const _chunk of body);
      told('stored')
    }
  } as unknown as Store
  const tell = () => undefined
  const run = {
    token: '0123456789abcdef',
    signal: new AbortController().signal,
    spoolDirectory: directory,
    log: { info: tell, notice: tell, warn: tell, group: (_: string, body: () => unknown) => body() }
  }
  const quiesce = { containers: [], graceSeconds: 1, healthSeconds: 1, spoolBytes }
  const capture = {
    extension: 'bin',
    expectedBytes: 2 * MIB,
    inspector: () => ({ write: tell, end: () => ({ counts: {} }) })
  }
  const found = { consistency: 'crash', facts: {}, warnings: [], captures: () => [capture] }
  const captured = captureQuietly(
    { host, stack: 'shop', quiesce, containers, run } as unknown as Parameters<typeof captureQuietly>[0],
    {
      store,
      set: { keyOf: (name: string) => name },
      compressor: { codec: none, where: 'runner', level: undefined },
      components: [{ planned: { name: 'up', type: 'volume', timeoutSeconds: 10 }, found }]
    } as unknown as Parameters<typeof captureQuietly>[1]
  )
  return { log, go: go.resolve, captured }
}

const openFiles = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)].filter((file) => file.startsWith(`${directory}/`))
    } catch {
      // It listed the folder.
      return []
    }
  })

describe('what was stopped for a capture', () => {
  test('runs again before the store has taken anything, where the spool has room', async () => {
    const { log, go, captured } = begin(4 * MIB)
    while (!log.includes('docker start')) await wait(5)
    expect(log).not.toContain('stored')
    expect(openFiles()).toHaveLength(1)
    go()
    expect(await captured).toMatchObject({ downtime: [{ name: 'worker', seconds: 2 }] })
    expect((await captured).transferInDowntime).toBeUndefined()
    expect(openFiles()).toEqual([])
  })

  test.each([MIB, 0])(
    'waits for the store where it has not, and that is known: %d bytes',
    async (spoolBytes) => {
      const { log, go, captured } = begin(spoolBytes)
      await wait(200)
      expect(log).not.toContain('docker start')
      go()
      expect((await captured).transferInDowntime).toEqual({ spoolBytes, diskFull: false })
      if (spoolBytes === 0) expect(log.slice(-2)).toEqual(['stored', 'docker start'])
    }
  )

  test('is nothing to speak of where nothing was', async () => {
    const { log, go, captured } = begin(0, [])
    go()
    expect(await captured).toMatchObject({ downtime: [], transferInDowntime: undefined })
    expect(log).toEqual(['stored'])
  })
})
