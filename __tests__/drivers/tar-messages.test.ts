import { describe, expect, test } from '@jest/globals'
import { FILES_CHANGED, judgeTarMessages } from '../../src/drivers/tar/messages.js'

const changed = [
  'tar: ./logs/app.log: file changed as we read it',
  'tar: ./tmp/a: b: File removed before we read it',
  'tar: ./big: File shrank by 17 bytes; padding with zeros',
  FILES_CHANGED,
  ''
].join('\n')

describe('what tar says', () => {
  test('nothing is nothing to tell', () => expect(judgeTarMessages('', true)).toEqual([]))

  test('changed files are named', () => {
    expect(judgeTarMessages(changed, false)).toEqual([
      '3 files changed while being read and may be torn: ./logs/app.log, ./tmp/a: b, ./big'
    ])
  })

  test('changed files are an error where the user is strict', () => {
    expect(() => judgeTarMessages(changed, true)).toThrow('3 files changed while being read: ./logs/app.log')
  })

  test('many changed files are not all named', () => {
    const many = Array.from({ length: 7 }, (_, index) => `tar: ./${index}: file changed as we read it`)
    expect(judgeTarMessages([...many, FILES_CHANGED].join('\n'), false)).toEqual([
      '7 files changed while being read and may be torn: ./0, ./1, ./2, ./3, ./4 and 2 more'
    ])
  })

  test('an end with 1 for another reason is a failure', () => {
    expect(() => judgeTarMessages(`tar: ./x: Something odd\n${FILES_CHANGED}\n`, false)).toThrow(
      'tar failed: tar: ./x: Something odd'
    )
  })

  test('what is left out is told', () => {
    const said = [
      'tar: ./run/app.sock: socket ignored',
      'tar: opt/nfs: directory is on a different filesystem; not dumped',
      'tar: POSIX ACL support is not available'
    ].join('\n')
    expect(judgeTarMessages(said, true)).toEqual([
      '1 socket left out: no backup can hold one',
      'other file systems are mounted inside and left out: opt/nfs',
      'tar keeps no POSIX ACL'
    ])
  })
})
