// A runner that reads a script of a host until somebody kills it: node reading-runner.ts '{"target":…,"script":…}'
import { connectHost } from '../../src/hosts/index.js'
import { Secret } from '../../src/secret.js'

const { target, key, knownHosts, script } = JSON.parse(process.argv[2] ?? '')
const host = await connectHost(target, {
  identity: { privateKey: new Secret(key) },
  knownHosts,
  environment: process.env
})
for await (const chunk of host.read({ text: script })) process.stdout.write(`${chunk.length}\n`)
