import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** The folder that holds everything the bench makes: keys, certificates, binaries, S3 data, logs, bench.json. */
export const stateDirectory = resolve(
  process.env['PREDEPLOY_BENCH_STATE'] ?? join(import.meta.dirname, '.state')
)

/** The label that every container, network, volume and image of the bench carries, so that nothing else is ever removed. */
export const benchLabel = 'predeploy.bench'

/** The absolute path of something in the state folder. */
export function inState(...names: readonly string[]): string {
  return join(stateDirectory, ...names)
}

/** Makes a folder in the state folder (with its parents) and gives its path. */
export async function makeInState(...names: readonly string[]): Promise<string> {
  const path = inState(...names)
  await mkdir(path, { recursive: true })
  return path
}
