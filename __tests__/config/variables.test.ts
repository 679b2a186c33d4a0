import { describe, expect, test } from '@jest/globals'
import { documentWith, parse, problemsIn } from './sample.js'

const environment = {
  NAME: 'shop-db',
  EMPTY: '',
  PORT: '5433',
  YES: 'true',
  NESTED: `\${NAME}`,
  YAML: "x, port: 1 } # '",
  _low_1: 'low'
}
const component = (keys: string) => documentWith({ components: `{ db: { type: postgres, ${keys} } }` })
const declared = (text: string) =>
  JSON.parse(parse(text, { environment }).components[0]?.component.probe.text ?? '')

describe('variables are filled', () => {
  const filled: Readonly<Record<string, readonly [written: string, meant: string]>> = {
    'one alone': [`\${NAME}`, 'shop-db'],
    'within text': [`a-\${NAME}-z`, 'a-shop-db-z'],
    several: [`\${NAME}/\${_low_1}`, 'shop-db/low'],
    'a default for one that is not set': [`\${NOWHERE:-default}`, 'default'],
    'a default for one that is empty': [`\${EMPTY:-default}`, 'default'],
    'no default where it is set': [`\${NAME:-default}`, 'shop-db'],
    'a default of anything but braces': [`\${NOWHERE:-a:-b $x 'y'}`, "a:-b $x 'y'"],
    'one that holds a variable, which is text': [`\${NESTED}`, `\${NAME}`],
    'one that holds YAML, which is text': [`\${YAML}`, "x, port: 1 } # '"],
    'one that is escaped': [`$\${NAME}`, `\${NAME}`],
    'one escaped beside one that is not': [`$\${NAME}\${NAME}`, `\${NAME}shop-db`],
    'a dollar alone': ['$NAME $(x) $', '$NAME $(x) $'],
    'a number, which stays text where text is wanted': [`\${PORT}`, '5433']
  }
  test.each(Object.entries(filled))('%s', (_, [written, meant]) => {
    expect(declared(component(`container: ${JSON.stringify(written)}`))).toEqual({ container: meant })
  })

  test('a number where one is wanted', () =>
    expect(declared(component(`container: c, port: "\${PORT}"`))).toEqual({ container: 'c', port: 5433 }))

  test('a boolean where one is wanted', () =>
    expect(
      declared(documentWith({ components: `{ c: { type: files, paths: [/x], strict: "\${YES}" } }` }))
    ).toEqual({ paths: ['/x'], strict: true }))

  test('where an alias stands for them', () =>
    expect(declared(component(`container: &name "\${NAME}", databases: [*name]`))).toEqual({
      container: 'shop-db',
      databases: ['shop-db']
    }))

  test('in commands, of which it is known what the document says', () => {
    const { hooks, quiesce } = parse(
      documentWith({
        hooks: `{ before: { command: "run \${NAME} $\${x}" }, after: { command: run } }`,
        quiesce: `{ stop: [worker], drain: { command: "drain \${_low_1}" } }`
      }),
      { environment }
    )
    expect(hooks?.before).toMatchObject({ command: `run shop-db \${x}`, written: `run \${NAME} $\${x}` })
    expect(hooks?.after).toMatchObject({ command: 'run' })
    expect(hooks?.after).not.toHaveProperty('written')
    expect(quiesce?.drain).toMatchObject({ command: 'drain low', written: `drain \${_low_1}` })
    expect(quiesce?.containers).toHaveLength(1)
  })

  test('outside of braces without quotes', () =>
    expect(parse(documentWith({ stack: `shop-\${_low_1}` }), { environment }).stack).toBe('shop-low'))
})

describe('variables that cannot be filled are told with their place', () => {
  const GIVE_IT = (name: string) =>
    `→ Give it to the step (\`env: { ${name}: … }\`; a secret that does not exist is empty), or write a default: \${${name}:-default}.`
  const WRITE_IT = `→ Write \${NAME} or \${NAME:-default} with letters, digits and _; write $\${ for the characters \${ themselves.`
  const at = 'config:4:48: components.db.container'
  const wrong: Readonly<Record<string, readonly [written: string, ...problems: string[]]>> = {
    'not set': [`\${NOWHERE}`, `${at}: the variable NOWHERE is not set\n${GIVE_IT('NOWHERE')}`],
    empty: [`\${EMPTY}`, `${at}: the variable EMPTY is empty\n${GIVE_IT('EMPTY')}`],
    'inherited from every object': [
      `\${constructor}`,
      `${at}: the variable constructor is not set\n${GIVE_IT('constructor')}`
    ],
    'several of one value': [
      `\${A}\${NAME}\${B}`,
      `${at}: the variable A is not set\n${GIVE_IT('A')}`,
      `${at}: the variable B is not set\n${GIVE_IT('B')}`
    ],
    'no name': [`\${a b}`, `${at}: "\${" does not begin a variable\n${WRITE_IT}`],
    'never closed': [`\${NAME`, `${at}: "\${" does not begin a variable\n${WRITE_IT}`],
    'another kind of default': [`\${NAME-x}`, `${at}: "\${" does not begin a variable\n${WRITE_IT}`],
    'an expression of a workflow': [
      `\${{ secrets.NAME }}`,
      `${at}: a workflow expression is not evaluated in a file\n${WRITE_IT}`
    ]
  }
  test.each(Object.entries(wrong))('%s', (_, [written, ...problems]) => {
    expect(problemsIn(component(`container: ${JSON.stringify(written)}`), { environment })).toEqual(problems)
  })

  test('a number that the variable does not hold', () =>
    expect(problemsIn(component(`container: c, port: "\${NAME}"`), { environment })).toEqual([
      'config:4:57: components.db.port: must be a number (its value is not shown)'
    ]))

  test('text that is more than the variable is no number', () =>
    expect(problemsIn(component(`container: c, port: "1\${PORT}"`), { environment })).toEqual([
      'config:4:57: components.db.port: must be a number (its value is not shown)'
    ]))

  test('one in a key is not filled', () =>
    expect(problemsIn(component(`container: c, "\${NAME}": 1`), { environment })[0]).toBe(
      `config:4:51: components.db["\${NAME}"]: unknown key\n→ Known are: container, databases, port, password, type, timeout.`
    ))
})
