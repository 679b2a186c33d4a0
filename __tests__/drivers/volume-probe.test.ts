import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { volume } from '../../src/drivers/volume.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { user, VOLUME } from './volume-probed.js'

let host: FakeHost
let place: string
beforeEach(() => {
  place = mkdtempSync(path.join(tmpdir(), 'volume-'))
})
afterEach(() => {
  host.remove()
  rmSync(place, { recursive: true })
})

test('the probe of a volume tells the manifest the processor of the host', () => {
  host = fakeHost({ docker: docker(place), uname: 'case $* in -m) echo riscv64 ;; esac' })
  const component = volume.component(volume.schema.parse({ volume: 'shop_uploads' }))
  const { status, stdout } = host.run(component.probe)
  expect(status).toBe(0)
  expect(component.found(stdout).facts).toMatchObject({
    architecture: 'riscv64',
    users: [{ name: 'web', image: 'shop/web:1', imageId: 'sha256:web' }]
  })
})

const docker = (place: string) => `case "$*" in
  'volume inspect'*) echo '${VOLUME.replace(/^volume=/, '')}' ;;
  'ps --all'*) echo web ;;
  'ps '*) ;;
  'inspect --type container'*) printf '%s\\n' '${user({}).replace(/^user=/, '')}' 'web sha256:web running ${place}' ;;
  *) while [ "$1" != -c ]; do shift; done; exec sh "$@" ;;
esac`
