import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from '@jest/globals'
import { cutEndMark, mustSave } from '../../src/drivers/redis/capture.js'
import { redis } from '../../src/drivers/redis.js'
import { SHELLS } from '../host-script/shells.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { probedRedis } from './redis-probed.js'

const MARK = '24d5abc9cc0868871096a539cdd2775628296286'

describe.each(SHELLS)('the end mark in %s', (shell) => {
  const cut = (input: Buffer) => {
    const { status, stdout, stderr } = spawnSync(
      shell,
      [...(shell === 'bash' ? ['--norc'] : []), '-c', cutEndMark.text],
      {
        input,
        maxBuffer: 2 ** 26,
        env: { PATH: process.env['PATH'], LC_ALL: 'C' }
      }
    )
    return { status, stdout, stderr: stderr.toString() }
  }
  const file = readFileSync('__tests__/fixtures/redis/redis-7.0.rdb')

  test.each([
    ['a file', file],
    ['a long file', Buffer.concat(Array.from({ length: 8 }, () => file))],
    [
      'an end with quotes, backslashes, percents, line breaks and NUL',
      Buffer.from('x'.repeat(60).concat(`\xff'"\\%\n\0\n\n`), 'latin1')
    ]
  ])('is cut from behind %s, and nothing else', (_, artifact) => {
    expect(cut(Buffer.concat([artifact, Buffer.from(MARK)]))).toEqual({
      status: 0,
      stdout: artifact,
      stderr: ''
    })
  })

  test.each([
    ['without a mark', file],
    ['with a mark that is too short', Buffer.concat([file, Buffer.from(MARK.slice(1))])],
    ['with something else in its place', Buffer.concat([file, Buffer.from(MARK.toUpperCase())])],
    ['that is shorter than a mark', Buffer.from('NOAUTH')],
    ['that is empty', Buffer.alloc(0)]
  ])('is not looked for in a file %s', (_, artifact) => {
    expect(cut(artifact)).toEqual({ status: 0, stdout: artifact, stderr: '' })
  })
})

describe('a capture', () => {
  let host: FakeHost
  afterEach(() => host.remove())

  const capture = (declared: object = {}) => {
    const [first] = redis
      .component({ container: 'cache', ...declared })
      .found(probedRedis())
      .captures()
    if (first === undefined) throw new Error('nothing to capture')
    return first
  }

  /** Runs a capture with a client that notes what it is asked, and gives what it printed. */
  const run = (client: string, declared: object = {}) => {
    host = fakeHost({
      docker: DOCKER_WITH_INSPECT,
      'redis-cli': client
    })
    return host.capture(capture(declared).script)
  }

  test('streams what the server gives a replica, without its wait for others', async () => {
    const { status, stdout } = await run(client('echo "asked $*" >&2'))
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'the data' })
  })

  test('takes the wait away and puts it back, even when the stream fails', async () => {
    for (const stream of ['printf "the data"', 'exit 1']) {
      const { stderr } = await run(client('echo "asked $*" >&2', stream))
      expect(stderr.match(/asked CONFIG SET .*/g)).toEqual([
        'asked CONFIG SET repl-diskless-sync-delay 0',
        'asked CONFIG SET repl-diskless-sync-delay 5'
      ])
      host.remove()
    }
  })

  test('fails as the stream does', async () => {
    expect(await run(client('', 'echo "SYNC failed" >&2; exit 1'))).toMatchObject({ status: 1 })
  })

  test('does not touch what it may not', async () => {
    const { status, stdout, stderr } = await run(
      `case "$*" in PING) echo PONG ;; CONFIG*) echo "NOPERM no permissions" ;; *--rdb*) printf "the data" ;; esac; echo "asked $*" >&2`
    )
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'the data' })
    expect(stderr).not.toContain('CONFIG SET')
  })

  test('logs in by the configuration, with no password in an argument', async () => {
    const declared = { username: `o'wner`, password: 'Pa55word', port: 6380 }
    const { stdout } = await run('printf "[%s]" "$@"; printf "%s" "$REDISCLI_AUTH"', declared)
    expect(stdout).toContain(`[-p][6380][--user][o'wner]`)
    expect(stdout).toContain('Pa55word')
    expect(capture(declared).script.text).not.toContain('Pa55word')
  })

  test.each([
    ['its arguments', '--requirepass\nse cret', {}, 'se cret'],
    [
      'a command line in its arguments',
      '-c\nexec redis-server --requirepass "secret" --save ""',
      {},
      'secret'
    ],
    ['REDIS_PASSWORD', '', { REDIS_PASSWORD: 'secret' }, 'secret'],
    ['REDIS_ARGS', '', { REDIS_ARGS: '--appendonly yes --requirepass secret --x y' }, 'secret'],
    ['VALKEY_EXTRA_FLAGS', '', { VALKEY_EXTRA_FLAGS: '--requirepass=secret' }, 'secret']
  ])('finds the password of a server in %s', async (_, serverArguments, environment, password) => {
    host = fakeHost({
      docker: DOCKER_WITH_INSPECT,
      'redis-cli': `[ "$REDISCLI_AUTH" = '${password}' ] || { echo "NOAUTH Authentication required."; exit 1; }
case "$*" in PING) echo PONG ;; *--rdb*) printf "the data" ;; esac`
    })
    const { stdout } = await host.capture(capture().script, {
      ...environment,
      server_arguments_of_test: serverArguments
    })
    expect(stdout).toBe('the data')
  })

  test('of a Valkey that would fail a stream is a file that it saves', () => {
    host = fakeHost({})
    expect(mustSave({ product: 'valkey', major: 9 })).toBe(true)
    expect(mustSave({ product: 'valkey', major: 8 })).toBe(false)
    expect(mustSave({ product: 'redis', major: 9 })).toBe(false)
    const valkey = redis
      .component({ container: 'cache' })
      .found(probedRedis({ info: { valkey_version: '9.1.2' } }))
    expect(valkey.captures()[0]?.filter).toBeUndefined()
    expect(valkey.captures()[0]?.script.text).toContain('BGSAVE')
    expect(capture().filter).toBe(cutEndMark)
  })
})

const client = (note: string, stream = 'printf "the data"') => `${note}
case "$*" in
  PING) echo PONG ;;
  "CONFIG GET"*) printf 'repl-diskless-sync-delay\\n5\\n' ;;
  *--rdb*) ${stream} ;;
esac`

const DOCKER_WITH_INSPECT = `case $1 in
  inspect) printf '%s\\n' "\${server_arguments_of_test-}" ;;
  *) while [ "$1" != -c ]; do shift; done; exec sh "$@" ;;
esac`
