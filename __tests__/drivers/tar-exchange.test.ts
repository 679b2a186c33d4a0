import { testExchange } from './tar-exchange-in-shell.js'

// It is dash on Debian and Ubuntu. That of busybox is tested on the bench.
testExchange({ name: 'sh', command: ['sh'], applets: [] })
testExchange({ name: 'bash', command: ['bash', '--posix'], applets: [] })
