import { spawn } from 'node:child_process'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'

// Plays rounds of the chaos test: `npm run bench:chaos -- --seed 7 --rounds 200`. The same seed plays the same rounds.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '200' }
  }
})
process.stdout.write(`seed ${values.seed}, ${values.rounds} rounds\n`)
const repository = path.resolve(import.meta.dirname, '..')
const child = spawn('npm', ['run', '--silent', 'test:bench', '--', 'chaos.test'], {
  cwd: repository,
  stdio: 'inherit',
  env: {
    ...process.env,
    PREDEPLOY_CHAOS_SEED: values.seed,
    PREDEPLOY_CHAOS_ROUNDS: values.rounds
  }
})
child.once('close', (code) => {
  process.exitCode = code ?? 1
})
