import { parseArgs } from 'node:util'
import { newJob, runJob } from '../__tests__/bench/job.ts'
import { median } from './perf/figures.ts'

// Healthy backups of the whole stack, one after the other, on the bench that is up. The first that is not green ends it.

const { values } = parseArgs({ options: { runs: { type: 'string', default: '60' } } })
const runs = Number(values.runs)
const job = await newJob()
const seconds: number[] = []
while (seconds.length < runs) {
  const { main, post } = await runJob(job)
  for (const { exitCode, log } of [main, post]) {
    if (exitCode !== 0) throw new Error(`run ${seconds.length + 1} of ${runs} is red:\n${log}`)
  }
  seconds.push(main.seconds)
}
console.log(
  `${runs} runs in a row, none red: ${median(seconds).toFixed(1)} s each (${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s)`
)
