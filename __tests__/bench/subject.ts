import { randomBytes } from 'node:crypto'
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { env } from 'node:process'
import { labelled } from '../../bench/machine/docker.ts'
import { attempt, run as runCommand } from '../../bench/run.ts'
import type { Manifest, ManifestArtifact } from '../../src/backup-set/manifest.js'
import type { Plan } from '../../src/config/plan.js'
import type { Driver, Found, Inspection, Restoration } from '../../src/drivers/driver.js'
import type { Script } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { backup } from '../../src/modes/backup.js'
import { restore } from '../../src/modes/restore.js'
import type { Run } from '../../src/modes/run.js'
import { directoryStore } from '../../src/stores/directory.js'

/** Starts containers of a test file's own, keeps their backups, and takes all of it away at the end. */
export function newOwner(word: string) {
  const name = `${word}-${randomBytes(3).toString('hex')}`
  const folder = mkdtempSync(path.join(tmpdir(), `${name}-`))
  const containers: string[] = []
  return {
    folder,
    /** Starts a container of the image without a network; the word tells it from the owner's others. */
    async start(image: string, { word, options = [], command = [] }: Start): Promise<string> {
      const container = `${name}-${word}`
      containers.push(container)
      const marks = ['--name', container, '--network', 'none', ...labelled]
      await runCommand(['docker', 'run', '--detach', ...marks, ...options, image, ...command])
      return container
    },
    async end(): Promise<void> {
      for (const container of containers) await attempt(['docker', 'rm', '--force', '--volumes', container])
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

export interface Start {
  readonly word: string
  readonly options?: readonly string[]
  readonly command?: readonly string[]
}

/** What a test does to one component. */
export interface Subject {
  find(): Promise<Found>
  /** Backs it up by the mode; the artifacts are stored as they are. */
  backUp(): Promise<{ readonly manifest: Manifest; readonly warnings: readonly string[] }>
  /** Restores the latest backup by the mode. */
  restore(): Promise<{ readonly warnings: readonly string[] }>
  /** A restore of this backup to be walked through step by step. */
  walk(manifest: Manifest): Promise<Walk>
}

export interface Walk {
  readonly token: string
  readonly restoration: Restoration
  /** Stages the stored artifacts, or the first `bytes` of the last of them. */
  stage(bytes?: number): Promise<readonly Inspection[]>
  count(staged: readonly Inspection[]): Promise<void>
  run(script: Script): Promise<string>
  verify(staged: readonly Inspection[]): Promise<void>
}

/** A component of that kind on this machine, with the stack `lab` in a folder as its store. */
export function newSubject(driver: Driver, declared: object, folder: string): Subject {
  const store = path.join(folder, 'store')
  const component = driver.component(driver.schema.parse(declared))
  const planned = [{ name: 'subject', type: driver.type, timeoutSeconds: 120, component }]
  const plan: Plan = {
    stack: 'lab',
    host: { kind: 'local' },
    store: { kind: 'directory', path: store },
    compression: { codec: 'none' },
    lockTimeoutSeconds: 60,
    components: planned
  }
  const host = localHost(env)
  const find = async () => {
    const { stdout } = await host.run(component.probe, { name: 'the probe' })
    return component.found(stdout.toString())
  }
  return {
    find,
    backUp: () => backup(plan, planned, newRun(store)),
    restore: () =>
      restore(
        plan,
        { backup: 'latest', confirm: 'lab', safetyBackup: false, makeRoom: false },
        newRun(store)
      ),
    async walk(manifest) {
      const [entry] = manifest.components
      if (entry === undefined) throw new Error('the backup holds nothing')
      const token = newToken()
      const restoration = (await find()).restoration(entry, token)
      const ask = async (script: Script) => (await host.run(script, { name: 'a step' })).stdout.toString()
      const stored = ({ key }: ManifestArtifact) => path.join(store, 'lab', manifest.id, key)
      return {
        token,
        restoration,
        run: ask,
        async stage(bytes) {
          const staged: Inspection[] = []
          for (const { artifact, script, inspector, finish } of restoration.stages) {
            const last = artifact === restoration.stages.at(-1)?.artifact
            const end = last && bytes !== undefined ? bytes - 1 : Number.POSITIVE_INFINITY
            await host.write(script, createReadStream(stored(artifact), { end }), { name: 'the staging' })
            const inspected = inspector()
            inspected.write(readFileSync(stored(artifact)))
            const inspection = inspected.end('')
            if (finish !== undefined) await ask(finish(inspection))
            staged.push(inspection)
          }
          return staged
        },
        count: async (staged) => restoration.count.judge(await ask(restoration.count.script), staged),
        verify: async (staged) => restoration.verify.judge(await ask(restoration.verify.script), staged)
      }
    }
  }
}

const newToken = () => randomBytes(4).toString('hex')

const newRun = (store: string): Run => ({
  token: newToken(),
  version: '0.0.0',
  tags: {},
  log: {
    info: () => undefined,
    notice: () => undefined,
    warn: () => undefined,
    group: (_, body) => body()
  },
  signal: new AbortController().signal,
  spoolDirectory: '/tmp',
  noteWriting: () => undefined,
  noteLock: () => undefined,
  connectHost: async () => localHost(env),
  openStore: async () => directoryStore(store)
})
