import { z } from 'zod'
import { manifestSchema } from '../src/backup-set/manifest.ts'
import { documentSchema } from '../src/config/schema/document.ts'
import { drivers } from '../src/drivers/index.ts'

/** A JSON Schema, or a part of one. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

/** The schema of a configuration without what only editors need: the documentation is made of it. */
export const describedConfig = (): JsonSchema =>
  toJsonSchema(documentSchema(drivers, { region: undefined, readFile: () => '' }), {
    id: 'config',
    title: 'Configuration of predeploy-backup'
  })

/** The schema by which editors check and complete a configuration. */
export const configJsonSchema = (): JsonSchema => allowingVariables(describedConfig())

/** The schema of a backup's manifest. */
export const manifestJsonSchema = (): JsonSchema =>
  toJsonSchema(manifestSchema, { id: 'manifest', title: 'Manifest of a backup' })

// Draft 7 is what the editors' YAML servers know best.
function toJsonSchema(schema: z.ZodType, { id, title }: { id: string; title: string }): JsonSchema {
  const { $schema, ...generated } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema)
  })
  return { $schema, $id: `urn:predeploy-backup:${id}`, title, ...generated } as JsonSchema
}

/** Takes out what says nothing, and says alternatives in the way that editors explain best. */
function simplify(schema: JsonSchema): void {
  // Zod leaves out the defaults and examples of what it transforms; `written` says how they are written.
  Object.assign(schema, schema['written'])
  delete schema['written']
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.format === 'date-time') delete schema.pattern
  if (Object.keys(schema.propertyNames ?? {}).join() === 'type') delete schema.propertyNames
  if (schema.oneOf !== undefined) {
    schema.anyOf = schema.oneOf
    delete schema.oneOf
  }
}

const VARIABLE: JsonSchema = {
  type: 'string',
  pattern: '\\$\\{',
  description: `Taken from the environment: \${NAME}.`
}

/** The same schema, in which `${NAME}` may stand wherever a value of limited form does. */
function allowingVariables(schema: JsonSchema): JsonSchema {
  const { properties, additionalProperties, items, anyOf } = schema
  const inner = {
    ...schema,
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name, allowing(value)])
      )
    }),
    ...(additionalProperties !== undefined && { additionalProperties: allowing(additionalProperties) }),
    ...(items !== undefined && { items: allowing(items as JsonSchema) }),
    ...(anyOf !== undefined && { anyOf: anyOf.map(allowingVariables) })
  } as JsonSchema
  return isLimited(schema) ? limitedOrVariable(inner) : inner
}

const allowing = (schema: JsonSchema | boolean): JsonSchema | boolean =>
  typeof schema === 'boolean' ? schema : allowingVariables(schema)

const isLimited = ({ type, pattern, enum: values, const: only }: JsonSchema): boolean =>
  only === undefined &&
  (['number', 'integer', 'boolean'].includes(String(type)) || pattern !== undefined || values !== undefined)

function limitedOrVariable({ description, default: fallback, ...limited }: JsonSchema): JsonSchema {
  const alternatives: JsonSchema = { anyOf: [limited, VARIABLE] }
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...alternatives
  }
}
