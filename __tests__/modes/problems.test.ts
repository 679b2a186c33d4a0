import { describe, expect, test } from '@jest/globals'
import { about, Cancelled, UserError } from '../../src/errors.js'
import { collectProblems } from '../../src/modes/problems.js'

const failing = (error: Error) => Promise.reject(error)

describe('problems of work that is done side by side', () => {
  test('are told together', async () => {
    const work = [failing(new UserError('db: gone')), failing(new UserError('cache: gone'))]
    await expect(collectProblems('not all is there', work)).rejects.toMatchObject({
      message: 'not all is there\n  - db: gone\n  - cache: gone'
    })
  })

  test('are told as they are when there is one', async () => {
    const work = [failing(new UserError('db: gone')), Promise.resolve()]
    await expect(collectProblems('not all is there', work)).rejects.toThrow(/^db: gone$/)
  })

  test('are not told when the run was cancelled: that is what happened, whatever it did to the components', async () => {
    const cancelled = new Cancelled()
    const work = [
      failing(new UserError('db: gone')),
      failing(about('cache', cancelled)),
      failing(about('files', cancelled))
    ]
    await expect(collectProblems('not all is there', work)).rejects.toBe(cancelled)
  })
})
