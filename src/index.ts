import './shim.js'
import process from 'node:process'

// A runner starts an action without arguments; a person gives at least one.
if (process.argv.length > 2) {
  const { runTerminal } = await import('./cli/terminal.js')
  await runTerminal(process.argv.slice(2))
} else {
  const { runAction } = await import('./action/main.js')
  await runAction()
}
