import type { Beside, Found } from '../../src/drivers/driver.js'
import { volume } from '../../src/drivers/volume.js'

// What the probe of a volume prints, and what is found by it.

export const GNU = 'tar (GNU tar) 1.35'
export const BUSYBOX = 'tar (busybox) 1.36.1'

/** What the probe prints of a container that uses the volume `shop_uploads`. */
export function user({
  id = 'web',
  state = 'running',
  image = 'shop/web:1',
  place = '/var/www/uploads',
  writes = true,
  more = {}
}: {
  readonly id?: string
  readonly state?: string
  readonly image?: string
  readonly place?: string
  readonly writes?: boolean
  readonly more?: object
}): string {
  const mount = { Type: 'volume', Name: 'shop_uploads', Source: '/v', Destination: place, RW: writes }
  return `user=${JSON.stringify({
    ...{ id, name: `/${id}`, state, image: `sha256:${id}`, imageName: image, mounts: [mount] },
    ...{ requested: null, temporary: null, capDrop: null, autoRemove: false, ...more }
  })}`
}

export const VOLUME = `volume=${JSON.stringify({ name: 'shop_uploads', driver: 'local', options: null, labels: null })}`

export const find = (lines: readonly string[], declared: object = {}, beside: Beside = {}): Found =>
  volume
    .component(volume.schema.parse({ volume: 'shop_uploads', ...declared }))
    .found(lines.join('\n'), beside)

/** A volume that was made with these options. */
export const volumeWith = (options: object, driver = 'local'): string =>
  `volume=${JSON.stringify({ name: 'shop_uploads', driver, options, labels: null })}`
