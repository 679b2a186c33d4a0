import { describe, expect, test } from '@jest/globals'
import type { Found } from '../../src/drivers/driver.js'
import { volume } from '../../src/drivers/volume.js'
import { BUSYBOX, find, GNU, user, VOLUME } from './volume-probed.js'

const capture = (found: Found): string => found.captures()[0]?.script.text ?? ''

describe('the document', () => {
  test.each(['', '-v', '/etc', 'a b', '$(id)', 'x'])('refuses the volume %j', (name) => {
    expect(volume.schema.safeParse({ volume: name }).success).toBe(false)
  })

  test.each(['/etc', '..', 'a/../..', '', '.'])('refuses the exception %j', (path) => {
    expect(volume.schema.safeParse({ volume: 'shop_uploads', exclude: [path] }).success).toBe(false)
  })
})

describe('who reads the volume', () => {
  test('a user that runs and has GNU tar', () => {
    const found = find([VOLUME, user({}), `reader=web 5124 ${GNU}`, `image-with-tar=sha256:web ${GNU}`])
    expect(capture(found)).toMatch(
      /^docker exec -i --user 0 -e LC_ALL=C web sh -c .*tar -C \/var\/www\/uploads -c /s
    )
    expect(found.captures()[0]?.expectedBytes).toBe(5124 * 1024)
    expect(found.facts['tool']).toEqual({ name: 'GNU tar', version: '1.35' })
  })

  test('an image with GNU tar rather than a user with busybox', () => {
    const found = find([VOLUME, user({}), `reader=web - ${BUSYBOX}`, `image-with-tar=sha256:other ${GNU}`])
    expect(capture(found)).toMatch(
      /^docker run .*-v shop_uploads:\/predeploy-volume:ro --entrypoint sh sha256:other /
    )
  })

  test('a user with busybox rather than nobody, which warns', () => {
    const found = find([VOLUME, user({}), `reader=web - ${BUSYBOX}`, `image-with-tar=sha256:web ${BUSYBOX}`])
    expect(capture(found)).toContain('docker exec')
    expect(found.warnings).toEqual([expect.stringContaining('only the tar of busybox is there')])
  })

  test('and what it finds there that a restore left is told once', () => {
    const left = ['left=.predeploy-old-abc', 'left=.predeploy-new-abc', 'left=.predeploy-old-abc']
    const lines = [VOLUME, user({}), `reader=web 1 ${GNU}`, ...left, `image-with-tar=sha256:web ${GNU}`]
    expect(find(lines).warnings).toEqual([
      expect.stringMatching(/left \.predeploy-old-abc.* may be its only copy/),
      expect.stringMatching(/left \.predeploy-new-abc.* what that restore had staged/)
    ])
  })

  test.each([
    ['is paused', { state: 'paused' }],
    ['has dropped rights', { more: { capDrop: ['ALL'] } }],
    ['has a tmpfs within', { more: { temporary: { '/var/www/uploads/tmp': '' } } }],
    [
      'mounts a part of it',
      { more: { requested: [{ Target: '/var/www/uploads', VolumeOptions: { Subpath: 'a' } }] } }
    ]
  ])('a helper where the user %s', (_, change) => {
    const found = find([VOLUME, user(change), `reader=web - ${GNU}`, `image-with-tar=sha256:web ${GNU}`])
    expect(capture(found)).toContain('docker run')
  })

  test('nobody, where no image has a tar', () => {
    expect(() => find([VOLUME])).toThrow('no image on the host was found that has tar')
  })

  test('the declared image and no other', () => {
    const lines = [VOLUME, user({}), `reader=web - ${GNU}`, `image-with-tar=sha256:mine ${GNU}`]
    expect(capture(find([...lines, 'declared-image=sha256:mine'], { image: 'mine:1' }))).toContain(
      'sha256:mine'
    )
    expect(() => find(lines, { image: 'mine:1' })).toThrow('the image mine:1 is not on the host')
  })
})

describe('a database on the volume', () => {
  const found = (image: string, place: string, state = 'running') =>
    find([VOLUME, user({ image, place, state }), `image-with-tar=sha256:web ${GNU}`])

  test.each([
    ['postgres:17', '/var/lib/postgresql/data', 'postgres'],
    ['registry.example.com/own-build:3', '/var/lib/postgresql', 'postgres'],
    ['bitnami/postgresql:16', '/bitnami/postgresql', 'postgres'],
    ['mariadb:11', '/var/lib/mysql', 'mysql'],
    ['mongo:8', '/data/db', 'mongodb'],
    ['redis:8', '/data', 'redis'],
    ['valkey/valkey:8', '/data', 'redis'],
    ['neo4j:5', '/data', 'neo4j'],
    ['qdrant/qdrant:v1', '/qdrant/storage', 'qdrant']
  ])('%s at %s is refused while it runs', (image, place, name) => {
    expect(() => found(image, place).captures()).toThrow(`holds the files of a ${name} that runs in web`)
    expect(found(image, place, 'exited').captures()).toHaveLength(1)
  })

  test.each([
    ['postgres:17', '/backups'],
    ['postgres:17', '/var/run/postgresql'],
    ['ghost:5', '/data'],
    ['shop/web', '/var/www/uploads']
  ])('%s at %s is none', (image, place) => {
    expect(found(image, place).captures()).toHaveLength(1)
  })
})

describe('a Docker that does not help', () => {
  test.each([
    [
      'permission denied while trying to connect to the Docker daemon',
      'may not use Docker',
      'usermod -aG docker'
    ],
    ['sh: docker: not found', 'Docker does not answer on the host: sh: docker: not found', 'Install or start']
  ])('saying %s is told with the remedy', (said, message, remedy) => {
    expect(() => find([`volume-error=${said}`])).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy)
      })
    )
  })
})

describe('how consistent a copy is', () => {
  const consistency = (change: Parameters<typeof user>[0]) =>
    find([VOLUME, user(change), `image-with-tar=sha256:web ${GNU}`]).consistency

  test('fuzzy where somebody writes', () => expect(consistency({})).toBe('fuzzy'))
  test('as after a crash where writers are paused', () =>
    expect(consistency({ state: 'paused' })).toBe('crash'))
  test('exact where nobody writes', () => {
    expect(consistency({ writes: false })).toBe('snapshot')
    expect(consistency({ state: 'exited' })).toBe('snapshot')
  })
})

describe('what the manifest tells', () => {
  test('how to make the volume anew, unless that holds a secret', () => {
    const facts = (options: object) => {
      const described = JSON.stringify({ name: 'shop_uploads', driver: 'local', options, labels: { a: 'b' } })
      return find([`volume=${described}`, `image-with-tar=sha256:web ${GNU}`]).facts['volume']
    }
    const options = { type: 'nfs', o: 'addr=10.0.0.1', device: ':/x' }
    expect(facts(options)).toMatchObject({ driver: 'local', labels: { a: 'b' }, options })
    expect(facts({ type: 'cifs', o: 'username=x,password=hunter2' })).toMatchObject({ options: null })
  })
})
