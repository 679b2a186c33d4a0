import { expect, test } from '@jest/globals'
import { leftBehind } from '../../src/drivers/left.js'

const LEFT = ['.predeploy-old-abc', '/srv/my-app/.predeploy-old-abc-1234', 'app/.predeploy-new-def', 'odd']

test('what is kept on purpose was not left behind', () => {
  expect(leftBehind(LEFT, { kept: new Set(['abc']) })).toEqual(['app/.predeploy-new-def', 'odd'])
  expect(leftBehind(LEFT, { kept: new Set() })).toEqual(LEFT)
  expect(leftBehind(LEFT, undefined)).toEqual(LEFT)
})
