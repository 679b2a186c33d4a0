import { afterEach, describe, expect, test } from '@jest/globals'
import { postgres } from '../../src/drivers/postgres.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { probedPostgres } from './postgres-probed.js'

let host: FakeHost
afterEach(() => host.remove())

/** What the probe prints where the server answers this when it is asked for the extensions of its image. */
function probe(extensions: string): string {
  const tools = Object.fromEntries(['pg_dumpall', 'pg_restore'].map((name) => [name, 'exit 1']))
  host = fakeHost({ docker: DOCKER, psql: psql(extensions), pg_dump: PG_DUMP, ...tools })
  const { status, stdout } = host.run(postgres.component({ container: 'db' }).probe)
  expect(status).toBe(0)
  return stdout
}

describe('the probe of a server', () => {
  test('asks which extensions its image has', () => {
    const probed = probe(`printf 'extension="plpgsql"\\nextension="vector"\\n'`)
    expect(probed.match(/^extension=.*$/gm)).toEqual(['extension="plpgsql"', 'extension="vector"'])
    expect(() => postgres.component({ container: 'db' }).found(probed)).not.toThrow()
  })

  test('does without where it is not told', () => {
    const probed = probe('exit 3')
    expect(probed).not.toContain('extension=')
    expect(() => postgres.component({ container: 'db' }).found(probed)).not.toThrow()
  })
})

const [CONTAINER = '', ...FACTS] = probedPostgres()
  .split('\n')
  .filter((line) => !line.startsWith('dump-version='))

const PG_DUMP = `echo 'pg_dump (PostgreSQL) 17.11'`

const psql = (extensions: string) => `case "$*" in
  *to_json\\(name\\)*pg_available_extensions*) ${extensions} ;;
  *version-number*) cat <<'FACTS'
${FACTS.join('\n')}
FACTS
  ;;
  *'SELECT 1') echo 1 ;;
  *) exit 1 ;;
esac`

const DOCKER = `case "$*" in
  *json*State.Status*) echo 'c0ffee running sha256:1 ${CONTAINER.replace(/^container=/, '')}' ;;
  *RepoDigests*) echo '[]' ;;
  *) while [ "$1" != -c ]; do shift; done; exec sh "$@" ;;
esac`
