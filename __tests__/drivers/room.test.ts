import { describe, expect, test } from '@jest/globals'
import { describeRoom, neededBytes, readFileSystem, requireRoom } from '../../src/drivers/room.js'
import { sh } from '../../src/host-script/script.js'
import { runIn, SHELLS } from '../host-script/shells.js'

const MEBIBYTE = 1024 * 1024
const disk = (bytes: number) => ({ device: '1', bytes, freeBytes: 0 })

describe('the bytes that are needed', () => {
  test.each([
    ['files', { bytes: 100 * MEBIBYTE }, 110 + 16],
    ['many small files', { bytes: 0, entries: 25_600 }, 110 + 16],
    ['a server on a large disk', { bytes: 100 * MEBIBYTE, ofServer: disk(2 ** 40) }, 110 + 512],
    ['a server on a small disk', { bytes: 100 * MEBIBYTE, ofServer: disk(1000 * MEBIBYTE) }, 110 + 50],
    [
      'a server that writes beside',
      { bytes: 100 * MEBIBYTE, beside: 7 * MEBIBYTE, ofServer: disk(2 ** 40) },
      110 + 7 + 512
    ]
  ])('by %s', (_, coming, mebibytes) => {
    expect(Math.round(neededBytes(coming) / MEBIBYTE)).toBe(mebibytes)
  })
})

test.each([
  ['2049 /dev/sda1 1000 1 999 1% /var/my data', '2049', 1_024_000, 1_022_976],
  ['64 //nas/share 1 of 2   1000      1       999  1% /data', '64', 1_024_000, 1_022_976]
])('a file system is read: %s', (line, device, bytes, freeBytes) => {
  expect(readFileSystem(line)).toEqual({ device, bytes, freeBytes })
})

test.each(['', ' ', '2049 ', ' /dev/sda1 1000 1 999 1% /', '64 rclone 0 0 0 - /data', '64 zero 0 0 0 0% /'])(
  'a file system that does not tell is none: %j',
  (line) => expect(readFileSystem(line)).toBeUndefined()
)

describe.each(SHELLS)('in %s', (shell) => {
  test('a host tells of the file system of a directory', () => {
    const { stdout } = runIn(shell, sh`${describeRoom}\ndescribe_room /proc; describe_room ${'/tmp'}`, '')
    const [proc, tmp] = stdout.split('\n').map(readFileSystem)
    expect(proc).toBeUndefined()
    expect(tmp?.freeBytes).toBeGreaterThan(0)
  })

  test.each([
    ['bytes', { bytes: 2 ** 52 }, /: \d+ KiB are needed, \d+ are free\n$/],
    ['files', { bytes: 0, entries: 2 ** 40 }, /are needed, \d+ are free\n$/]
  ])('staging too many %s is refused', (_, coming, said) => {
    const { status, stderr } = runIn(shell, requireRoom(coming, ['/tmp', '/tmp']), '')
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(said) })
    expect(runIn(shell, requireRoom({ bytes: 1 }, ['/tmp']), '').status).toBe(0)
  })
})
