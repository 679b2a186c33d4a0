import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { pictureOfHostFolder } from '../../bench/compare/tree.ts'
import { readEnvironment } from '../../bench/environment.ts'
import { labelled } from '../../bench/machine/docker.ts'
import { run } from '../../bench/run.ts'
import { files } from '../../src/drivers/files.js'
import { inContainer } from '../../src/host-script/container.js'
import type { Host } from '../../src/hosts/host.js'
import { localHost } from '../../src/hosts/local.js'
import { connectSsh } from '../../src/hosts/ssh.js'
import { Secret } from '../../src/secret.js'
import { backUp, bringBack, find, stage } from '../drivers/tar-runs.js'

const { host: address, hostBare, keys, knownHosts, stack } = await readEnvironment()
const folder = `/srv/files-${randomBytes(4).toString('hex')}`
const connected: Host[] = []

async function connectAs(user: string, { address: name, port } = address): Promise<Host> {
  const host = await connectSsh({
    target: { kind: 'ssh', user, address: name, port },
    identity: { privateKey: new Secret(await readFile(keys.ed25519, 'utf8')) },
    knownHosts: await readFile(knownHosts.plain, 'utf8')
  })
  connected.push(host)
  return host
}

/** Runs a script as root on the host itself. */
const onHost = (script: string, container = stack.hostContainer) =>
  run(['docker', 'exec', '--user', '0', container, 'sh', '-euc', script])

const picture = async () =>
  (await pictureOfHostFolder({ hostContainer: stack.hostContainer, folder })).split('\n')

// The project folder of the stack as it is seeded, and beside it what only root may read or write.
const SEED = `rm -rf ${folder}; mkdir ${folder}; cp -a ${stack.folder}/. ${folder}/
chown deploy:deploy ${folder}
mkdir ${folder}/root; cd ${folder}/root; chmod 755 .
echo key >tls.key; chmod 600 tls.key; echo 1 >of-app; chown 4242:4343 of-app; mkdir closed; chmod 700 closed; echo 2 >closed/two
python3 - <<'PYTHON'
import os, socket
os.setxattr('of-app', 'user.note', b'\\x00\\xff')
socket.socket(socket.AF_UNIX).bind('listening.sock')
PYTHON`

beforeEach(() => onHost(SEED))
afterAll(async () => {
  await Promise.all(connected.map((host) => host.close()))
  await onHost(`rm -rf ${folder}`)
})

const at = (...names: readonly string[]) => names.map((name) => `${folder}/${name}`)

describe('files of the user that logs in', () => {
  let deploy: Host
  beforeAll(async () => {
    deploy = await connectAs('deploy')
  })

  test('come back exactly without root, and tar alone lists them', async () => {
    const spec = { paths: at('docker-compose.yml', '.env', 'config', 'nginx.conf') }
    const before = await picture()
    const { backup, bytes, inspection, found } = await backUp(deploy, files, spec)
    expect(found.facts['asRoot']).toBe(false)
    expect(inspection.warnings).toEqual([
      expect.stringMatching(/^the backup holds secrets in plain text: .*\.env/)
    ])
    await onHost(`cd ${folder}; echo 'image: broken' >docker-compose.yml; rm .env; rm -r config/certs; echo x >config/new
touch -h -d 2020-01-01 config/link-to-app.ini; chmod 600 nginx.conf; chown deploy:deploy .`)
    const restoration = (await find(deploy, files, spec)).restoration(backup, 'run1')
    await bringBack(deploy, restoration, bytes)
    expect(withoutTimeOf('.', await picture())).toEqual(withoutTimeOf('.', before))
  })

  test('are refused by name where the user may not read them, and all that are missing at once', async () => {
    const found = await find(deploy, files, { paths: at('root', '.env') })
    expect(() => found.captures()).toThrow(
      new RegExp(`the user may not read .*${folder}/root/(closed|tls.key).*${folder}/root/(closed|tls.key)`)
    )
    const missing = await find(deploy, files, { paths: at('.env', 'one', 'two/three') })
    expect(() => missing.captures()).toThrow(`${folder}/one, ${folder}/two/three`)
  })

  test('are captured around what is left out, whoever may read that', async () => {
    const spec = { paths: [folder], exclude: at('root', 'secrets') }
    const before = await picture()
    const { backup, bytes } = await backUp(deploy, files, spec)
    await onHost(`cd ${folder}; rm -r config; echo changed >.env; chown deploy:deploy .env .`)
    await bringBack(deploy, (await find(deploy, files, spec)).restoration(backup, 'run1'), bytes)
    expect(await picture()).toEqual(before)
  })

  test('are not captured where the user could not bring them back', async () => {
    const found = await find(deploy, files, { paths: at('root/of-app') })
    expect(() => found.captures()).toThrow(
      `could not restore them: ${folder}/root is not writable; ${folder}/root/of-app holds files of other users`
    )
  })

  test('are not restored where their owners could not be', async () => {
    const spec = { paths: at('root') }
    const { backup } = await backUp(await connectAs('sudoer'), files, spec)
    const found = await find(deploy, files, spec)
    expect(() => found.restoration(backup, 'run1')).toThrow(
      `${folder}/root is not writable; the backup holds files of the users 0, 4242; the backup holds files of the groups 0, 4343`
    )
  })
})

describe('files of root, by sudo', () => {
  test('are read and come back with owners, modes and attributes; sockets are left out with a word', async () => {
    const sudoer = await connectAs('sudoer')
    const spec = { paths: at('root', 'config') }
    const before = await picture()
    const { backup, bytes, inspection, found } = await backUp(sudoer, files, spec)
    expect(found.facts['asRoot']).toBe(true)
    expect(inspection.warnings).toContain('1 socket left out: no backup can hold one')
    await onHost(
      `cd ${folder}/root; rm -r closed; chown 0:0 of-app; echo changed >tls.key; chmod 644 tls.key; touch ../config/more`
    )
    await bringBack(sudoer, (await find(sudoer, files, spec)).restoration(backup, 'run1'), bytes)
    const withoutSocket = before.filter((line) => !line.includes('listening.sock'))
    expect(await picture()).toEqual(withoutSocket)
  })

  test('may be forbidden', async () => {
    const found = await find(await connectAs('sudoer'), files, { paths: at('root'), sudo: false })
    expect(() => found.captures()).toThrow('the user may not read')
  })

  test('that are gone come back with the folders above them', async () => {
    const sudoer = await connectAs('sudoer')
    const spec = { paths: at('root/closed', 'config/certs/live') }
    const { backup, bytes } = await backUp(sudoer, files, spec)
    const before = (await picture()).filter((line) => /^(root\/closed|config\/certs\/live)/.test(line))
    await onHost(`rm -r ${folder}`)
    await bringBack(sudoer, (await find(sudoer, files, spec)).restoration(backup, 'run1'), bytes)
    expect((await picture()).filter((line) => /^(root\/closed|config\/certs\/live)/.test(line))).toEqual(
      before
    )
  })
})

/** The inside of a container as a host of its own. */
function hostIn(id: string): Host {
  const local = localHost(env)
  connected.push(local)
  return {
    ...local,
    run: (script, options) => local.run(inContainer({ id, user: '0' }, script), options),
    read: (script, options) => local.read(inContainer({ id, user: '0' }, script), options),
    write: (script, input, options) => local.write(inContainer({ id, user: '0' }, script), input, options)
  }
}

const withoutTimeOf = (name: string, lines: readonly string[]) =>
  lines.map((line) => (line.startsWith(`${name} `) ? line.replace(/ mtime=\S+/, '') : line))

describe('a host with nothing but busybox', () => {
  const bare = { container: hostBare.container, address: hostBare.address, port: hostBare.port }

  test('is backed up with a warning, and a restore says what it needs', async () => {
    await onHost(`mkdir -p ${folder}; echo 1 >${folder}/one; chown -R busybox ${folder}`, bare.container)
    try {
      const busybox = await connectAs('busybox', hostBare)
      const spec = { paths: at('one') }
      const { backup, found, inspection } = await backUp(busybox, files, spec)
      expect(found.warnings).toEqual([expect.stringContaining('a restore needs GNU tar on the host')])
      expect(inspection.counts).toMatchObject({ entries: 1, files: 1, bytes: 2 })
      const again = await find(busybox, files, spec)
      expect(() => again.restoration(backup, 'run1')).toThrow('a restore of files needs GNU tar on the host')
    } finally {
      await onHost(`rm -rf ${folder}`, bare.container)
    }
  })
})

describe('files that containers mount', () => {
  test('are seen anew: whoever mounts one is stopped and started', async () => {
    const local = localHost(env)
    connected.push(local)
    const root = await mkdtemp(join(tmpdir(), 'mounted-'))
    const containers: string[] = []
    const start = async (...options: readonly string[]) => {
      const words = ['docker', 'run', '--detach', '--init', ...labelled, ...options, stack.images.web]
      const id = (await run([...words, 'sleep', 'infinity'])).trim()
      containers.push(id)
      return id
    }
    try {
      await run([
        'sh',
        '-euc',
        `cd ${root}; mkdir folder beside; echo then >app.conf; echo then >folder/in; echo then >beside/x`
      ])
      const file = await start('--volume', `${join(root, 'app.conf')}:/app.conf:ro`)
      const within = await start('--volume', `${join(root, 'folder')}:/folder`)
      await start('--volume', `${root}:/above:ro`)
      await start('--volume', `${join(root, 'beside')}:/beside:ro`)
      const spec = { paths: [join(root, 'app.conf'), join(root, 'folder')] }
      const { backup, bytes } = await backUp(local, files, spec)
      await writeFile(join(root, 'app.conf'), 'now\n')
      await writeFile(join(root, 'folder', 'in'), 'now\n')
      const restoration = (await find(local, files, spec)).restoration(backup, 'run1')
      expect(new Set(restoration.stops.map(({ id }) => id))).toEqual(new Set([file, within]))
      const staged = await stage(local, restoration, bytes)
      await run(['docker', 'stop', '-t', '0', ...restoration.stops.map(({ id }) => id)])
      await local.run(restoration.swap(staged))
      await run(['docker', 'start', ...restoration.stops.map(({ id }) => id)])
      await local.run(restoration.discard)
      expect(await run(['docker', 'exec', file, 'cat', '/app.conf'])).toBe('then\n')
      expect(await run(['docker', 'exec', within, 'cat', '/folder/in'])).toBe('then\n')
    } finally {
      await run(['docker', 'rm', '--force', ...containers])
      await rm(root, { recursive: true })
    }
  })

  test('are told by the processes where Docker does not answer, and by nobody where these cannot be seen', async () => {
    const silent = localHost({ ...env, DOCKER_HOST: 'unix:///nowhere.sock' })
    connected.push(silent)
    const root = await mkdtemp(join(tmpdir(), 'mounted by '))
    const marks = ['--detach', '--init', ...labelled]
    await run([
      'sh',
      '-euc',
      `cd '${root}'; mkdir real real/folder; ln -s real link; cd real; echo then | tee app.conf folder/in`
    ])
    const mounts = ['app.conf', 'folder', 'folder/in'].flatMap((name) => [
      '--volume',
      `${join(root, 'real', name)}:/${name}:ro`
    ])
    const id = (
      await run(['docker', 'run', ...marks, ...mounts, stack.images.web, 'sleep', 'infinity'])
    ).trim()
    try {
      const spec = { paths: [join(root, 'link/app.conf'), join(root, 'link/folder')] }
      const { backup } = await backUp(silent, files, spec)
      const { warnings, stops } = (await find(silent, files, spec)).restoration(backup, 'run1')
      expect(stops).toEqual([])
      expect(warnings?.toSorted()).toEqual(
        ['app.conf', 'folder/in'].map((name) =>
          expect.stringMatching(
            `^container ${id.slice(0, 12)} mounts ${join(root, 'link', name)} by itself, .*docker restart`
          )
        )
      )
    } finally {
      await run(['docker', 'rm', '--force', id])
      await rm(root, { recursive: true })
    }
    const nodock = await connectAs('nodock')
    await onHost(`chown -R nodock: ${folder}/config ${folder}`)
    const { backup } = await backUp(nodock, files, { paths: at('config') })
    const found = await find(nodock, files, { paths: at('config') })
    expect(found.restoration(backup, 'run1').warnings).toEqual([
      expect.stringMatching(
        `^Docker could not be asked which containers mount ${folder}/config \\(permission denied.*connect as a user that may`
      )
    ])
  })

  test('are exchanged around what is mounted within and was left out, which stays mounted', async () => {
    const root = '/srv/app*'
    const [top, deep] = [`${root}/cache[1]`, `${root}/kept/sub/deep`]
    const tmpfs = [top, deep].flatMap((place) => ['--tmpfs', place])
    const marks = ['--detach', '--init', '--network', 'none', ...labelled]
    const id = (
      await run(['docker', 'run', ...marks, ...tmpfs, stack.images.web, 'sleep', 'infinity'])
    ).trim()
    const inside = (script: string) => run(['docker', 'exec', id, 'sh', '-euc', `cd '${root}'; ${script}`])
    try {
      await inside(`echo then | tee file '${top}/cached' kept/file kept/sub/deep/file >/dev/null`)
      const host = hostIn(id)
      const refused = await find(host, files, { paths: [root], exclude: [top] })
      expect(() => refused.captures()).toThrow(`something is mounted at ${deep}`)
      const spec = { paths: [root], exclude: [top, `${root}/kept`] }
      const { backup, bytes } = await backUp(host, files, spec)
      await inside(`echo now | tee file more '${top}/cached' kept/file kept/sub/deep/file >/dev/null`)
      const restoration = (await find(host, files, spec)).restoration(backup, 'run1')
      const read = () => inside(`cat file '${top}/cached' kept/file kept/sub/deep/file; ls -A`)
      const staged = await stage(host, restoration, bytes)
      await host.run(restoration.swap(staged))
      await host.run(restoration.undo)
      await host.run(restoration.discard)
      expect(await read()).toBe('now\nnow\nnow\nnow\ncache[1]\nfile\nkept\nmore\n')
      await bringBack(host, (await find(host, files, spec)).restoration(backup, 'run2'), bytes)
      expect(await read()).toBe('then\nnow\nnow\nnow\ncache[1]\nfile\nkept\n')
      await inside('mountpoint -q kept/sub/deep; mountpoint -q cache*')
    } finally {
      await run(['docker', 'rm', '--force', id])
    }
  })

  test('are not exchanged where something is mounted within', async () => {
    const deploy = await connectAs('deploy')
    const { backup } = await backUp(deploy, files, { paths: at('config') })
    const facts = { ...backup.facts, paths: [{ path: '/srv', kind: 'directory' }] }
    const found = await find(deploy, files, { paths: ['/srv'] })
    expect(() => found.restoration({ ...backup, facts }, 'run1')).toThrow(
      `something is mounted at ${stack.folder}, so /srv cannot be exchanged`
    )
  })
})
