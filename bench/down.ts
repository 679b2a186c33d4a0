import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { stopEngine } from './machine/engine.ts'
import { asRoot } from './machine/packages.ts'
import { run, succeeds } from './run.ts'
import { stop as stopStore } from './s3.ts'
import { benchLabel, stateDirectory } from './state.ts'

// Images and what was built or fetched are kept, since they cost minutes; --all takes them away as well.
const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } })

await stopStore()
if (await succeeds(['docker', 'version'], { timeoutSeconds: 20 })) {
  await remove({ listing: ['container', 'ls', '--all'], removal: ['rm', '--force', '--volumes'] })
  await remove({ listing: ['network', 'ls'], removal: ['network', 'rm'] })
  await remove({ listing: ['volume', 'ls'], removal: ['volume', 'rm', '--force'] })
  if (values.all) await remove({ listing: ['image', 'ls'], removal: ['image', 'rm', '--force'] })
}
await stopEngine()
if (existsSync(stateDirectory)) await removeState()
console.log(
  values.all
    ? 'The bench is gone.'
    : 'The bench is down; its images and binaries are kept (--all removes them).'
)

async function remove(kind: {
  readonly listing: readonly string[]
  readonly removal: readonly string[]
}): Promise<void> {
  const listed = await run(['docker', ...kind.listing, '--quiet', '--filter', `label=${benchLabel}`])
  const ids = new Set(listed.split('\n').filter((id) => id !== ''))
  if (ids.size > 0) await run(['docker', ...kind.removal, ...ids])
}

// As root, since the hosts made files of other owners in there.
async function removeState(): Promise<void> {
  const kept = values.all ? [] : ['cache', 'bin', 'logs']
  const exceptions = kept.flatMap((name) => ['!', '-name', name])
  const find = ['find', stateDirectory, '-mindepth', '1', '-maxdepth', '1', ...exceptions]
  await run([...(await asRoot()), ...find, '-exec', 'rm', '-rf', '{}', '+'])
}
