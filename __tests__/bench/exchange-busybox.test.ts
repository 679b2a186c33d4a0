import { beforeAll } from '@jest/globals'
import { installMissing } from '../../bench/machine/packages.ts'
import { testExchange } from '../drivers/tar-exchange-in-shell.js'

// The shell and the tools of Alpine.
beforeAll(() => installMissing({ busybox: 'busybox' }), 120_000)

testExchange({
  name: 'busybox',
  command: ['busybox', 'sh'],
  applets: ['find', 'stat', 'sort', 'uniq', 'wc', 'head', 'mv', 'rm', 'mkdir', 'rmdir', 'touch']
})
