import { afterEach, describe, expect, test } from '@jest/globals'
import { readInputs } from '../../src/action/inputs.js'
import { UserError } from '../../src/errors.js'

afterEach(() => {
  for (const name of ['INPUT_MODE', 'INPUT_DRY-RUN']) delete process.env[name]
})

const reading = (inputs: Readonly<Record<string, string>>) => () => {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value
  return readInputs()
}

describe('dry-run', () => {
  test.each([
    ['true', true],
    ['True', true],
    [' true ', true],
    ['false', false],
    ['FALSE', false],
    ['', false]
  ])('%j is %s', (value, wanted) => {
    expect(reading({ 'dry-run': value })().dryRun).toBe(wanted)
  })

  test('is not asked for where nobody says so', () => {
    expect(reading({})().dryRun).toBe(false)
  })

  test.each(['yes', '1', 'ture', 'tRUE', 'no'])('%j could mean either, and is refused', (value) => {
    expect(reading({ 'dry-run': value })).toThrow(UserError)
    expect(reading({ 'dry-run': value })).toThrow(
      expect.objectContaining({
        message: `dry-run is "${value}"`,
        remedy: 'It can be `true` or `false`.'
      })
    )
  })
})

test('a mode that there is not is refused', () => {
  expect(reading({ mode: 'undo' })).toThrow('mode is "undo"')
})
