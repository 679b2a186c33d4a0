import { describe, expect, test } from '@jest/globals'
import { requireNode } from '../../src/cli/node-version.js'

describe('Node', () => {
  test.each(['22.15.0', '22.16.1', '24.0.0', '100.1.0'])('%s is new enough', (version) => {
    expect(() => requireNode(version)).not.toThrow()
  })

  test.each(['18.20.8', '20.20.2', '22.14.9', '22.9.0'])('%s is too old, and says what to do', (version) => {
    expect(() => requireNode(version)).toThrow(
      expect.objectContaining({
        message: `Node ${version} is too old`,
        remedy: expect.stringContaining('22.15 or newer')
      })
    )
  })
})
