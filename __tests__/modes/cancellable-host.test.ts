import { expect, test } from '@jest/globals'
import { Cancelled } from '../../src/errors.js'
import { sh } from '../../src/host-script/script.js'
import type { Host } from '../../src/hosts/host.js'
import { localHost } from '../../src/hosts/local.js'
import { cancellableHost } from '../../src/modes/cancellable-host.js'

const host = localHost({ PATH: process.env['PATH'] })

async function* endless() {
  yield Buffer.from('a')
  await new Promise(() => undefined)
}

test.each<readonly [string, (host: Host) => Promise<unknown>]>([
  ['runs', (on) => on.run(sh`sleep 100`)],
  ['is read', (on) => on.read(sh`sleep 100`).toArray()],
  ['is fed', (on) => on.write(sh`sleep 100`, endless())]
])('what %s there ends when the run is cancelled, and nothing begins any more', async (_, work) => {
  const cancel = new AbortController()
  const stoppable = cancellableHost(host, cancel.signal)
  const working = expect(work(stoppable)).rejects.toBeInstanceOf(Cancelled)
  setTimeout(() => cancel.abort(new Cancelled()), 100)
  await working
  await expect(work(stoppable)).rejects.toBeInstanceOf(Cancelled)
})

test('what runs on the host itself goes on', async () => {
  const cancel = new AbortController()
  const running = host.run(sh`sleep 0.3; echo done`)
  await expect(
    Promise.all([
      cancellableHost(host, cancel.signal).run(sh`sleep 100`),
      Promise.resolve().then(() => cancel.abort(new Cancelled()))
    ])
  ).rejects.toBeInstanceOf(Cancelled)
  expect((await running).stdout.toString()).toBe('done\n')
})
