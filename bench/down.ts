import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { everydayRecipes } from './images/recipes.ts'
import { labelled } from './machine/docker.ts'
import { stopEngine } from './machine/engine.ts'
import { run, succeeds } from './run.ts'
import { stop as stopStore } from './s3.ts'
import { benchLabel, inState, stateDirectory } from './state.ts'

// Images and what was built or fetched are kept, since they cost minutes; --all takes them away as well.
const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } })

await stopStore()
if (await succeeds(['docker', 'version'], { timeoutSeconds: 20 })) {
  await remove({ listing: ['container', 'ls', '--all'], removal: ['rm', '--force', '--volumes'] })
  await emptyHostFolders()
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

// From a container, since the hosts made files of other owners in there, and not everybody is root here.
async function emptyHostFolders(): Promise<void> {
  const [folders, image] = [inState('srv'), everydayRecipes.host.name]
  if (!existsSync(folders) || !(await succeeds(['docker', 'image', 'inspect', image]))) return
  const inside = ['--network', 'none', '--volume', `${folders}:/folders`, image]
  await run([
    'docker',
    'run',
    '--rm',
    ...labelled,
    ...inside,
    'find',
    '/folders',
    '-mindepth',
    '1',
    '-delete'
  ])
}

async function removeState(): Promise<void> {
  const kept = values.all ? [] : ['cache', 'bin', 'logs']
  const names = (await readdir(stateDirectory)).filter((name) => !kept.includes(name))
  await Promise.all(names.map((name) => rm(inState(name), { recursive: true, force: true })))
}
