import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnvironment } from '../environment.ts'
import { labelled } from '../machine/docker.ts'
import { run } from '../run.ts'
import type { Stack } from './stack.ts'

/** Adds about so many megabytes of shop-like rows to the main database (the size of its plain dump, not of its files). */
export async function growDatabase(stack: Stack, megabytes: number): Promise<void> {
  const rows = Math.ceil(megabytes * 1000)
  const command = ['psql', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', `--set=rows=${rows}`]
  await run(
    ['docker', 'exec', '-i', stack.containers.db, ...command, '-U', 'shop', '-d', stack.databases.main],
    {
      input: await readFile(join(import.meta.dirname, 'grow.sql')),
      timeoutSeconds: 3600
    }
  )
}

/** Adds so many megabytes of files to the uploads: noise that no compressor makes smaller, or base64 text. */
export async function growUploads(
  stack: Stack,
  { megabytes, compressible }: { readonly megabytes: number; readonly compressible: boolean }
): Promise<void> {
  const script = `mkdir -p /uploads/grown; left=$1; i=$(ls /uploads/grown | wc -l)
while [ "$left" -gt 0 ]; do
  size=$((left < 8000000 ? left : 8000000)); i=$((i + 1)); left=$((left - size))
  ${compressible ? 'base64 </dev/urandom | head -c "$size"' : 'head -c "$size" /dev/urandom'} >"/uploads/grown/$i.bin"
done
chown -R 33:33 /uploads/grown`
  const mount = ['--network', 'none', '--volume', `${stack.volumes.uploads}:/uploads`]
  const bytes = String(Math.ceil(megabytes * 1e6))
  await run(
    ['docker', 'run', '--rm', ...labelled, ...mount, stack.images.helper, 'sh', '-euc', script, 'sh', bytes],
    {
      timeoutSeconds: 3600
    }
  )
}

/** Adds about so many megabytes of keys to the cache. */
export async function growCache(stack: Stack, megabytes: number): Promise<void> {
  const script = `local from = redis.call('INCRBY', 'grown:count', ARGV[1]) - ARGV[1]
for i = from + 1, from + ARGV[1] do
  local words = {}
  for j = 1, 24 do words[j] = redis.sha1hex(i .. '-' .. j) end
  redis.call('SET', 'grown:' .. i, table.concat(words, ' '))
end`
  for (let left = Math.ceil(megabytes * 1000); left > 0; left -= 10_000) {
    await run([
      'docker',
      'exec',
      stack.containers.cache,
      'redis-cli',
      '-e',
      'EVAL',
      script,
      '0',
      String(Math.min(left, 10_000))
    ])
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string' },
      what: { type: 'string', default: 'db' },
      incompressible: { type: 'boolean', default: false }
    }
  })
  const { stack } = await readEnvironment()
  const megabytes = Number(values.megabytes)
  const kinds: Readonly<Record<string, () => Promise<void>>> = {
    db: () => growDatabase(stack, megabytes),
    uploads: () => growUploads(stack, { megabytes, compressible: !values.incompressible }),
    cache: () => growCache(stack, megabytes)
  }
  const grow = kinds[values.what]
  if (!(megabytes > 0) || grow === undefined) {
    throw new Error('usage: grow.ts --megabytes N [--what db|uploads|cache] [--incompressible]')
  }
  await grow()
}
