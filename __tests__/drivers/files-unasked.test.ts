import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { files } from '../../src/drivers/files.js'
import { type FakeHost, fakeHost } from './fake-docker.js'

// Docker may not be asked, or does not tell of all containers: what a restore of files says then.

const PATHS = ['/srv/app', '/srv/app.env']
const component = files.component(files.schema.parse({ paths: PATHS }))
const ID = '0123456789abcdef'.repeat(4)

const BACKUP = {
  ...{ name: 'config', type: 'files', consistency: 'fuzzy' },
  ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
  facts: {
    paths: [
      { path: '/srv/app', kind: 'directory' },
      { path: '/srv/app.env', kind: 'file' }
    ],
    excluded: []
  },
  artifacts: [
    {
      ...{ key: 'config.tar', compression: 'none', bytes: 1, storedBytes: 1, sha256: '0'.repeat(64) },
      counts: { entries: 2 },
      details: { owners: [0], groups: [0] }
    }
  ]
} as ManifestComponent

const FOUND = [
  ...['tar=tar (GNU tar) 1.34', 'user=0', 'groups=0'],
  ...['kind=0 directory', 'parent=0 /srv', 'kind=1 file', 'parent=1 /srv']
]

const restoration = (...lines: readonly string[]) =>
  component.found([...FOUND, ...lines].join('\n')).restoration(BACKUP, 'run1')

const DENIED = 'docker-error=permission denied while trying to connect'
const OWN = [
  'own-mount=22 1 8:1 / / rw - ext4 /dev/sda1 rw',
  String.raw`own-mount=23 22 8:2 /volumes/my\040disk /srv rw - ext4 /dev/sdb1 rw`
]
const elsewhere = (id: number, root: string, device = '8:2') =>
  `elsewhere=${ID} 77 ${id} 1 ${device} ${root} /etc/x ro - ext4 /dev/sdb1 rw`
const AT = String.raw`/volumes/my\040disk`

describe('a restore where Docker may not be asked', () => {
  test.each([
    ['the file itself', '/app.env', '/srv/app.env'],
    ['a file that was replaced before', '/app.env//deleted', '/srv/app.env'],
    ['something in a folder', '/app/conf/x', '/srv/app/conf/x']
  ])('names the container that mounts %s', (_, root, source) => {
    const { warnings, stops } = restoration(DENIED, 'processes=all', ...OWN, elsewhere(500, AT + root))
    expect(warnings).toEqual([
      expect.stringMatching(
        `^container 0123456789ab mounts ${source} by itself, .*: docker restart 0123456789ab$`
      )
    ])
    expect(stops).toEqual([])
  })

  test.each([
    ['the folder, which stays the same', AT, '/app'],
    ['a folder above', AT, ''],
    ['something beside', AT, '/app.env.example'],
    ['another file system', '/srv', '/app.env']
  ])('says nothing of who mounts %s', (_, at, root) => {
    expect(restoration(DENIED, 'processes=all', ...OWN, elsewhere(500, at + root)).warnings).toEqual([])
  })

  test('names whoever mounts something in a folder that is a file system of its own, and not who mounts all of it', () => {
    const disk = 'own-mount=24 23 8:3 / /srv/app rw - ext4 /dev/sdc1 rw'
    const lines = [elsewhere(500, '/.env', '8:3'), elsewhere(501, '/', '8:3')]
    expect(restoration(DENIED, 'processes=all', ...OWN, disk, ...lines).warnings).toEqual([
      expect.stringMatching(/^container 0123456789ab mounts \/srv\/app\/\.env by itself/)
    ])
  })

  test('knows a path again that leads over a link, and calls it as it is declared', () => {
    const real = ['real=/mnt/my\\040disk/app', 'real=/mnt/my\\040disk/app.env']
    const own = `own-mount=25 22 8:2 / /mnt/my\\040disk rw - ext4 /dev/sdb1 rw`
    const lines = [elsewhere(500, '/app.env'), elsewhere(501, '/app.env.example')]
    expect(restoration(DENIED, 'processes=all', ...real, own, ...lines).warnings).toEqual([
      expect.stringMatching(/^container 0123456789ab mounts \/srv\/app\.env by itself/)
    ])
  })

  test('says nothing of what the host itself has mounted', () => {
    const twice = `own-mount=500 22 8:2 ${AT}/app.env /mnt/x rw - ext4 /dev/sdb1 rw`
    expect(
      restoration(DENIED, 'processes=all', ...OWN, twice, elsewhere(500, `${AT}/app.env`)).warnings
    ).toEqual([])
  })

  test('names a process that is in no container', () => {
    const line = elsewhere(500, `${AT}/app.env`).replace(ID, '-')
    expect(restoration(DENIED, 'processes=all', ...OWN, line).warnings).toEqual([
      expect.stringMatching(/^process 77 has \/srv\/app\.env mounted by itself/)
    ])
  })

  test('says what nobody knows where the user does not see all processes', () => {
    expect(restoration(DENIED, ...OWN).warnings).toEqual([
      expect.stringMatching(
        /^Docker could not be asked which containers mount \/srv\/app, \/srv\/app\.env \(permission denied .*restart it/
      )
    ])
    expect(restoration('docker=absent', ...OWN).warnings).toEqual([])
    expect(restoration().warnings).toEqual([])
  })
})

describe('the question who mounts them', () => {
  let host: FakeHost
  afterEach(() => host.remove())

  const ask = (docker: string) => {
    host = fakeHost({ 'docker-else': docker })
    const { status, stdout } = host.run(component.probe)
    expect(status).toBe(0)
    return stdout.split('\n').filter((line) => /^(docker|container)/.test(line))
  }

  test('tells why Docker does not answer', () => {
    expect(ask(`echo 'permission denied' >&2; exit 1`)).toEqual(['docker-error=permission denied '])
  })

  const inspecting = (said: string) => `case $1 in
  ps) echo ${ID}; echo 'WARNING: odd' >&2 ;;
  inspect) echo 'container={}'; echo '${said}' >&2; exit 1 ;;
esac`

  test('tells why Docker does not tell of all, but not of a container that has gone meanwhile', () => {
    expect(ask(inspecting('Error response from daemon: oops'))).toEqual([
      'container={}',
      'docker-error=Error response from daemon: oops '
    ])
    host.remove()
    expect(ask(inspecting(`Error: No such container: ${ID}`))).toEqual(['container={}'])
  })

  // Whatever else the machine has mounted, this is, and what it is not asked for is not in the way.
  const [, , device, root] = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , , , point]) => point === '/proc') as readonly string[]

  test('looks for the names that the paths have without links, and for all of a file system that is mounted there', () => {
    host = fakeHost({
      'docker-else': 'echo denied >&2; exit 1',
      readlink: `case $* in '-f /links') echo '/real dir' ;; '-f /srv') echo / ;; *) exit 1 ;; esac`,
      grep: `[ "$3" != "\${3#/}" ] && printf '[%s]\\n' "$3" >&2`
    })
    const paths = ['/gone/a\tb\\c\nd', '/links/a file', '/srv/proc']
    const { status, stdout, stderr } = host.run(files.component(files.schema.parse({ paths })).probe)
    expect(status).toBe(0)
    expect(stdout.split('\n').filter((line) => line.startsWith('real='))).toEqual([
      String.raw`real=/gone/a\011b\134c\012d`,
      String.raw`real=/real\040dir/a\040file`,
      'real=/proc'
    ])
    expect(stderr).toContain(
      [
        ...[String.raw`[/a\011b\134c\012d `, String.raw`/a\011b\134c\012d/`],
        ...[String.raw`/a\040file `, String.raw`/a\040file/`, '/proc ', '/proc/', ` ${device} ${root}`]
      ].join('\n')
    )
  })
})
