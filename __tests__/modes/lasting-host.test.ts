import { expect, test } from '@jest/globals'
import { sh } from '../../src/host-script/script.js'
import type { Host } from '../../src/hosts/host.js'
import { HostCommandError } from '../../src/hosts/host-command-error.js'
import { lastingHost } from '../../src/modes/lasting-host.js'

const failure = (ending: HostCommandError['ending']) =>
  new HostCommandError({ command: 'a command', ending, stderr: '' })

/** A host that answers with its own name, or fails. */
function hostNamed(name: string, fail?: Error) {
  const told = { closed: 0 }
  const answer = async () => {
    if (fail !== undefined) throw fail
    return { stdout: Buffer.from(name), stderr: '' }
  }
  const host: Host = {
    label: 'deploy@host',
    run: answer,
    write: answer,
    read: () => {
      throw new Error('nothing is read here')
    },
    close: async () => {
      told.closed += 1
    }
  }
  return { host, told }
}

const ask = async (host: Host) => (await host.run(sh`true`)).stdout.toString()

test('a script that follows a lost connection has a new one', async () => {
  const first = hostNamed('first', failure('lost connection'))
  const second = hostNamed('second')
  const host = lastingHost(first.host, async () => second.host)
  await expect(ask(host)).rejects.toMatchObject({ ending: 'lost connection' })
  expect(await ask(host)).toBe('second')
  await host.close()
  expect([first.told.closed, second.told.closed]).toEqual([1, 1])
})

test('scripts that failed at once share the new connection', async () => {
  let connections = 0
  const second = hostNamed('second')
  const host = lastingHost(hostNamed('first', failure('lost connection')).host, async () => {
    connections += 1
    return second.host
  })
  await Promise.allSettled([ask(host), ask(host)])
  expect(await Promise.all([ask(host), ask(host)])).toEqual(['second', 'second'])
  expect(connections).toBe(1)
})

test('whoever finds no host tries again the next time', async () => {
  const answers = [() => Promise.reject(new Error('unreachable')), async () => hostNamed('third').host]
  const host = lastingHost(hostNamed('first', failure('lost connection')).host, () =>
    (answers.shift() as () => Promise<Host>)()
  )
  await expect(ask(host)).rejects.toMatchObject({ ending: 'lost connection' })
  await expect(ask(host)).rejects.toThrow('unreachable')
  expect(await ask(host)).toBe('third')
})

test('a script that failed for another reason is no reason to connect again', async () => {
  const host = lastingHost(hostNamed('first', failure(1)).host, async () => hostNamed('second').host)
  await expect(ask(host)).rejects.toMatchObject({ ending: 1 })
  await expect(ask(host)).rejects.toMatchObject({ ending: 1 })
})
