import { describe, expect, test } from '@jest/globals'
import { documentWith, problemsIn } from './sample.js'

const KINDS = 'Known are: postgres, files.'
const POSTGRES_KEYS = 'Known are: container, databases, port, password, type, timeout.'
const NAME = 'Use 1 to 63 lower-case letters, digits, ".", "_" and "-", and begin with a letter or a digit.'

const component = (keys: string) => documentWith({ components: `{ db: { ${keys} } }` })

const documents: Readonly<Record<string, readonly [document: string, ...problems: string[]]>> = {
  'a mistyped key': [
    component('type: postgres, contaner: shop-db'),
    `config:4:37: components.db.contaner: unknown key\n→ Did you mean "container"? ${POSTGRES_KEYS}`
  ],
  'a key of nothing like it': [
    component('type: postgres, container: shop-db, colour: red'),
    `config:4:57: components.db.colour: unknown key\n→ ${POSTGRES_KEYS}`
  ],
  'a mistyped section': [
    `${documentWith({})}retension: {}\n`,
    'config:5:1: retension: unknown key\n→ Known are: stack, host, store, compression, lock-timeout, quiesce, hooks, restore, components.'
  ],
  'a key that is missing': [
    component('type: postgres'),
    'config:4:15: components.db.container: is missing\n→ The container: its name, or { project, service } where compose or a panel gives random names.'
  ],
  'a kind that is missing': [
    component('container: shop-db'),
    `config:4:15: components.db.type: is missing\n→ ${KINDS}`
  ],
  'an unknown kind': [
    component('type: postgresql, container: shop-db'),
    `config:4:27: components.db.type: unknown kind (found "postgresql")\n→ Did you mean "postgres"? ${KINDS}`
  ],
  'a kind that is a number': [
    component('type: 7'),
    `config:4:27: components.db.type: unknown kind (found 7)\n→ ${KINDS}`
  ],
  'a number instead of text': [
    component('type: postgres, container: 1234'),
    'config:4:48: components.db.container: must be text or a mapping (found 1234)\n→ The container: its name, or { project, service } where compose or a panel gives random names.'
  ],
  'text instead of a list': [
    component('type: postgres, container: c, databases: shop'),
    'config:4:62: components.db.databases: must be a list (found "shop")'
  ],
  'an empty list': [
    component('type: postgres, container: c, databases: []'),
    'config:4:51: components.db.databases: must not be empty'
  ],
  'a number in a list of text': [
    component('type: postgres, container: c, databases: [shop, 2024]'),
    'config:4:69: components.db.databases[1]: must be text (found 2024)\n→ Put the value in quotes.'
  ],
  'text instead of a number': [
    component('type: postgres, container: c, port: "5432"'),
    'config:4:57: components.db.port: must be a number (found "5432")'
  ],
  'a broken number': [
    component('type: postgres, container: c, port: 5432.5'),
    'config:4:57: components.db.port: must be a whole number (found 5432.5)'
  ],
  'a number that is too big': [
    component('type: postgres, container: c, port: 70000'),
    'config:4:57: components.db.port: must be at most 65535 (found 70000)'
  ],
  'text instead of a boolean': [
    component('type: files, paths: [/x], strict: yes'),
    'config:4:55: components.db.strict: must be true or false (found "yes")'
  ],
  'a mistyped key of a mapping that might be text': [
    component('type: postgres, container: { projekt: shop, service: db }'),
    'config:4:50: components.db.container.projekt: unknown key\n→ Did you mean "project"? Known are: project, service.'
  ],
  'what only the driver knows': [
    component('type: files, paths: [opt/shop]'),
    'config:4:15: components.db: the path opt/shop is relative\n→ Begin it with a slash.'
  ],
  'an empty key': [
    component('type: postgres, container: '),
    'config:4:37: components.db.container: must be text or a mapping (found nothing)\n→ The container: its name, or { project, service } where compose or a panel gives random names.'
  ],
  'no components': [
    documentWith({ components: '{}' }),
    'config:4:1: components: names nothing to back up\n→ Add a component.'
  ],
  'components without a value': [
    documentWith({ components: '' }),
    'config:4:1: components: must be a mapping (found nothing)\n→ What is backed up, by name.'
  ],
  'components as a list': [
    documentWith({ components: '[{ type: files }]' }),
    'config:4:13: components: must be a mapping (found a list)\n→ What is backed up, by name.'
  ],
  'a component that is text': [
    documentWith({ components: '{ db: postgres }' }),
    'config:4:19: components.db: must be a mapping (found "postgres")'
  ],
  'a bad name of a component': [
    documentWith({ components: '{ "My DB": { type: files, paths: [] } }' }),
    `config:4:15: components["My DB"]: is not a usable name\n→ ${NAME}`
  ],
  'a name that begins with a dash': [
    documentWith({ components: '{ -db: { type: files, paths: [] } }' }),
    `config:4:15: components.-db: is not a usable name\n→ ${NAME}`
  ],
  'a name that means something to JavaScript': [
    documentWith({ components: '{ __proto__: { type: files, paths: [] } }' }),
    'config:4:1: components: names nothing to back up\n→ Add a component.',
    'config:4:15: components.__proto__: this key cannot be used\n→ Choose another name.'
  ],
  'names whose files could be the same': [
    documentWith({
      components: '{ db: { type: files, paths: [] }, db.shop: { type: files, paths: [] } }'
    }),
    'config:4:47: components.db.shop: could have the same files as the component "db"\n→ Use "-" instead of ".".'
  ],
  'a bad name of the stack': [
    documentWith({ stack: 'Shop/Production' }),
    `config:1:8: stack: is not a usable name (found "Shop/Production")\n→ ${NAME}`
  ],
  'a duration that is none': [
    component('type: files, paths: [], timeout: soon'),
    'config:4:54: components.db.timeout: is not a duration (found "soon")\n→ For example 90m, 1h30m, 6h, or a number of seconds.'
  ],
  'a duration of nothing': [
    component('type: files, paths: [], timeout: 0'),
    'config:4:54: components.db.timeout: must be more than 0 and at most 7 days (found 0)\n→ For example 90m or 6h.'
  ],
  'a duration of weeks': [
    component('type: files, paths: [], timeout: 8d'),
    'config:4:54: components.db.timeout: must be more than 0 and at most 7 days (found "8d")\n→ For example 90m or 6h.'
  ],
  'a mistyped codec': [
    documentWith({ compression: 'zst' }),
    'config:5:14: compression: must be one of auto, zstd, gzip, none (found "zst")\n→ Did you mean "zstd"? Known are: auto, zstd, gzip, none.'
  ],
  'a mistyped key of the compression': [
    documentWith({ compression: '{ codex: zstd }' }),
    'config:5:16: compression.codex: unknown key\n→ Did you mean "codec"? Known are: codec, level.'
  ],
  'a level that the codec has not': [
    documentWith({ compression: '{ codec: gzip, level: 12 }' }),
    'config:5:36: compression.level: must be from 1 to 9 for gzip (found 12)'
  ],
  'a level without compression': [
    documentWith({ compression: '{ codec: none, level: 3 }' }),
    'config:5:36: compression.level: does nothing without compression (found 3)\n→ Leave it out.'
  ],
  'a document that is a list': [
    '- stack: shop\n',
    'config:1:1: must be a mapping\n→ What predeploy-backup backs up before a deploy, and where to.'
  ],
  'no host anywhere': [
    documentWith({}).replace(/^host:.*\n/m, ''),
    'config:1:1: host: is missing\n→ Add `host: user@address`, or give the input `host`.'
  ],
  'everything at once, in the order of the text': [
    `stak: shop
host: 203.0.113.7
components:
  db: { type: postgrs }
  db: { type: postgres, container: "\${NOWHERE}", port: 0 }
store: { bucket: s3://backups/shop, region: r }
`,
    'config:1:1: stak: unknown key\n→ Did you mean "stack"? Known are: stack, host, store, compression, lock-timeout, quiesce, hooks, restore, components.',
    'config:2:7: host: names no user (found "203.0.113.7")\n→ Write user@address or user@address:port; an IPv6 address stands in brackets: user@[2001:db8::1]:22.',
    'config:5:3: components.db: this key stands twice in the same mapping\n→ Leave one of the two out.',
    `config:5:36: components.db.container: the variable NOWHERE is not set\n→ Give it to the step (\`env: { NOWHERE: … }\`; a secret that does not exist is empty), or write a default: \${NOWHERE:-default}.`,
    'config:5:56: components.db.port: must be at least 1 (found 0)',
    'config:6:18: store.bucket: is not the name of a bucket (found "s3://backups/shop")\n→ Write the name of the bucket alone; what follows it is `prefix`.'
  ]
}

describe('what is wrong with a document is told with its place and its remedy', () => {
  test.each(Object.entries(documents))('%s', (_, [document, ...problems]) => {
    expect(problemsIn(document)).toEqual(problems)
  })

  test('inputs are told of, too', () => {
    expect(problemsIn(documentWith({}), { overrides: { host: 'nowhere', components: ['bd'] } })).toEqual([
      'the input host: names no user (found "nowhere")\n→ Write user@address or user@address:port; an IPv6 address stands in brackets: user@[2001:db8::1]:22.',
      'the input components: "bd" is no component of the configuration\n→ Did you mean "db"? Known are: db.'
    ])
  })
})

describe('a message shows no secret', () => {
  test('of a key that sounds like one', () => {
    const [problem] = problemsIn(component('type: postgres, container: c, password: [hunter2]'))
    expect(problem).toBe('config:4:61: components.db.password: must be text (its value is not shown)')
  })

  test('of a key in PEM', () => {
    const [problem] = problemsIn(documentWith({ stack: '"-----BEGIN PRIVATE KEY-----"' }))
    expect(problem).toContain('stack: is not a usable name (its value is not shown)')
  })

  test('that came from a variable', () => {
    const text = component(`type: files, paths: ["\${SECRET}"]`).replace('stack: shop', `stack: \${SECRET}`)
    const problems = problemsIn(text, { environment: { SECRET: 'Tr0ub4dor&3' } })
    expect(problems).toEqual([
      `config:1:8: stack: is not a usable name (its value is not shown)\n→ ${NAME}`,
      'config:4:15: components.db: the path *** is relative\n→ Begin it with a slash.'
    ])
  })
})
