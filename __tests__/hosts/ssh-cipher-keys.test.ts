import { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from '@jest/globals'
import ssh2 from 'ssh2'
import { keepCipherKeys } from '../../src/hosts/ssh-cipher-keys.js'

// A server in this process, since what is looked at is the client's own state.
const { Client, Server, utils } = ssh2
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function connected(): Promise<InstanceType<typeof Client>> {
  const server = new Server({ hostKeys: [utils.generateKeyPairSync('ed25519').private] }, (connection) => {
    connection.on('authentication', (context) => context.accept())
    connection.on('error', () => connection.end())
    connection.on('session', (acceptSession) => {
      acceptSession().on('exec', (acceptExec) => {
        const channel = acceptExec()
        channel.pipe(channel)
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = new Client()
  keepCipherKeys(client)
  closers.push(
    () => server.close(),
    () => client.end()
  )
  client.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, username: 'somebody' })
  await once(client, 'ready')
  return client
}

const keyOf = (client: object, direction: string, name: string): unknown =>
  Reflect.get(Object(Reflect.get(Object(Reflect.get(client, '_protocol')), direction)), name)

test('the keys of both directions are key objects, and what passes is unchanged', async () => {
  const client = await connected()
  const sent = Buffer.alloc(200_000, 'what passes ')
  const received = await new Promise<Buffer>((resolve, reject) => {
    client.exec('echo', (error, channel) => {
      if (error) return reject(error)
      const chunks: Buffer[] = []
      channel.on('data', (chunk: Buffer) => chunks.push(chunk))
      channel.on('end', () => resolve(Buffer.concat(chunks)))
      channel.end(sent)
    })
  })
  expect(received.equals(sent)).toBe(true)
  expect(keyOf(client, '_cipher', '_encKey')).toBeInstanceOf(KeyObject)
  expect(keyOf(client, '_decipher', '_decipherKey')).toBeInstanceOf(KeyObject)
})
