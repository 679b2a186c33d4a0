import type { Driver } from '../drivers/driver.js'
import { UserError, UserErrors } from '../errors.js'
import { componentProblem } from './chosen-components.js'
import { type ConfigDocument, type PlacedProblem, readDocument } from './document.js'
import { matchDocument } from './match-document.js'
import { valueAt } from './path.js'
import type { HostTarget, Plan } from './plan.js'
import { documentSchema } from './schema/document.js'
import { hostSchema } from './schema/host.js'
import { type Mismatch, matchSchema } from './schema-problems.js'
import { showValue, withoutTexts } from './shown-value.js'
import { type Environment, fillVariables, type Variables } from './variables.js'
import { withWrittenCommands } from './written-commands.js'
import { summary } from './yaml-text.js'

/** A configuration and what surrounds it. */
export interface ParseOptions {
  readonly text: string
  /** What messages call the document: the name of its file, or `config`. */
  readonly source: string
  readonly environment: Environment
  readonly drivers: readonly Driver[]
  readonly overrides?: Overrides
  /** Reads a file that the document names; throws a UserError where it cannot. */
  readonly readFile: (path: string) => string
}

/** What a run may say instead of the document; empty text says nothing. */
export interface Overrides {
  readonly host?: string | undefined
  /** Names of components, which must be known; `chosenComponents` picks them out of the plan. */
  readonly components?: readonly string[] | undefined
}

/** Turns a configuration into a plan. Throws UserErrors with everything that is wrong with it, in the order of the text. */
export function parseConfig({
  text,
  source,
  environment,
  drivers,
  overrides = {},
  readFile
}: ParseOptions): Plan {
  const document = readDocument(text, source)
  const variables = fillVariables(document, environment)
  const region = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'] || undefined
  const declared = matchDocument(documentSchema(drivers, { region, readFile }), document, variables)
  const host = overriddenHost(overrides.host)
  const problems = [
    ...inOrder([
      ...document.problems,
      ...variables.troubles.map((trouble) => document.locate({ ...trouble, concerns: 'value' })),
      ...(declared.mismatches ?? []).map((mismatch) =>
        tell(mismatch, { document, variables, value: declared.value })
      ),
      ...(host === undefined && lacksHost(declared.value) ? [hostMissing(document)] : [])
    ]),
    ...(host?.problems ?? []),
    ...unknownComponents(overrides.components, declared.value)
  ]
  if (declared.data === undefined || problems.length > 0) throw new UserErrors(summary(source), problems)
  const data = withWrittenCommands(declared.data, variables)
  return { ...data, host: host?.target ?? (data.host as HostTarget) }
}

const inOrder = (problems: readonly PlacedProblem[]): readonly UserError[] =>
  problems.toSorted((one, other) => one.offset - other.offset).map(({ error }) => error)

const lacksHost = (value: unknown): boolean => isMapping(value) && !Object.hasOwn(value, 'host')

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hostMissing = (document: ConfigDocument): PlacedProblem =>
  document.locate({
    path: ['host'],
    what: 'is missing',
    remedy: 'Add `host: user@address`, or give the input `host`.',
    concerns: 'key'
  })

function tell(
  { path, what, remedy, concerns }: Mismatch,
  { document, variables, value }: { document: ConfigDocument; variables: Variables; value: unknown }
): PlacedProblem {
  const isHidden = variables.at(path) !== undefined
  const shown = concerns === 'value' && path.length > 0 ? showValue(valueAt(value, path), path, isHidden) : ''
  const hide = (text: string) => withoutTexts(text, variables.texts)
  return document.locate({
    path,
    what: `${hide(what)}${shown}`,
    remedy: remedy === undefined ? undefined : hide(remedy),
    concerns
  })
}

function overriddenHost(
  text: string | undefined
): { target?: HostTarget | undefined; problems: readonly UserError[] } | undefined {
  if (text === undefined || text === '') return undefined
  const matched = matchSchema(hostSchema, text)
  if (matched.mismatches === undefined) return { target: matched.data, problems: [] }
  return {
    problems: matched.mismatches.map(
      ({ what, remedy }) =>
        new UserError(`the input host: ${what}${showValue(text, ['host'], false)}`, { remedy })
    )
  }
}

function unknownComponents(names: readonly string[] | undefined, value: unknown): readonly UserError[] {
  const components = valueAt(value, ['components'])
  if (names === undefined || !isMapping(components)) return []
  return names.flatMap((name) => componentProblem(name, Object.keys(components)) ?? [])
}
