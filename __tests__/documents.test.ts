import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { drivers } from '../src/drivers/index.js'
import { problemsIn } from './config/sample.js'

// What users copy from the documents fits the action as it is.

interface Workflow {
  readonly on?: { readonly workflow_dispatch?: { readonly inputs?: object } }
  readonly concurrency?: Concurrency
  readonly jobs: Readonly<
    Record<string, { readonly concurrency?: Concurrency; readonly steps: readonly Use[] }>
  >
}
interface Concurrency {
  readonly group: string
  readonly 'cancel-in-progress': boolean
}
interface Use {
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

const read = (file: string): string => readFileSync(file, 'utf8')
const blocksOf = (file: string, language: string): readonly string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block
  )
const action = parse(read('action.yml')) as { readonly inputs: object }
const EXAMPLES = 'examples/workflows'
const workflows: readonly (readonly [string, Workflow])[] = [
  ...blocksOf('README.md', 'yaml').map((text, index) => [`README.md, block ${index + 1}`, text] as const),
  ...readdirSync(EXAMPLES).map((name) => [`${EXAMPLES}/${name}`, read(path.join(EXAMPLES, name))] as const)
]
  .map(([name, text]) => [name, parse(text) as Workflow] as const)
  .filter(([, workflow]) => workflow.jobs !== undefined)

test('the smallest workflow stands in the first 20 lines of the README', () => {
  const [first = ''] = blocksOf('README.md', 'yaml')
  const beginning = read('README.md').split('\n').slice(0, 20).join('\n')
  expect(beginning).toContain(first)
  expect(workflows.length).toBe(4)
})

describe.each(workflows)('the workflow of %s', (_, workflow) => {
  const jobs = Object.values(workflow.jobs)

  test('gives inputs that there are', () => {
    const given = jobs.flatMap(({ steps }) =>
      steps.flatMap((step) =>
        step.uses?.startsWith('predeploy-backup/') ? Object.keys(step.with ?? {}) : []
      )
    )
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(given))
    expect(given.length).toBeGreaterThan(3)
  })

  test('runs beside no other one of the stack, and is not cancelled by it', () => {
    for (const { concurrency = workflow.concurrency } of jobs)
      expect(concurrency).toEqual({ group: 'shop-production', 'cancel-in-progress': false })
  })

  test('names the action as the others do', () => {
    const names = jobs.flatMap(({ steps }) =>
      steps.flatMap(({ uses }) => (uses?.startsWith('predeploy-backup/') ? [uses] : []))
    )
    expect(names).toEqual(['predeploy-backup/predeploy-backup@main'])
  })
})

test('the document of the README is accepted', () => {
  const documents = blocksOf('README.md', 'yaml').filter((text) => text.startsWith('stack:'))
  expect(documents.length).toBe(1)
  expect(problemsIn(documents[0] as string, { drivers })).toEqual([])
})

test('README.md and docs/s3.md ask for the same rights', () => {
  const rightsIn = (file: string) =>
    blocksOf(file, 'json').map((text) =>
      (
        JSON.parse(text) as { Statement: readonly { Action: readonly string[]; Resource: string }[] }
      ).Statement.map(({ Action, Resource }) => ({ Action, Resource }))
    )
  expect(rightsIn('README.md')).toEqual(rightsIn('docs/s3.md'))
  const [policy = ''] = blocksOf('README.md', 'json')
  const rights = [...policy.matchAll(/"(s3:\w+)"/g)].map(([, right]) => right).sort()
  const explained = [...read('docs/s3.md').matchAll(/^\| `(s3:\w+)` \|/gm)].map(([, right]) => right).sort()
  expect(rights).toEqual(explained)
})

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'bench/README.md', ...markdownBelow('docs')]

test.each(DOCUMENTS)('the links of %s lead somewhere', (document) => {
  const targets = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, target = '']) => path.join(path.dirname(document), target)
  )
  expect(targets.filter((target) => !existsSync(target))).toEqual([])
})

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name))
}
