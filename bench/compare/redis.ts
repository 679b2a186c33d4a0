import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'

/** Every key of a Redis server as text: database, key, type, absolute expiry in milliseconds (-1: none) and value; then its functions. */
export async function pictureOfRedis(container: string, password = ''): Promise<string> {
  const redis = (...words: readonly string[]) => {
    return run(['docker', 'exec', '--env', `REDISCLI_AUTH=${password}`, container, 'redis-cli', ...words])
  }
  const script = await readFile(join(import.meta.dirname, 'redis.lua'), 'utf8')
  const keyspace = await redis('INFO', 'keyspace')
  const databases = [...keyspace.matchAll(/^db(\d+):/gm)].map(([, number]) => number ?? '')
  if (!keyspace.includes('# Keyspace')) throw new Error(`${container}: ${keyspace}`)
  const sections: string[] = []
  for (const number of databases) {
    const text = await redis('EVAL', script, '0', number)
    if (text.startsWith('ERR')) throw new Error(`${container}: ${text}`)
    sections.push(text)
  }
  sections.push(`functions ${await redis('FUNCTION', 'LIST', 'WITHCODE')}`)
  return sections.join('')
}
