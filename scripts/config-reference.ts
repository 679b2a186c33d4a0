import type { JsonSchema } from './json-schema.ts'

/** The tables of the configuration's reference, by the name of their place in `docs/config.md`. */
export function configReference(config: JsonSchema): Readonly<Record<string, string>> {
  const host = mapping(config, 'host')
  const kinds = (property(config, 'components').additionalProperties as JsonSchema).anyOf ?? []
  return {
    document: table(config),
    host: table(host),
    jump: table(mapping(host, 'jump')),
    s3: table(mapping(config, 'store', 'bucket')),
    directory: table(mapping(config, 'store', 'directory')),
    compression: table(mapping(config, 'compression')),
    quiesce: table(property(config, 'quiesce')),
    hooks: table(property(config, 'hooks')),
    drain: table(property(property(config, 'quiesce'), 'drain')),
    restore: table(property(config, 'restore')),
    health: table(property(property(config, 'restore'), 'health')),
    kinds: kinds.map(kindSection).join('\n\n')
  }
}

/** Puts the tables between their markers (`<!-- keys: NAME -->` … `<!-- /keys -->`). Throws where one has no place, or a place no table. */
export function replaceReference(text: string, tables: Readonly<Record<string, string>>): string {
  const placed = new Set<string>()
  const replaced = text.replace(/(<!-- keys: (\w+) -->\n).*?(<!-- \/keys -->)/gs, (_, begin, name, end) => {
    if (tables[name] === undefined) throw new Error(`there is no table ${name}`)
    placed.add(name)
    return `${begin}${tables[name]}\n${end}`
  })
  const lost = Object.keys(tables).filter((name) => !placed.has(name))
  if (lost.length > 0) throw new Error(`there is no place for ${lost.join(', ')}`)
  return replaced
}

const COMMON = ['type', 'timeout']

function kindSection(kind: JsonSchema): string {
  const name = String(property(kind, 'type').const)
  const own = Object.entries(kind.properties ?? {}).filter(([key]) => !COMMON.includes(key))
  const described = kind.description === undefined ? [] : [kind.description]
  return [`### ${name}`, ...described, table({ ...kind, properties: Object.fromEntries(own) })].join('\n\n')
}

function property(schema: JsonSchema, name: string): JsonSchema {
  const found = schema.properties?.[name]
  if (found === undefined || typeof found === 'boolean') throw new Error(`there is no key ${name}`)
  return found
}

/** The mapping among a key's alternatives, told from others by a key of its own. */
function mapping(schema: JsonSchema, name: string, ownKey?: string): JsonSchema {
  const found = (property(schema, name).anyOf ?? []).find(
    ({ properties }) => properties !== undefined && (ownKey === undefined || ownKey in properties)
  )
  if (found === undefined) throw new Error(`${name} takes no mapping`)
  return found
}

function table(schema: JsonSchema): string {
  const rows = Object.keys(schema.properties ?? {}).map((name) => {
    const value = property(schema, name)
    const cells = [
      `\`${name}\``,
      form(value),
      fallback(value, schema.required?.includes(name)),
      value.description ?? ''
    ]
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  })
  return ['| key | value | default | |', '|---|---|---|---|', ...rows].join('\n')
}

function fallback({ default: value }: JsonSchema, isRequired = false): string {
  if (isRequired) return '**required**'
  const says = value !== undefined && JSON.stringify(value) !== '[]' && value !== ''
  return says ? `\`${typeof value === 'string' ? value : JSON.stringify(value)}\`` : ''
}

function form(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(' · ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(form))].join(' or ')
  switch (schema.type) {
    case 'array':
      return `list of ${form(schema.items as JsonSchema)}`
    case 'object':
      return schema.properties === undefined ? 'mapping by name' : 'mapping'
    case 'boolean':
      return '`true` · `false`'
    case 'integer':
      return 'whole number'
    case 'string':
      return 'text'
    default:
      return String(schema.type)
  }
}
