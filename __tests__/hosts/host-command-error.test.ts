import { expect, test } from '@jest/globals'
import { HostCommandError } from '../../src/hosts/host-command-error.js'

test.each([
  [1, 'tar: /x: Cannot write: No space left on device', 'A disk of the host is full'],
  [1, 'Error response from daemon: No such exec instance: c0ffee', 'stopped or removed meanwhile'],
  [1, 'Error response from daemon: No such container: cache', 'stopped or removed meanwhile'],
  [137, '', 'It was killed'],
  ['signal', '', 'It was killed'],
  ['timeout', '', 'raise `timeout`'],
  ['lost connection', '', 'Run it again'],
  [1, '', 'It did not say why'],
  [1, 'pg_dump: error: permission denied', 'words of the tool']
] as const)('a command that ended with %s and said %j has a remedy', (ending, stderr, remedy) => {
  expect(new HostCommandError({ command: 'the capture', ending, stderr }).remedy).toContain(remedy)
})
