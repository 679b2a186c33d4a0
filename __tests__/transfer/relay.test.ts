import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, test } from '@jest/globals'
import { gzip } from '../../src/codecs/gzip.js'
import { none } from '../../src/codecs/index.js'
import { zstd } from '../../src/codecs/zstd.js'
import type { Inspector, Stage } from '../../src/drivers/driver.js'
import { UserError } from '../../src/errors.js'
import { guarded } from '../../src/host-script/guard.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { directoryStore } from '../../src/stores/directory.js'
import type { Store } from '../../src/stores/store.js'
import type { Relay } from '../../src/transfer/relay.js'
import { relayCapture } from '../../src/transfer/relay-capture.js'
import { relayStage } from '../../src/transfer/relay-stage.js'
import { relayVerify } from '../../src/transfer/relay-verify.js'
import { SLOT_BYTES, type SpoolRoom, spoolRoom } from '../../src/transfer/spool-room.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newRelay() {
  const folder = mkdtempSync(path.join(tmpdir(), 'relay-'))
  folders.push(folder)
  const store = directoryStore(path.join(folder, 'store'))
  const cancel = new AbortController()
  const relay: Relay = {
    host: localHost({ PATH: process.env['PATH'] }),
    store,
    name: 'db/shop',
    timeoutSeconds: 60,
    progress: { add: () => undefined, stop: () => undefined },
    signal: cancel.signal
  }
  return { folder, store, relay, cancel }
}

/** Counts lines; an artifact is whole when it ends with the line `end`. */
function countLines(): Inspector {
  let text = ''
  return {
    write(chunk) {
      if (chunk.includes('poison')) throw new UserError('this is poison')
      text += chunk.toString('latin1')
    },
    end(stderr) {
      if (!text.endsWith('end\n')) throw new UserError('the artifact was cut short')
      if (stderr.includes('FATAL')) throw new UserError('the capture said FATAL')
      return { counts: { lines: text.split('\n').length - 1 } }
    }
  }
}

const capture = (script: Script) => ({ extension: 'txt', script: guarded(script), inspector: countLines })
const TEXT = sh`sh -c 'i=0; while [ $i -lt 20000 ]; do echo "row $i of something compressible"; i=$((i+1)); done; echo end'`
const onHost = { codec: gzip, where: 'host', level: undefined } as const
const PLAIN_BYTES = Array.from(
  { length: 20000 },
  (_, index) => `row ${index} of something compressible\n`.length
).reduce((sum, length) => sum + length, 'end\n'.length)

describe('an artifact on its way to the store', () => {
  test.each([
    ['zstd on the runner', { codec: zstd, where: 'runner', level: 9 }],
    ['gzip on the host', onHost],
    ['gzip on the runner', { codec: gzip, where: 'runner', level: undefined }],
    ['as it is', { codec: none, where: 'runner', level: undefined }]
  ] as const)('is hashed, counted and stored, %s', async (_how, compressor) => {
    const { relay, folder } = newRelay()
    const relayed = await relayCapture(relay, capture(TEXT), compressor, 'shop/db.txt')
    const stored = await readFile(path.join(folder, 'store/shop/db.txt'))
    expect(relayed).toEqual({
      bytes: PLAIN_BYTES,
      storedBytes: stored.length,
      sha256: createHash('sha256').update(stored).digest('hex'),
      inspection: { counts: { lines: 20001 } }
    })
    if (compressor.codec !== none) expect(stored.length).toBeLessThan(PLAIN_BYTES / 3)
  })

  test.each([
    ['the dump dies half way', sh`sh -c 'echo row; echo "disk on fire" >&2; exit 3'`, 'disk on fire'],
    ['the dump is killed', sh`sh -c 'echo end; kill -9 $$'`, 'exit status 137'],
    ['the dump is empty', sh`true`, 'cut short'],
    ['its end is missing though the dump exited with 0', sh`echo row`, 'cut short'],
    ['its bytes cannot be right', sh`sh -c 'echo poison; echo end'`, 'this is poison'],
    ['the dump complains though it exited with 0', sh`sh -c 'echo end; echo FATAL >&2'`, 'said FATAL'],
    ['the program is missing', sh`no-such-program`, 'no-such-program']
  ])('is not stored when %s', async (_what, script, message) => {
    for (const compressor of [onHost, { codec: none, where: 'runner', level: undefined } as const]) {
      const { relay, store } = newRelay()
      await expect(relayCapture(relay, capture(script), compressor, 'shop/db.txt')).rejects.toThrow(message)
      expect(await store.list('')).toEqual([])
      expect(await store.openUploads('')).toEqual([])
    }
  })

  test('is not stored when the compressor on the host dies', async () => {
    const { relay, store } = newRelay()
    const dying = {
      codec: { ...gzip, compressOnHost: () => sh`sh -c 'head -c 100 >/dev/null; exit 7'` },
      where: 'host',
      level: 1
    } as const
    await expect(relayCapture(relay, capture(TEXT), dying, 'shop/db.txt')).rejects.toThrow('exit status')
    expect(await store.list('')).toEqual([])
  })

  test('ends when the run is cancelled, and its processes with it', async () => {
    const { relay, store, folder, cancel } = newRelay()
    const pidFile = path.join(folder, 'pid')
    const script = sh`sh -c ${`echo $$ >${pidFile}; echo row; exec sleep 600`}`
    const relayed = relayCapture(relay, capture(script), onHost, 'shop/db.txt')
    await wait(500)
    const pid = Number(await readFile(pidFile, 'utf8'))
    expect(isAlive(pid)).toBe(true)
    cancel.abort(new UserError('the run was cancelled'))
    await expect(relayed).rejects.toThrow('the run was cancelled')
    expect(await store.list('')).toEqual([])
    await expect(eventuallyGone(pid)).resolves.toBe(true)
  })
})

describe('an artifact that is captured ahead of the store', () => {
  /** A store that asks for the first bytes of a stream, and for more once it is told to. */
  function slowStore(store: Store) {
    const go = Promise.withResolvers<void>()
    const put: Store['put'] = (key, body, options) =>
      store.put(
        key,
        (async function* () {
          for await (const chunk of body) {
            yield chunk
            await go.promise
          }
        })(),
        options
      )
    return { store: { ...store, put }, go: go.resolve }
  }

  async function begin(script: Script) {
    const made = newRelay()
    const { store, go } = slowStore(made.store)
    const room = spoolRoom(made.folder, 8 * SLOT_BYTES)
    rooms.push(room)
    const taking = Promise.withResolvers<void>()
    const relay = { ...made.relay, store, spool: { room, onTaking: taking.resolve } }
    const relayed = relayCapture(
      relay,
      capture(script),
      { codec: none, where: 'runner', level: undefined },
      'shop/db.txt'
    )
    relayed.catch(() => undefined)
    return { ...made, go, relayed, taken: taking.promise }
  }

  const rooms: SpoolRoom[] = []
  afterEach(async () => {
    for (const room of rooms.splice(0)) await room.close()
  })

  test('is the same', async () => {
    const { taken, go, relayed, folder } = await begin(TEXT)
    await taken
    go()
    expect(await relayed).toMatchObject({ bytes: PLAIN_BYTES, inspection: { counts: { lines: 20001 } } })
    expect(await readFile(path.join(folder, 'store/shop/db.txt'))).toHaveLength(PLAIN_BYTES)
  })

  test('is not stored when the run is cancelled after all was read from the host', async () => {
    const { taken, go, relayed, store, cancel } = await begin(TEXT)
    await taken
    cancel.abort(new UserError('the run was cancelled'))
    go()
    await expect(relayed).rejects.toThrow('the run was cancelled')
    expect(await store.list('')).toEqual([])
  })

  test('is not stored when the dump dies at its end', async () => {
    const { taken, go, relayed, store } = await begin(sh`sh -c 'seq 200000; echo end; exit 3'`)
    await expect(taken).rejects.toThrow('exit status 3')
    go()
    await expect(relayed).rejects.toThrow('exit status 3')
    expect(await store.list('')).toEqual([])
  })

  test('is not waited for when the store refuses it unread', async () => {
    const made = newRelay()
    const room = spoolRoom(made.folder, 8 * SLOT_BYTES)
    rooms.push(room)
    const taking = Promise.withResolvers<void>()
    const put = () => Promise.reject(new UserError('no'))
    const relay = {
      ...made.relay,
      store: { ...made.store, put },
      spool: { room, onTaking: taking.resolve }
    }
    const script = sh`sh -c 'seq 200000; exec sleep 600'`
    await expect(relayCapture(relay, capture(script), onHost, 'shop/db.txt')).rejects.toThrow('no')
    await expect(taking.promise).rejects.toThrow('given up')
  })
})

describe('an artifact on its way back', () => {
  async function stored(
    change: (bytes: Buffer) => Buffer = (bytes) => bytes,
    compressor = onHost as Parameters<typeof relayCapture>[2]
  ) {
    const made = newRelay()
    const { inspection, ...digest } = await relayCapture(made.relay, capture(TEXT), compressor, 'shop/db.txt')
    const file = path.join(made.folder, 'store/shop/db.txt')
    writeFileSync(file, change(await readFile(file)))
    const target = path.join(made.folder, 'restored')
    const stage: Stage = {
      artifact: {
        key: 'db.txt',
        compression: compressor.codec.name,
        ...digest,
        counts: { ...inspection.counts }
      },
      script: sh`cat >${target}`,
      inspector: countLines
    }
    const restore = (change: Partial<Stage['artifact']> = {}, tools = new Set(['gzip'])) =>
      relayStage(made.relay, { ...stage, artifact: { ...stage.artifact, ...change } }, 'shop/db.txt', tools)
    const verify = () => relayVerify(made.relay, stage, 'shop/db.txt')
    return { target, restore, verify }
  }

  test.each([
    ['by the host', new Set(['gzip'])],
    ['by the runner', new Set<string>()]
  ])('is unpacked %s, byte for byte', async (_who, tools) => {
    const { target, restore } = await stored()
    expect(await restore({}, tools)).toEqual({ counts: { lines: 20001 } })
    expect((await readFile(target)).length).toBe(PLAIN_BYTES)
  })

  test('is verified without a host', async () => {
    const { target, verify } = await stored()
    expect(await verify()).toEqual({ counts: { lines: 20001 } })
    await expect(readFile(target)).rejects.toThrow('ENOENT')
  })

  const flipped = (at: (length: number) => number) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes)
    const index = at(bytes.length)
    copy[index] = (copy[index] ?? 0) ^ 1
    return copy
  }

  test.each([
    ['its first byte was flipped', flipped(() => 0)],
    ['a byte in the middle was flipped', flipped((length) => length >> 1)],
    ['its last byte was flipped', flipped((length) => length - 1)],
    ['it was cut', (bytes: Buffer) => bytes.subarray(0, -9)],
    ['something was added', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ['it is empty', () => Buffer.alloc(0)]
  ])('is refused when %s', async (_what, change) => {
    for (const tools of [new Set(['gzip']), new Set<string>()]) {
      const { restore } = await stored(change)
      await expect(restore({}, tools)).rejects.toThrow(
        /db\.txt .*(manifest says|cannot be unpacked)|the staging of db\/shop failed/
      )
    }
    const { verify } = await stored(change)
    await expect(verify()).rejects.toThrow(/db\.txt .*(manifest says|cannot be unpacked)/)
  })

  test('is refused when the counts are not those of the manifest', async () => {
    const { restore } = await stored()
    await expect(restore({ counts: { lines: 7 } })).rejects.toThrow('holds 20001 lines, the manifest says 7')
    await expect(restore({ counts: { lines: 20001, more: 1 } })).rejects.toThrow(
      'holds 0 more, the manifest says 1'
    )
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

async function eventuallyGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50 && isAlive(pid); attempt += 1) await wait(100)
  return !isAlive(pid)
}
