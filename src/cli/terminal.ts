import process from 'node:process'
import { explain } from '../report/explain.js'
import { VERSION } from '../version.js'
import { runDemo } from './demo.js'
import { requireNode } from './node-version.js'

/** The terminal's face: runs what the arguments ask for and sets the exit status. */
export async function runTerminal(words: readonly string[]): Promise<void> {
  const [command, ...rest] = words
  if (command === 'demo' && rest.length === 0) return runCommand(runDemo)
  if (command === '--version') return say(VERSION)
  if (command === '--help' || command === 'help') return say(USAGE)
  process.stderr.write(`predeploy-backup: ${JSON.stringify(words.join(' '))} is no command\n\n${USAGE}\n`)
  process.exitCode = 2
}

async function runCommand(command: (say: (line: string) => void) => Promise<void>): Promise<void> {
  try {
    requireNode(process.versions.node)
    await command(say)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const USAGE = `Usage: node dist/index.js COMMAND

Commands:
  demo       back up a sample stack made on the spot, damage it, restore it, and show the difference
  help       show this
  --version  show the version

Without a command it runs as a GitHub Action.`
