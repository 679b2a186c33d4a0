import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { obtainImage } from '../images/obtain.ts'
import { obtainPostgres16 } from '../images/postgres-16.ts'
import { otherMajorRecipes } from '../images/recipes.ts'
import { ensureContainer } from '../machine/docker.ts'
import { run, succeeds } from '../run.ts'

/** The majors beside the stack's own 17: each writes another version of the archive format, or has other tools. */
export type OtherMajor = '15' | '16' | '18'

/** Builds and starts one Postgres server of another major (or finds it running), filled with data; gives its container. */
export async function startPostgres(major: OtherMajor): Promise<string> {
  const image =
    major === '16' ? await obtainPostgres16() : await obtainImage(otherMajorRecipes[`postgres-${major}`])
  const container = `bench-postgres-${major}`
  await ensureContainer({
    name: container,
    image,
    options: ['--network', 'none', '--env', 'POSTGRES_USER=shop', '--env', 'POSTGRES_PASSWORD=Shop-Pa55word'],
    command: ['postgres', '-c', 'fsync=off']
  })
  await untilReady(container)
  const psql = [
    'docker',
    'exec',
    '-i',
    container,
    'psql',
    '--no-psqlrc',
    '--quiet',
    '-U',
    'shop',
    '-d',
    'shop'
  ]
  const seeded = await succeeds([...psql, '--set=ON_ERROR_STOP=1', '-c', 'SELECT FROM seeded'])
  if (!seeded) {
    const sql = await readFile(join(import.meta.dirname, 'any-major.sql'), 'utf8')
    await run([...psql, '--set=ON_ERROR_STOP=1', '--single-transaction', '--output=/dev/null'], {
      input: `${sql}\nCREATE TABLE seeded ();\n`
    })
  }
  return container
}

async function untilReady(container: string): Promise<void> {
  const probe = ['docker', 'exec', container, 'pg_isready', '-q', '-h', '127.0.0.1', '-U', 'shop']
  for (let tries = 0; !(await succeeds(probe)); tries += 1) {
    if (tries === 300) throw new Error(`${container} does not become ready: docker logs ${container}`)
    await sleep(100)
  }
}
