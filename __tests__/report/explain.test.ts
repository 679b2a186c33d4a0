import { describe, expect, test } from '@jest/globals'
import { UserError, UserErrors } from '../../src/errors.js'
import { explain } from '../../src/report/explain.js'

describe('an error is explained', () => {
  test('by what failed and what to do', () => {
    expect(
      explain(
        new UserError('db: no container shop-db on the host', { remedy: 'Compare with `docker ps -a`.' })
      )
    ).toBe('db: no container shop-db on the host\n→ Compare with `docker ps -a`.')
  })

  test('with all problems that were found together', () => {
    const problems = [new UserError('db: gone', { remedy: 'Start it.' }), new UserError('cache: gone')]
    expect(explain(new UserErrors('not everything can be captured', problems))).toBe(
      'not everything can be captured:\n- db: gone\n  → Start it.\n- cache: gone'
    )
  })

  test('with its stack where nobody foresaw it', () => {
    expect(explain(new TypeError('x is not a function'))).toMatch(
      /^x is not a function\nThis was not foreseen\. TypeError: .*explain\.test/s
    )
  })
})
