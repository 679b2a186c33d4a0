import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { redis } from '../../src/drivers/redis.js'
import { type FakeHost, fakeHost } from './fake-docker.js'

let host: FakeHost
afterEach(() => host.remove())

const CHECK = { 'redis-check-rdb': 'exit 1' }

interface Around {
  readonly state?: string
  readonly tools?: Readonly<Record<string, string>>
  readonly serverArguments?: string
}

const probe = (
  client: Readonly<Record<string, string>>,
  { state = 'running', tools = CHECK, serverArguments = '' }: Around = {}
) => {
  host = fakeHost({ docker: docker(state, serverArguments), ...tools, ...client })
  const component = redis.component({ container: 'cache' })
  const { status, stdout } = host.run(component.probe)
  expect(status).toBe(0)
  return { stdout, found: () => component.found(stdout) }
}

describe('the probe of a server', () => {
  test.each(['redis-cli', 'valkey-cli'])('asks it by %s', (name) => {
    const { facts } = probe({ [name]: CLIENT }).found()
    expect(facts).toMatchObject({
      container: { name: 'cache' },
      server: { product: 'redis', version: '7.0.15' },
      tool: { name, version: '7.0.11' },
      directory: '/data',
      appendOnly: true
    })
  })

  test.each(['', '3600 1 300 100'])('reads the save points %j, of which there may be none', (save) => {
    const client = CLIENT.replace('esac', `  'CONFIG GET save') printf 'save\\n${save}\\n' ;;\nesac`)
    const { stdout, found } = probe({ 'redis-cli': client })
    expect(stdout).toContain(`\nconfig=save:${save}\n`)
    expect(found).not.toThrow()
  })

  test('tells where there is no client', () => {
    expect(probe({}).found).toThrow('container cache is no Redis server')
  })

  test('tells where there is no tool to check a restore with', () => {
    expect(probe({ 'redis-cli': CLIENT }, { tools: {} }).found).toThrow(
      'container cache has neither redis-check-rdb nor valkey-check-rdb'
    )
    expect(probe({ 'redis-cli': CLIENT }, { tools: { 'valkey-check-rdb': 'exit 1' } }).found).not.toThrow()
  })

  test('finds what restores that did not end left', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'redis data-'))
    for (const name of ['.predeploy-old-a', '.predeploy-new-b', 'appendonlydir']) {
      mkdirSync(path.join(directory, name))
    }
    const client = CLIENT.replace('/data', directory)
    const { stdout } = probe({ 'redis-cli': client })
    rmSync(directory, { recursive: true })
    expect(stdout.match(/^left=.*$/gm)).toEqual(
      ['.predeploy-old-a', '.predeploy-new-b'].map((name) => `left=${directory}/${name}`)
    )
  })

  test('asks nothing of what does not run', () => {
    const { stdout, found } = probe({ 'redis-cli': CLIENT }, { state: 'exited' })
    expect(stdout).not.toContain('answer=')
    expect(found).toThrow('cache is exited')
  })

  test('tells what the server answers instead', () => {
    const busy = `case "$*" in PING) echo 'MISCONF Redis is configured to save RDB snapshots' ;; esac`
    expect(probe({ 'redis-cli': busy }).found).toThrow('refuses: MISCONF')
  })

  test.each(['MISCONF Redis is configured to save RDB snapshots', 'BUSY Redis is busy running a script.'])(
    'takes it for logged in where it answers %s to the password',
    (answer) => {
      const client = `case "$REDISCLI_AUTH $*" in
  *--version) echo redis-cli 7.0.11 ;;
  'secret PING') echo '${answer}' ;;
  *) echo 'NOAUTH Authentication required.' ;;
esac`
      const { found } = probe({ 'redis-cli': client }, { serverArguments: '--requirepass\nsecret' })
      expect(found).toThrow(`refuses: ${answer}`)
    }
  )
})

const CLIENT = `case "$*" in
  PING) echo PONG ;;
  --version) echo "$(basename "$0") 7.0.11 (git:00000000)" ;;
  INFO) printf 'redis_version:7.0.15\\r\\nused_memory:1000\\r\\nredis_mode:standalone\\r\\n' ;;
  'CONFIG GET dir') printf 'dir\\n/data\\n' ;;
  'CONFIG GET appendonly') printf 'appendonly\\nyes\\n' ;;
esac`

const docker = (state: string, serverArguments: string) => `case "$*" in
  *json*State.Status*) echo 'c0ffee ${state} sha256:1 ${JSON.stringify({
    id: 'c0ffee',
    name: '/cache',
    state,
    image: 'sha256:1',
    imageName: 'redis:7',
    command: null,
    mounts: [{ Type: 'volume', Name: 'v', Source: '/x', Destination: '/data', RW: true }],
    autoRemove: false,
    labels: null
  })}' ;;
  *RepoDigests*) echo '[]' ;;
  inspect*) printf '%s\\n' '${serverArguments}' ;;
  *) while [ "$1" != -c ]; do shift; done; exec sh "$@" ;;
esac`
