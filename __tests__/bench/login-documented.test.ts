import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { pictureOfHostFolder } from '../../bench/compare/tree.ts'
import { readEnvironment } from '../../bench/environment.ts'
import type { Host } from '../../bench/hosts/start.ts'
import { run } from '../../bench/run.ts'
import { expectGreen, expectRed } from './aftermath.ts'
import { documentedCommands } from './documented-commands.ts'
import { type Job, newJob, onHost, runJob } from './job.ts'
import { ownParts } from './own-parts.ts'

// The user that docs/ssh.md makes, with no more rights than it gives, backs up and restores.

const environment = await readEnvironment()
const own = ownParts(environment)
let host: Host
let job: Job
let commands: (title: string) => string

beforeAll(async () => {
  const publicKey = await run(['ssh-keygen', '-y', '-f', environment.keys.ed25519])
  commands = await documentedCommands('docs/ssh.md', 'The user', {
    'ssh-ed25519 AAAA… predeploy-backup': publicKey.trim()
  })
  host = await own.host('host')
  await asRoot(commands('A user for this alone'))
  await asRoot('mkdir -m 700 /etc/shop; echo SECRET=1 >/etc/shop/.env; chmod 600 /etc/shop/.env')
  const volume = await own.volume('uploads')
  const application = await own.application('application', volume)
  await run(['docker', 'exec', application, 'sh', '-c', 'echo kept >/data/file'])
  job = onHost(
    await newJob({
      components: {
        uploads: { type: 'volume', volume },
        config: { type: 'files', paths: ['/etc/shop'] }
      }
    }),
    { ...host, user: 'predeploy' }
  )
}, 180_000)

afterAll(() => own.remove(), 60_000)

const asRoot = (script: string) => run(['docker', 'exec', host.container, 'sh', '-euc', script])

describe('the documented user', () => {
  test('is let in and may use Docker, but not read files of root', async () => {
    expectRed((await runJob(job)).main, [/^config: the user may not read \/etc\/shop/, /\n→ /])
    expectGreen((await runJob(job, { components: 'uploads' })).main)
  })

  test('with the documented right, backs up and restores files of root', async () => {
    await asRoot(commands('The right to be root for files'))
    expectGreen((await runJob(job)).main)
    const picture = () => pictureOfHostFolder({ hostContainer: host.container, folder: '/etc/shop' })
    const before = await picture()
    await asRoot('echo late >>/etc/shop/.env; touch /etc/shop/late; chmod 755 /etc/shop')
    expectGreen((await runJob(job, { mode: 'restore', backup: 'latest', confirm: 'shop' })).main)
    expect(await picture()).toBe(before)
  })

  test('is given one command only', async () => {
    const said = await run(['docker', 'exec', host.container, 'sudo', '-n', '-l', '-U', 'predeploy'])
    expect(said).toContain('/usr/bin/env LC_ALL\\=C sh -c *')
    expect(said).not.toContain('NOPASSWD: ALL')
  })
})
