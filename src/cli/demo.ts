import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { parseConfig } from '../config/parse.js'
import type { Plan } from '../config/plan.js'
import { drivers } from '../drivers/index.js'
import { localHost } from '../hosts/local.js'
import { backup } from '../modes/backup.js'
import { restore } from '../modes/restore.js'
import type { Run } from '../modes/run.js'
import { summariseBackup } from '../report/summary.js'
import { directoryStore } from '../stores/directory.js'
import { VERSION } from '../version.js'
import { damageSampleStack, makeSampleStack } from './sample-stack.js'
import { compareTrees, readTree, type Tree } from './tree.js'

/** Runs the main job on a sample stack made on the spot: back up, damage, restore, and show the difference each time. */
export async function runDemo(say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'predeploy-backup-demo-'))
  try {
    await demonstrate({ stack: path.join(folder, 'shop'), store: path.join(folder, 'backups'), say })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Demonstration {
  readonly stack: string
  readonly store: string
  readonly say: (line: string) => void
}

async function demonstrate({ stack, store, say }: Demonstration): Promise<void> {
  await makeSampleStack(stack)
  const before = await readTree(stack)
  const plan = demoPlan(stack, store)
  say(`A sample stack of ${before.size} files and folders stands in ${stack}\n`)

  const started = performance.now()
  const made = await backup(plan, plan.components, demoRun(store, say))
  const durationSeconds = (performance.now() - started) / 1000
  say(`\n${summariseBackup({ ...made, components: made.manifest.components, durationSeconds })}`)

  await damageSampleStack(stack)
  say('A bad deploy came by (- gone, + new, ~ changed):')
  tellDifference(before, await readTree(stack), say)

  say('\nRestoring:')
  await restore(
    plan,
    { backup: made.manifest.id, confirm: plan.stack, safetyBackup: false, makeRoom: false },
    demoRun(store, say)
  )
  const difference = compareTrees(before, await readTree(stack))
  if (difference.length > 0) throw new Error(`the restored stack differs: ${difference.join(', ')}`)
  say('\nThe restored stack is what it was: every name, mode, time and byte.')
}

const tellDifference = (before: Tree, after: Tree, say: (line: string) => void): void => {
  for (const line of compareTrees(before, after)) say(`  ${line}`)
}

const demoPlan = (stack: string, store: string): Plan =>
  parseConfig({
    source: 'demo',
    environment: {},
    drivers,
    readFile: (file) => readFileSync(file, 'utf8'),
    text: `
stack: demo
host: local
store: { directory: ${JSON.stringify(store)} }
components:
  shop: { type: files, paths: [${JSON.stringify(stack)}] }
`
  })

function demoRun(store: string, say: (line: string) => void): Run {
  return {
    token: randomBytes(5).toString('hex'),
    version: VERSION,
    tags: {},
    signal: new AbortController().signal,
    spoolDirectory: path.dirname(store),
    noteWriting: () => undefined,
    noteLock: () => undefined,
    // What runs leave word of on the host goes with the sample.
    connectHost: async () => localHost({ ...process.env, HOME: path.dirname(store) }),
    openStore: async () => directoryStore(store),
    log: {
      info: (message) => say(`  ${message}`),
      notice: (message) => say(`  Note: ${message}`),
      warn: (message) => say(`  Warning: ${message}`),
      group(title, body) {
        say(title)
        return body()
      }
    }
  }
}
