import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'

/** How a step of a job is run. */
export interface Step {
  /** The folder of the built action; this repository where absent. */
  readonly action?: string
  readonly inputs: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Files that a checkout would have put into the workspace, by path. */
  readonly workspace?: Readonly<Record<string, string>>
  /** Called with the process of `main`, e.g. to send it signals. */
  readonly onStart?: (pid: number) => void
  readonly timeoutMs?: number
}

/** What a step did, as a runner sees it. */
export interface Phase {
  readonly exitCode: number | string
  /** Standard output and standard error, interleaved as they came. */
  readonly log: string
  readonly commands: readonly { readonly command: string; readonly value: string }[]
  readonly masks: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  readonly summary: string
  readonly seconds: number
}

/** Runs `main`, then `post`, of the built action as the GitHub runner does. Unknown inputs are refused. */
export async function runStep(step: Step): Promise<{ readonly main: Phase; readonly post: Phase }> {
  const folder = step.action ?? REPOSITORY
  const action = parse(await readFile(path.join(folder, 'action.yml'), 'utf8')) as ActionFile
  const unknown = Object.keys(step.inputs).filter((name) => !(name in action.inputs))
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`)
  const root = await mkdtemp(path.join(tmpdir(), 'runner-'))
  try {
    const folders = {
      RUNNER_TEMP: path.join(root, '_temp'),
      GITHUB_WORKSPACE: path.join(root, 'workspace'),
      RUNNER_TOOL_CACHE: path.join(root, 'tools'),
      HOME: path.join(root, 'home')
    }
    for (const folder of Object.values(folders)) await mkdir(folder)
    for (const [name, text] of Object.entries(step.workspace ?? {})) {
      const file = path.join(folders.GITHUB_WORKSPACE, name)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    const env = { ...JOB, ...folders, ...inputVariables(action, step.inputs), ...step.env }
    const main = await runPhase({ root, name: 'main', entry: path.join(folder, action.runs.main), env, step })
    const state = Object.fromEntries(
      Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value])
    )
    const post = await runPhase({
      root,
      name: 'post',
      entry: path.join(folder, action.runs.post),
      env: { ...env, ...state },
      step: { ...step, onStart: () => undefined }
    })
    return { main, post }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly default?: string } | null>>
  readonly runs: { readonly main: string; readonly post: string }
}

const REPOSITORY = path.resolve(import.meta.dirname, '..')
const NODE = path.join(REPOSITORY, 'node_modules', '.bin', 'node')

const JOB = {
  PATH: process.env['PATH'] ?? '',
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octocat',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_JOB: 'deploy',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'shop/shop',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '4711',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
  GITHUB_WORKFLOW: 'deploy',
  RUNNER_ARCH: 'X64',
  RUNNER_OS: 'Linux'
}

// The runner upper-cases names and replaces blanks; hyphens stay.
const inputVariables = (action: ActionFile, given: Step['inputs']) =>
  Object.fromEntries(
    Object.entries(action.inputs).map(([name, declared]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? declared?.default ?? ''
    ])
  )

async function runPhase(phase: {
  readonly root: string
  readonly name: string
  readonly entry: string
  readonly env: Readonly<Record<string, string>>
  readonly step: Step
}): Promise<Phase> {
  const { root, name, entry, env, step } = phase
  const file = (variable: string) => path.join(root, `${name}-${variable.toLowerCase()}`)
  for (const variable of FILES) await writeFile(file(variable), '')
  const files = Object.fromEntries(FILES.map((variable) => [variable, file(variable)]))
  const started = performance.now()
  const child = spawn(NODE, [entry], {
    cwd: env['GITHUB_WORKSPACE'] as string,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...files }
  })
  let log = ''
  const collect = (chunk: Buffer) => {
    log += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  if (child.pid !== undefined) step.onStart?.(child.pid)
  const limit = setTimeout(() => child.kill('SIGKILL'), step.timeoutMs ?? 170_000)
  const exitCode = await new Promise<number | string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'))
  })
  clearTimeout(limit)
  const commands = log.split('\n').flatMap(readCommand)
  return {
    exitCode,
    log,
    commands,
    masks: commands.flatMap(({ command, value }) => (command === 'add-mask' ? [value] : [])),
    outputs: readVariables(await readFile(file('GITHUB_OUTPUT'), 'utf8')),
    state: readVariables(await readFile(file('GITHUB_STATE'), 'utf8')),
    summary: await readFile(file('GITHUB_STEP_SUMMARY'), 'utf8'),
    seconds: (performance.now() - started) / 1000
  }
}

const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY']

function readCommand(line: string): { command: string; value: string }[] {
  const [, command, value] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/.exec(line.replace(/\r$/, '')) ?? []
  if (command === undefined || value === undefined) return []
  return [{ command, value: value.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') }]
}

/** Reads `NAME=value` and `NAME<<END … END`, as runners do. */
function readVariables(text: string): Record<string, string> {
  const variables: Record<string, string> = {}
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const [, name, delimiter] = /^(.+?)<<(.+)$/.exec(line) ?? []
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`the value of ${name} has no end`)
      variables[name] = lines.slice(index + 1, end).join('\n')
      index = end
    } else if (line.includes('=')) {
      variables[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1)
    }
  }
  return variables
}
