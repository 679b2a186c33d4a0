import { z } from 'zod'
import { type ParseOptions, parseConfig } from '../../src/config/parse.js'
import { containerSchema } from '../../src/drivers/container.js'
import type { Component, Driver } from '../../src/drivers/driver.js'
import { UserError, UserErrors } from '../../src/errors.js'

/** Two kinds of component with keys of every shape. What a component was declared with is the text of its probe. */
export const sampleDrivers: readonly Driver[] = [
  {
    type: 'postgres',
    schema: z.strictObject({
      container: containerSchema,
      databases: z.array(z.string().min(1)).min(1).exactOptional().describe('The databases.'),
      port: z.int().min(1).max(65_535).exactOptional().describe('The port.'),
      password: z.string().min(1).exactOptional().describe('The password.')
    }),
    component: declared
  },
  {
    type: 'files',
    schema: z.strictObject({
      paths: z.array(z.string()).describe('The files.'),
      strict: z.boolean().default(false).describe('Whether changes fail the backup.')
    }),
    component: (value) => {
      const { paths } = z.object({ paths: z.array(z.string()) }).parse(value)
      const relative = paths.find((path) => !path.startsWith('/'))
      if (relative !== undefined) {
        throw new UserError(`the path ${relative} is relative`, { remedy: 'Begin it with a slash.' })
      }
      return declared(value)
    }
  }
]

function declared(value: unknown): Component {
  return {
    probe: { text: JSON.stringify(value) },
    found() {
      throw new Error('a sample finds nothing')
    }
  }
}

/** Parses with sample drivers and an empty environment. */
export const parse = (text: string, options: Partial<ParseOptions> = {}) =>
  parseConfig({
    text,
    source: 'config',
    environment: {},
    drivers: sampleDrivers,
    readFile: (path) => {
      throw new UserError(`${path} cannot be read (ENOENT)`)
    },
    ...options
  })

/** Everything that is wrong, as a person reads it: each problem with its remedy in the next line. */
export function problemsOf(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof UserError) return [told(error)]
    if (error instanceof UserErrors) return error.problems.map(told)
    throw error
  }
  return []
}

/** The same for a document. */
export const problemsIn = (text: string, options: Partial<ParseOptions> = {}) =>
  problemsOf(() => parse(text, options))

const told = ({ message, remedy }: UserError): string =>
  remedy === undefined ? message : `${message}\n→ ${remedy}`

/** A document of whose sections single ones may be replaced. */
export const documentWith = (sections: Readonly<Record<string, string>>): string =>
  Object.entries({
    stack: 'shop',
    host: 'deploy@203.0.113.7',
    store: '{ bucket: backups, region: eu-central-1 }',
    components: '{ db: { type: postgres, container: shop-db } }',
    ...sections
  })
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('')
