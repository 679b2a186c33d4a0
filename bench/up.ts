import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeEnvironment } from './environment.ts'
import { obtainAct } from './extras/act.ts'
import { startPostgres } from './extras/postgres-majors.ts'
import { startRedis7 } from './extras/redis-7.ts'
import { startRgw } from './extras/rgw.ts'
import { makeClientKeys, passphrase, writeKnownHosts } from './hosts/keys.ts'
import { startHost } from './hosts/start.ts'
import { obtainBase } from './images/base.ts'
import { obtainImage } from './images/obtain.ts'
import { everydayRecipes } from './images/recipes.ts'
import { ensureNetwork } from './machine/docker.ts'
import { startEngine } from './machine/engine.ts'
import { installMissing } from './machine/packages.ts'
import { choosePorts } from './machine/ports.ts'
import { prepareStore } from './s3/store.ts'
import { start as startStore } from './s3.ts'
import { startStack } from './stack/start.ts'
import { makeInState } from './state.ts'

const { values } = parseArgs({ options: { with: { type: 'string', multiple: true, default: [] } } })
// Each of these is started by the tests that need it, too; named here, it is ready before they run.
const extras: Readonly<Record<string, () => Promise<unknown>>> = {
  'postgres-majors': () => eachInTurn(['15', '16', '18'] as const, startPostgres),
  'redis-7': startRedis7,
  rgw: startRgw,
  act: obtainAct
}
const wanted = values.with.flatMap((names) => names.split(','))
const unknown = wanted.filter((name) => extras[name] === undefined)
if (unknown.length > 0)
  throw new Error(`--with ${unknown.join(',')}: there are ${Object.keys(extras).join(', ')}`)

const everything = performance.now()

await timed('Docker engine', startEngine)
const ports = await choosePorts()
const network = { name: 'bench', gateway: await ensureNetwork('bench') }

const [images, store, keys] = await Promise.all([
  timed('images', obtainImages),
  timed('S3 server', async () => {
    await installMissing({ openssl: 'openssl', curl: 'curl' })
    const prepared = await prepareStore({ port: ports.s3, gateway: network.gateway })
    await startStore(prepared)
    return prepared
  }),
  timed('client tools', async () => {
    await installMissing({
      'ssh-keygen': 'openssh-client',
      zstd: 'zstd',
      aws: 'awscli',
      '/sbin/mkfs.ext4': 'e2fsprogs'
    })
    return makeClientKeys()
  })
])

const outside = await makeInState('srv', 'shop')
const [host, hostBare] = await timed('hosts', startHosts)
const knownHosts = await writeKnownHosts([...host.knownHosts, ...hostBare.knownHosts])
const stack = await timed('stack', () =>
  startStack({
    images: { postgres: images.postgres, redis: images.redis, web: images.web, helper: images.host },
    outside,
    hostContainer: host.container
  })
)

await writeEnvironment({
  host,
  hostBare,
  users: { deploy: 'deploy', nodock: 'nodock', banner: 'banner', sudoer: 'sudoer', busybox: 'busybox' },
  keys,
  passphrase,
  knownHosts,
  network,
  s3: store,
  stack
})
for (const name of wanted) await timed(name, async () => extras[name]?.())
console.log(`The bench is up (${seconds(everything)}): ssh 127.0.0.1:${host.port}, S3 ${store.endpoint}.`)

async function obtainImages() {
  const [web, host, postgres, redis] = await Promise.all([
    obtainBase(everydayRecipes.host.suite),
    obtainImage(everydayRecipes.host),
    obtainImage(everydayRecipes.postgres),
    obtainImage(everydayRecipes.redis)
  ])
  // After its bigger sister, whose layers it shares.
  const hostBare = await obtainImage(everydayRecipes.hostBare)
  return { web: web.name, host, hostBare, postgres, redis }
}

function startHosts() {
  const tools = `${join(import.meta.dirname, 'stack')}:/bench/stack:ro`
  const shared = { network: network.name, store: { gateway: network.gateway, port: ports.s3 } }
  return Promise.all([
    startHost({
      ...shared,
      container: 'bench-host',
      image: images.host,
      port: ports.host,
      mounts: [tools, `${outside}:${outside}`, `${outside}:/srv/shop`]
    }),
    startHost({
      ...shared,
      container: 'bench-host-bare',
      image: images.hostBare,
      port: ports.hostBare,
      mounts: []
    })
  ])
}

async function eachInTurn<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>
): Promise<void> {
  for (const item of items) await act(item)
}

async function timed<Result>(what: string, act: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  const result = await act()
  console.log(`${what}: ${seconds(began)}`)
  return result
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
