import { describe, expect, test } from '@jest/globals'
import { guarded } from '../../src/host-script/guard.js'
import { sh, withSecrets } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import { localHost } from '../../src/hosts/local.js'
import { Secret } from '../../src/secret.js'

const host = localHost({ PATH: process.env['PATH'], HOME: '/tmp', AWS_SECRET_ACCESS_KEY: 'leak' })

async function* chunksOf(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text)
}

describe('a script on this machine', () => {
  test('gives both outputs', async () => {
    const { stdout, stderr } = await host.run(sh`echo out; echo err >&2`)
    expect([stdout.toString(), stderr]).toEqual(['out\n', 'err\n'])
  })

  test('reads its input', async () => {
    expect((await host.run(sh`cat`, { input: 'a\nb' })).stdout.toString()).toBe('a\nb')
  })

  test('reads nothing where no input is given', async () => {
    expect((await host.run(sh`cat; echo done`)).stdout.toString()).toBe('done\n')
  })

  test('gets its secrets as variables, and nothing of the environment that was not passed on', async () => {
    const script = withSecrets(sh`printf %s "$PASSWORD"; env`, { PASSWORD: new Secret(`it's $(id) \\ "x"`) })
    const { stdout } = await host.run(script)
    expect(stdout.toString()).toContain(`it's $(id) \\ "x"`)
    expect(stdout.toString()).not.toContain('leak')
  })

  test('fails with its exit status and what it said', async () => {
    await expect(host.run(sh`echo no such thing >&2; exit 3`, { name: 'a test' })).rejects.toMatchObject({
      ending: 3,
      message: 'a test failed (exit status 3): no such thing'
    })
  })

  test('is ended when its time is up', async () => {
    await expect(host.run(sh`sleep 100`, { timeoutSeconds: 0.2 })).rejects.toMatchObject({
      ending: 'timeout'
    })
  })
})

describe('a stream', () => {
  test('ends when the script exits with 0', async () => {
    const stream = host.read(watched([guarded(sh`printf 'some bytes'`), sh`cat`]))
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('some bytes')
    expect(stream.stderr()).toBe('')
  })

  test('errs when a stage fails', async () => {
    const stream = host.read(watched([guarded(sh`sh -c 'echo half; exit 7'`), sh`cat`]))
    await expect(stream.toArray()).rejects.toMatchObject({ ending: 7 })
  })
})

describe('feeding a script', () => {
  test('hands it the whole source', async () => {
    const { stdout } = await host.write(sh`cat`, chunksOf('one', 'two'))
    expect(stdout.toString()).toBe('onetwo')
  })

  test('rejects with the error of the source', async () => {
    async function* source() {
      yield Buffer.from('a')
      throw new Error('the source broke')
    }
    await expect(host.write(sh`cat`, source())).rejects.toThrow('the source broke')
  })
})
