import { parseArgs } from 'node:util'
import { readEnvironment } from '../environment.ts'
import { type BigData, bigDatabase, bigVolume } from './big-data.ts'
import { type BigStream, judgeMemory, type Measured, measureStream, streamTable } from './big-streams.ts'
import { measureTiny, tinyReport } from './tiny-stack.ts'

// Measures the action beside the pipe that a person would write by hand, on the bench that is up, and prints both.

const { values } = parseArgs({
  options: {
    gib: { type: 'string', default: '1,4' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'database,noise,plain,tiny' },
    kinds: { type: 'string', default: 'postgres,redis,volume,files' },
    action: { type: 'string' }
  }
})
const sizes = values.gib
  .split(',')
  .map(Number)
  .toSorted((one, other) => one - other)
const rounds = Number(values.rounds)
const only = values.only.split(',')
const { stack } = await readEnvironment()

if (only.includes('tiny')) {
  console.log(
    tinyReport(await measureTiny({ kinds: values.kinds.split(','), rounds, action: values.action }))
  )
}

const measured: Measured[] = []
if (only.includes('database')) {
  await withData(await bigDatabase(stack), (data) => [{ label: 'database, zstd', data, compression: 'zstd' }])
}
if (only.includes('noise') || only.includes('plain')) {
  await withData(await bigVolume(stack), (data) => [
    ...(only.includes('noise') ? [{ label: 'noise, zstd', data, compression: 'zstd' } as const] : []),
    ...(only.includes('plain') ? [{ label: 'noise, plain', data, compression: 'none' } as const] : [])
  ])
}
if (measured.length > 0) console.log(`\n${streamTable(measured)}\n`)
const wrong = judgeMemory(measured)
for (const sentence of wrong) console.log(`Memory: ${sentence}`)
if (wrong.length > 0) process.exitCode = 1

async function withData(data: BigData, streams: (data: BigData) => readonly BigStream[]): Promise<void> {
  try {
    for (const gib of sizes) {
      await data.grow(gib * 2 ** 30)
      for (const stream of streams(data)) {
        const { action } = values
        measured.push(
          await measureStream(stream, { gib, rounds, ...(action === undefined ? {} : { action }) })
        )
      }
    }
  } finally {
    await data.remove()
  }
}
