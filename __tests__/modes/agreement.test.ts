import { expect, test } from '@jest/globals'
import { UserErrors } from '../../src/errors.js'
import { agreedReference, agreeToUndo } from '../../src/modes/agreement.js'

test('a restore that is confirmed has its backup', () => {
  expect(agreedReference('shop', { backup: 'latest', confirm: 'shop' })).toEqual({ kind: 'latest' })
})

test.each([
  [{ backup: 'latest', confirm: '' }, 'was not confirmed'],
  [
    { backup: 'latest', confirm: 'blog' },
    'confirm is "blog", but the stack that would be overwritten is "shop"'
  ],
  [{ backup: ' ', confirm: 'shop' }, 'needs to know which backup'],
  [{ backup: 'newest', confirm: 'shop' }, '"newest" names no backup']
])('%j is refused', (agreement, message) => {
  expect(() => agreedReference('shop', agreement)).toThrow(message)
})

test('all that is missing is told at once', () => {
  const restoring = () => agreedReference('shop', { backup: '', confirm: 'Shop' })
  expect(restoring).toThrow(UserErrors)
  expect(restoring).toThrow(/needs to know which backup\n.*confirm is "Shop"/s)
})

test('where the stack is not known yet, only the backup is looked at', () => {
  expect(agreedReference(undefined, { backup: 'latest', confirm: '' })).toEqual({ kind: 'latest' })
  expect(() => agreedReference(undefined, { backup: '', confirm: '' })).toThrow('needs to know which backup')
})

test('a dry run overwrites nothing, and needs no name; a wrong one is wrong all the same', () => {
  expect(agreedReference('shop', { backup: 'latest', confirm: '', dryRun: true })).toEqual({ kind: 'latest' })
  expect(agreedReference('shop', { backup: 'latest', confirm: 'shop', dryRun: true })).toEqual({
    kind: 'latest'
  })
  expect(() => agreedReference('shop', { backup: 'latest', confirm: 'blog', dryRun: true })).toThrow(
    'confirm is "blog"'
  )
})

test('what was not finished is a backup like others; taking back asks for the name as well', () => {
  expect(agreedReference('shop', { backup: ' resume ', confirm: 'shop' })).toEqual({ kind: 'unfinished' })
  expect(() => agreedReference('shop', { backup: 'resume', confirm: '' })).toThrow('was not confirmed')
  expect(() => agreeToUndo('shop', { confirm: '' }, undefined)).toThrow('was not confirmed')
  expect(() => agreeToUndo('shop', { confirm: 'blog', dryRun: true }, undefined)).toThrow('confirm is "blog"')
  expect(() => agreeToUndo('shop', { confirm: '', dryRun: true }, undefined)).not.toThrow()
  expect(() => agreeToUndo('shop', { confirm: 'shop' }, undefined)).not.toThrow()
  expect(() => agreeToUndo('shop', { confirm: 'shop' }, ['db'])).toThrow('taken back as a whole')
})
