import { createHash, randomBytes, randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { guarded } from '../../src/host-script/guard.js'
import { type Script, sh, withSecrets } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import type { Host } from '../../src/hosts/host.js'
import { Secret } from '../../src/secret.js'

/** What every kind of host must do. */
export function describeHost(name: string, connect: () => Promise<Host>): void {
  describe(name, () => {
    let host: Host
    beforeAll(async () => {
      host = await connect()
    })
    afterAll(() => host.close())

    const printed = async (script: Script) => (await host.run(script)).stdout.toString()

    // A command that no other test starts, and a way to find it.
    function sleeper() {
      const seconds = `1000.${randomInt(100_000, 999_999)}`
      const running = async () => {
        const all = await printed(sh`cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || true`)
        return all.includes(`sleep ${seconds}`)
      }
      const gone = async () => {
        for (let tries = 0; await running(); tries += 1) {
          if (tries === 50) throw new Error('it still runs')
          await pause(100)
        }
      }
      return { command: sh`sleep ${seconds}`, running, gone }
    }

    async function until(condition: () => Promise<boolean>) {
      for (let tries = 0; !(await condition()); tries += 1) {
        if (tries === 50) throw new Error('it never came')
        await pause(100)
      }
    }

    describe('run', () => {
      test('gives both outputs as they are, and nothing else', async () => {
        const { stdout, stderr } = await host.run(sh`printf 'a\\000\\377\\r\\n'; printf 'to you\\n' >&2`)
        expect([stdout.toString('hex'), stderr]).toEqual(['6100ff0d0a', 'to you\n'])
      })

      test('gives what was printed when it succeeds, also without a last line break', async () => {
        expect(await printed(sh`printf x`)).toBe('x')
        expect(await printed(sh`true`)).toBe('')
      })

      test('passes its input on, to the end', async () => {
        const input = randomBytes(300_000).toString('base64')
        expect((await host.run(sh`cat`, { input })).stdout.toString()).toBe(input)
      })

      test('has no input where none is given', async () => {
        expect(await printed(sh`cat; echo done`)).toBe('done\n')
      })

      test('speaks English and finds the tools of the system', async () => {
        const said = await printed(sh`echo "$LC_ALL"; case :$PATH: in *:/usr/sbin:*) echo found ;; esac; pwd`)
        expect(said).toMatch(/^C\nfound\n\/\S*\n$/)
      })

      test('hands over secrets unchanged, and tells them to nobody', async () => {
        const value = `it's $(id) \\n "quoted" ü \\`
        const script = withSecrets(sh`printf %s "$PASSWORD"; cat /proc/$$/cmdline >&2`, {
          PASSWORD: new Secret(value),
          EMPTY: new Secret('')
        })
        const { stdout, stderr } = await host.run(script)
        expect(stdout.toString()).toBe(value)
        expect(stderr).toContain('predeploy_script')
        expect(stderr).not.toContain('quoted')
      })

      test('keeps secrets out of errors', async () => {
        const script = withSecrets(sh`echo "denied: $PASSWORD" >&2; exit 1`, {
          PASSWORD: new Secret('open sesame')
        })
        await expect(host.run(script)).rejects.toMatchObject({
          message: 'a command failed (exit status 1): denied: ***'
        })
      })

      test('refuses a secret that it could not hand over', async () => {
        const script = withSecrets(sh`true`, { PASSWORD: new Secret('two\nlines') })
        await expect(host.run(script)).rejects.toMatchObject({
          name: 'UserError',
          remedy: expect.any(String)
        })
      })

      test('takes scripts of any length', async () => {
        const text = 'x'.repeat(200_000)
        expect(await printed(sh`printf %s ${text} | wc -c | tr -d ' '`)).toBe('200000\n')
      })

      test('fails with the exit status and what was said', async () => {
        await expect(
          host.run(sh`echo out; echo no such thing >&2; exit 3`, { name: 'the test' })
        ).rejects.toMatchObject({
          name: 'HostCommandError',
          command: 'the test',
          ending: 3,
          stderr: 'no such thing\n',
          message: 'the test failed (exit status 3): no such thing'
        })
      })

      test('fails when the script is killed', async () => {
        await expect(host.run(sh`kill -9 $$`)).rejects.toMatchObject({
          ending: 'signal',
          message: 'a command failed (killed by SIGKILL)'
        })
      })

      test('fails when there is no end to the output', async () => {
        await expect(host.run(sh`cat /dev/zero`)).rejects.toMatchObject({ ending: 'too much output' })
      })

      test('ends what takes too long', async () => {
        const { command, gone } = sleeper()
        await expect(host.run(command, { timeoutSeconds: 0.5 })).rejects.toMatchObject({
          ending: 'timeout',
          message: 'a command failed (not done within 0.5 s)'
        })
        await gone()
      })

      test('ends what is cancelled, with the reason', async () => {
        const { command, running, gone } = sleeper()
        const cancel = new AbortController()
        const outcome = expect(host.run(command, { signal: cancel.signal })).rejects.toThrow('enough')
        await until(running)
        cancel.abort(new Error('enough'))
        await outcome
        await gone()
      })

      test('does not begin what was cancelled before', async () => {
        const signal = AbortSignal.abort(new Error('enough'))
        await expect(host.run(sh`true`, { signal })).rejects.toThrow('enough')
      })

      test('ends what is cancelled while it begins', async () => {
        const { command, gone } = sleeper()
        const cancel = new AbortController()
        const outcome = expect(host.run(command, { signal: cancel.signal })).rejects.toThrow('enough')
        cancel.abort(new Error('enough'))
        await outcome
        await gone()
      })

      test('can be called many times at once', async () => {
        const numbers = Array.from({ length: 20 }, (_, index) => index)
        expect(await Promise.all(numbers.map((number) => printed(sh`sleep 0.1; echo ${number}`)))).toEqual(
          numbers.map((number) => `${number}\n`)
        )
      })
    })

    describe('read', () => {
      test('streams what is printed, unchanged', async () => {
        const stream = host.read(
          watched([guarded(sh`head -c 20000000 /dev/urandom`), sh`tee /dev/fd/2 2>/dev/null`])
        )
        const bytes = Buffer.concat(await stream.toArray())
        expect(bytes.length).toBe(20_000_000)
      })

      test('ends only when all was received: the hash is that of the host', async () => {
        const make = sh`sh -c ${'i=0; while [ $i -lt 200000 ]; do echo "line $i"; i=$((i+1)); done'}`
        const [there = ''] = (await printed(sh`${make} | sha256sum`)).split(' ')
        const hash = createHash('sha256')
        for await (const chunk of host.read(watched([guarded(make), sh`cat`]))) hash.update(chunk as Buffer)
        expect(hash.digest('hex')).toBe(there)
      })

      test('keeps standard error apart', async () => {
        const stream = host.read(watched([guarded(sh`sh -c 'echo data; echo warning >&2'`)]))
        expect(Buffer.concat(await stream.toArray()).toString()).toBe('data\n')
        expect(stream.stderr()).toBe('warning\n')
      })

      test('errs where a stage fails, whatever was printed', async () => {
        const stream = host.read(
          watched([guarded(sh`sh -c 'echo half; echo broken >&2; exit 7'`), sh`cat`]),
          {
            name: 'the dump'
          }
        )
        await expect(stream.toArray()).rejects.toMatchObject({
          message: 'the dump failed (exit status 7): broken'
        })
      })

      test('errs where the script has a mistake', async () => {
        await expect(host.read(sh`if then`).toArray()).rejects.toMatchObject({ name: 'HostCommandError' })
      })

      test('ends the script on the host when it is destroyed', async () => {
        const { command, running, gone } = sleeper()
        const stream = host.read(watched([guarded(command), sh`cat`]))
        await until(running)
        stream.destroy()
        await gone()
      })

      test('ends the script on the host when it takes too long', async () => {
        const { command, gone } = sleeper()
        const stream = host.read(watched([guarded(command), sh`cat`]), { timeoutSeconds: 1 })
        await expect(stream.toArray()).rejects.toMatchObject({ ending: 'timeout' })
        await gone()
      })
    })

    test('read ends what is cancelled', async () => {
      const { command, running, gone } = sleeper()
      const cancel = new AbortController()
      const stream = host.read(watched([guarded(command), sh`cat`]), { signal: cancel.signal })
      const outcome = expect(stream.toArray()).rejects.toThrow('enough')
      await until(running)
      cancel.abort(new Error('enough'))
      await outcome
      await gone()
    })

    describe('write', () => {
      const count = sh`wc -c | tr -d ' '`
      async function* pieces(...texts: readonly string[]) {
        for (const text of texts) yield Buffer.from(text)
      }

      test('hands the whole source over, unchanged', async () => {
        const bytes = randomBytes(20_000_000)
        async function* source() {
          for (let at = 0; at < bytes.length; at += 1_000_003) yield bytes.subarray(at, at + 1_000_003)
        }
        const { stdout } = await host.write(sh`sha256sum`, source())
        expect(stdout.toString().split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'))
      })

      test('hands over an empty source', async () => {
        expect((await host.write(count, pieces())).stdout.toString()).toBe('0\n')
      })

      test('waits for the exit status of a script that closed its outputs long before', async () => {
        const script = sh`cat >/dev/null; exec >&- 2>&-; sleep 1; exit 6`
        await expect(host.write(script, pieces('data'))).rejects.toMatchObject({ ending: 6 })
      })

      test('has secrets beside the data', async () => {
        const script = withSecrets(sh`printf %s "$PASSWORD"; cat`, { PASSWORD: new Secret('secret, ') })
        expect((await host.write(script, pieces('data'))).stdout.toString()).toBe('secret, data')
      })

      test('rejects with the error of the source, and ends the script', async () => {
        const { command, running, gone } = sleeper()
        async function* source() {
          yield Buffer.from('a')
          await until(running)
          throw new Error('the source broke')
        }
        await expect(host.write(sh`cat >/dev/null & ${command}`, source())).rejects.toThrow(
          'the source broke'
        )
        await gone()
      })

      test('rejects when the script fails, even while the source is silent', async () => {
        async function* source() {
          yield Buffer.from('a')
          await new Promise(() => undefined)
        }
        await expect(host.write(sh`echo disk full >&2; exit 4`, source())).rejects.toMatchObject({
          ending: 4,
          stderr: 'disk full\n'
        })
      })

      test('rejects when the script fails in the middle of a lot of data', async () => {
        async function* source() {
          for (;;) yield Buffer.alloc(1_000_000)
        }
        await expect(host.write(sh`head -c 5000000 >/dev/null; exit 4`, source())).rejects.toMatchObject({
          ending: 4
        })
      })

      test('sees the source to its end when the script is content before', async () => {
        let seen = 0
        async function* source() {
          for (; seen < 20; seen += 1) yield Buffer.alloc(1_000_000)
        }
        await host.write(sh`head -c 10 >/dev/null`, source())
        expect(seen).toBe(20)
      })

      test('rejects with the error of the source also when the script was content before', async () => {
        async function* source() {
          for (let count = 0; count < 20; count += 1) yield Buffer.alloc(1_000_000)
          throw new Error('the hash is wrong')
        }
        await expect(host.write(sh`head -c 10 >/dev/null`, source())).rejects.toThrow('the hash is wrong')
      })

      test('gives up at once what is cancelled, also when it had all of its input', async () => {
        const cancel = new AbortController()
        const begun = `/tmp/begun-${randomInt(1_000_000_000)}`
        const script = sh`cat >/dev/null; mkdir ${begun}; sleep 4; rmdir ${begun}`
        const running = async () => (await printed(sh`ls -d ${begun} || true`)) !== ''
        const outcome = expect(host.write(script, pieces('a'), { signal: cancel.signal })).rejects.toThrow(
          'enough'
        )
        await until(running)
        cancel.abort(new Error('enough'))
        await outcome
        expect(await running()).toBe(true)
      })

      test('ends what takes too long', async () => {
        const { command, gone } = sleeper()
        async function* source() {
          yield Buffer.from('a')
          await new Promise(() => undefined)
        }
        await expect(host.write(command, source(), { timeoutSeconds: 0.5 })).rejects.toMatchObject({
          ending: 'timeout'
        })
        await gone()
      })
    })

    test('close ends what still runs', async () => {
      const other = await connect()
      const { command, running, gone } = sleeper()
      const stream = other.read(watched([guarded(command), sh`cat`]))
      const reading = stream.toArray()
      const outcome = expect(reading).rejects.toMatchObject({ name: 'HostCommandError' })
      await until(running)
      await other.close()
      await outcome
      await gone()
      await expect(other.run(sh`true`)).rejects.toMatchObject({ name: 'HostCommandError' })
    })
  })
}
