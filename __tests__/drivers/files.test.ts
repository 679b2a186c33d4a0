import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import type { Found } from '../../src/drivers/driver.js'
import { files } from '../../src/drivers/files.js'

const declare = (declared: object) => files.component(files.schema.parse(declared))

describe('the paths of a document', () => {
  const declaring = (paths: readonly string[], exclude: readonly string[] = []) =>
    declare({ paths, exclude }).probe.text

  test.each(['etc', './etc', '/', '//', '/proc', '/proc/self', '/sys/x', '/dev/sda', '/srv/../etc'])(
    '%s is refused',
    (path) => expect(() => declaring([path])).toThrow(/no absolute path|cannot be backed up|holds "\.\."/)
  )

  test.each(['/process', '/system', '/srv/dev', '/srv/..x'])('%s is fine', (path) => {
    expect(declaring([path])).toContain(path)
  })

  test('are normalized, and those within others are not read twice', () => {
    expect(declaring(['/srv//shop/./', '/srv/shop/.env', '/srv/shop', '/srv/shop-2'])).toMatch(
      /^for path in \/srv\/shop \/srv\/shop-2; do$/m
    )
  })

  test('exceptions must lie below one of them', () => {
    expect(() => declaring(['/srv/shop'], ['/srv/shop-2/cache'])).toThrow('not below any of the paths')
    expect(() => declaring(['/srv/shop'], ['/srv/shop'])).toThrow('not below any of the paths')
  })
})

const TOLD = ['tar=tar (GNU tar) 1.34', 'user=1000', 'groups=1000 27']

const find = (lines: readonly string[], declared: object = { paths: ['/srv/app', '/srv/app.env'] }): Found =>
  declare(declared).found([...TOLD, ...lines].join('\n'))

const FINE = ['kind=0 directory', 'parent=0 /srv', 'kind=1 file', 'parent=1 /srv']

describe('what is found', () => {
  test('is captured by one tar, as the user', () => {
    expect(find(FINE).captures()[0]?.script.text).toMatch(
      /exec tar -C \/ -c .* -- srv\/app srv\/app\.env \)/s
    )
  })

  test.each([
    ['tar (GNU tar) 1.34', 'GNU tar', '1.34'],
    ['tar (busybox) 1.36.1 without exclude', 'busybox tar', '1.36.1']
  ])('tells the manifest which tar read it: %s', (described, name, version) => {
    const lines = [`tar=${described}`, 'user=1000', 'groups=1000', ...FINE]
    const { facts } = declare({ paths: ['/srv/app', '/srv/app.env'] }).found(lines.join('\n'))
    expect(facts['tool']).toEqual({ name, version })
  })

  test('is read by sudo where only root can', () => {
    const [capture] = find([...FINE, 'root=yes', 'reads=root']).captures()
    expect(capture?.script.text).toMatch(/^sudo -n env LC_ALL=C sh -c /)
  })

  test('is refused with everything that is missing', () => {
    const found = find(['kind=0 missing', 'parent=0 /srv', 'kind=1 missing', 'parent=1 /srv'])
    expect(() => found.captures()).toThrow('/srv/app, /srv/app.env')
  })

  test('is captured without what is missing for a restore, which replaces only what is there', () => {
    const found = find(['kind=0 directory', 'parent=0 /srv', 'kind=1 missing', 'parent=1 /srv'])
    expect(() => found.captures()).toThrow('/srv/app.env')
    const present = found.present?.()
    expect(present?.facts).toMatchObject({ paths: [{ path: '/srv/app', kind: 'directory' }] })
    expect(present?.captures()[0]?.script.text).toMatch(/ -- srv\/app \)/)
  })

  test('is refused where no tar is known', () => {
    expect(() =>
      declare({ paths: ['/srv'] }).found('tar=sh: tar: not found\nuser=0\ngroups=0\nkind=0 file')
    ).toThrow('no tar that is known: sh: tar: not found')
  })

  test.each([
    ['/etc/nginx/sites/shop', '../available/shop', '/etc/nginx/available', false],
    ['/etc/nginx/sites/shop', '../available/shop', '/etc/nginx/other', true],
    ['/etc/nginx/sites/shop', '/etc/nginx/available/shop', '/etc/nginx/available/shop', false]
  ])('warns of the link %s to %s beside %s: %s', (link, target, other, warns) => {
    const [first, second] = [other, link].sort()
    const kinds = [first, second].map((path, index) =>
      path === link ? `kind=${index} link\nlink=${index} ${target}` : `kind=${index} directory`
    )
    const { warnings } = find([...kinds, 'parent=0 /etc/nginx', 'parent=1 /etc/nginx'], {
      paths: [link, other]
    })
    expect(warnings).toHaveLength(warns ? 1 : 0)
  })
})

describe('a restore', () => {
  const backup: ManifestComponent = {
    ...{ name: 'config', type: 'files', consistency: 'fuzzy' },
    ...{ startedAt: '2026-01-01T00:00:00Z', finishedAt: '2026-01-01T00:00:00Z' },
    facts: {
      paths: [
        { path: '/srv/app', kind: 'directory' },
        { path: '/srv/app.env', kind: 'file' }
      ],
      excluded: ['/srv/app/cache'],
      tar: 'gnu',
      asRoot: false
    },
    artifacts: [
      {
        ...{
          key: 'config.tar',
          compression: 'none',
          bytes: 10_240,
          storedBytes: 10_240,
          sha256: '0'.repeat(64)
        },
        counts: { entries: 2 },
        details: { owners: [1000], groups: [1000] }
      }
    ]
  } as ManifestComponent

  const withDetails = (details: object) =>
    ({ ...backup, artifacts: [{ ...backup.artifacts[0], details }] }) as ManifestComponent

  test('unpacks only what it was asked for, each path beside its place', () => {
    const stage = find(FINE).restoration(backup, 'run1').stages[0]?.script.text ?? ''
    expect(stage).toContain(
      String.raw`'--transform=s|^srv/app\(/.*\)\{0,1\}$|srv/app/.predeploy-old-run1/new\1|S'`
    )
    expect(stage).toMatch(/\^srv\/app\\\.env\\\(.*\|srv\/\.predeploy-old-run1-[0-9a-f]{8}\/new/)
    expect(stage).toMatch(/ -- srv\/app srv\/app\.env$/m)
  })

  test('of other paths than the configuration names is refused with both', () => {
    const found = find(['kind=0 directory', 'parent=0 /srv', 'kind=1 file', 'parent=1 /srv'], {
      paths: ['/srv/app', '/srv/other']
    })
    expect(() => found.restoration(backup, 'run1')).toThrow(
      'the backup does not hold /srv/other; the configuration does not name /srv/app.env'
    )
  })

  test.each([
    ['of another user', { owners: [0, 1000], groups: [1000] }, 'files of the users 0'],
    ['of a group that the user is not in', { owners: [1000], groups: [1000, 33] }, 'files of the groups 33'],
    ['of unknown users', {}, 'does not say to whom its files belong']
  ])('of files %s needs root', (_, details, message) => {
    expect(() => find(FINE).restoration(withDetails(details), 'run1')).toThrow(message)
    expect(find([...FINE, 'root=yes']).restoration(withDetails(details), 'run1').undo.text).toMatch(
      /^sudo -n /
    )
  })

  describe('tells before', () => {
    const disk = (device: number) => `${device} /dev/sda1 1000 1 999 1% /`
    const outlook = (...lines: readonly string[]) =>
      find([...lines, 'root=yes']).restoration(withDetails({}), 'run1').outlook

    test('what becomes of each path', () => {
      expect(outlook(...FINE)).toMatchObject({
        ...{ replaced: ['/srv/app', '/srv/app.env'], returning: [], kept: ['/srv/app/cache'] },
        gone: ['what came to /srv/app after the backup']
      })
      expect(outlook('kind=0 missing', 'parent=0 /srv', ...FINE.slice(2))).toMatchObject({
        ...{ replaced: ['/srv/app.env'], returning: ['/srv/app'], gone: [], kept: [] }
      })
    })

    test('what room it needs, where all paths lie on one disk', () => {
      const [one, other] = [disk(1), disk(2)]
      expect(outlook(...FINE, `room=0 ${one}`, `room=1 ${one}`)?.demands).toMatchObject([
        { fileSystem: { device: '1', freeBytes: 999 * 1024 }, place: '/srv/app, /srv/app.env lie' }
      ])
      const quota = one.replace('1000', '500')
      expect(outlook(...FINE, `room=0 ${one}`, `room=1 ${quota}`)?.demands).toEqual([])
      expect(outlook(...FINE, `room=0 ${one}`, `room=1 ${other}`)?.demands).toEqual([])
      expect(outlook(...FINE, `room=0 ${one}`, 'room=1  ')?.demands).toEqual([])
      expect(outlook(...FINE)).toMatchObject({ demands: [], roomKnown: false })
    })
  })

  test('of a place that the user may not write needs root', () => {
    expect(() => find([...FINE, 'unwritable=1 /srv']).restoration(backup, 'run1')).toThrow(
      '/srv is not writable'
    )
  })

  test.each([
    ['/srv/app/data', true],
    ['/srv/app.env', true],
    ['/srv/app', false],
    [String.raw`/srv/app/with\040space`, true],
    ['/srv/app/cache', false],
    ['/srv/app/cache/deeper', false],
    ['/srv/app/kept/mount/deeper', false],
    ['/srv/app/kept/mount', true],
    ['/srv/app/cache-2', true]
  ])('where %s is a mount point: refused %s, as the backup is before it', (point, refused) => {
    const exclude = ['/srv/app/cache', '/srv/app/kept/mount']
    const found = find([...FINE, `mount=${point}`], { paths: ['/srv/app', '/srv/app.env'], exclude })
    const excluding = { ...backup, facts: { ...backup.facts, excluded: exclude } }
    const restore = () => found.restoration(excluding, 'run1')
    const capture = () => found.captures()
    for (const work of [restore, capture]) {
      if (refused) expect(work).toThrow('something is mounted at')
      else expect(work).not.toThrow()
    }
  })

  test('tells what to leave out for something that is mounted', () => {
    const found = find([...FINE, 'mount=/srv/app/var/lib'])
    expect(() => found.captures()).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('`exclude: [/srv/app/var]`') })
    )
  })

  test('that would exchange a folder for a file is refused where something is mounted in the folder', () => {
    const found = find([
      'kind=0 directory',
      'parent=0 /srv',
      'kind=1 directory',
      'parent=1 /srv',
      'mount=/srv/app.env'
    ])
    expect(() => found.restoration(backup, 'run1')).toThrow('something is mounted at /srv/app.env')
    expect(() => found.captures()).not.toThrow()
  })

  const mounting = (id: string, ...sources: readonly string[]) => containerLine({ id }, sources)
  const containerLine = (change: { id: string; autoRemove?: boolean }, sources: readonly string[]) =>
    `container=${JSON.stringify({
      ...{ name: `/${change.id}`, autoRemove: false, ...change },
      mounts: sources.map((Source) => ({ Type: 'bind', Source }))
    })}`

  test('is refused where Docker would remove a container that has to stop', () => {
    const found = (source: string) =>
      find([...FINE, containerLine({ id: 'job', autoRemove: true }, [source])])
    expect(() => found('/srv/app.env').restoration(backup, 'run1')).toThrow(
      'would have to stop job, and Docker would remove what was started with --rm'
    )
    expect(() => found('/srv').restoration(backup, 'run1')).not.toThrow()
  })

  test('stops who mounts a path or something in it, and nobody else', () => {
    const found = find([
      ...FINE,
      mounting('file', '/srv/app.env', '/srv/app'),
      mounting('within', '/srv/app/conf/x'),
      mounting('above', '/srv', '/'),
      mounting('beside', '/srv/app.env.example', '/srv/application')
    ])
    expect(found.restoration(backup, 'run1').stops.map(({ id }) => id)).toEqual(['file', 'within'])
  })
})
