import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { attempt, type Outcome } from '../run.ts'
import { installAct } from './install.ts'

/** A workflow run as an independent runner shall do it. */
export interface Workflow {
  /** File below bench/act/workflows. */
  readonly file: string
  readonly event: 'push' | 'workflow_dispatch'
  readonly inputs?: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

/** Runs a workflow of this repository in `act`, on this machine, with the project's own Node. */
export async function runWorkflow(workflow: Workflow): Promise<Outcome> {
  const binary = await installAct()
  const folder = await mkdtemp(path.join(tmpdir(), 'act-'))
  try {
    const files = {
      '--secret-file': workflow.secrets,
      '--var-file': workflow.variables,
      '--input-file': workflow.inputs ?? {}
    }
    const given = await Promise.all(
      Object.entries(files).map(async ([option, values]) => {
        const file = path.join(folder, option.slice(2))
        await writeFile(
          file,
          Object.entries(values)
            .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
            .join('')
        )
        return [option, file]
      })
    )
    return await attempt(
      [
        binary,
        workflow.event,
        '--workflows',
        path.join('bench/act/workflows', workflow.file),
        '--platform',
        'ubuntu-latest=-self-hosted',
        '--artifact-server-path',
        path.join(folder, 'artifacts'),
        '--artifact-server-addr',
        '127.0.0.1',
        '--no-cache-server',
        '--actor',
        'octocat',
        ...given.flat()
      ],
      {
        cwd: REPOSITORY,
        timeoutSeconds: 170,
        env: {
          PATH: `${path.join(REPOSITORY, 'node_modules', '.bin')}:${process.env['PATH']}`,
          XDG_CACHE_HOME: folder
        }
      }
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const REPOSITORY = path.resolve(import.meta.dirname, '..', '..')
