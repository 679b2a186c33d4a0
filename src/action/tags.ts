import { getExecOutput } from '@actions/exec'

/** Where a run comes from, as manifests record it. The commit is the one that is checked out, which a dispatched deploy may choose. */
export async function readTags(
  environment: Readonly<Record<string, string | undefined>>
): Promise<Record<string, string>> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: runId } = environment
  const tags: Record<string, string | undefined> = {
    'git-sha': (await checkedOutCommit(environment['GITHUB_WORKSPACE'])) ?? environment['GITHUB_SHA'],
    'workflow-sha': environment['GITHUB_SHA'],
    'git-ref': environment['GITHUB_REF'],
    repository,
    workflow: environment['GITHUB_WORKFLOW'],
    job: environment['GITHUB_JOB'],
    event: environment['GITHUB_EVENT_NAME'],
    actor: environment['GITHUB_ACTOR'],
    'run-id': runId,
    'run-attempt': environment['GITHUB_RUN_ATTEMPT'],
    'run-url':
      repository && runId
        ? `${server ?? 'https://github.com'}/${repository}/actions/runs/${runId}`
        : undefined
  }
  return Object.fromEntries(
    Object.entries(tags).filter((tag): tag is [string, string] => tag[1] !== undefined && tag[1] !== '')
  )
}

async function checkedOutCommit(workspace: string | undefined): Promise<string | undefined> {
  if (workspace === undefined || workspace === '') return undefined
  try {
    const { exitCode, stdout } = await getExecOutput(
      'git',
      ['-c', `safe.directory=${workspace}`, '-C', workspace, 'rev-parse', '--verify', 'HEAD'],
      {
        silent: true,
        ignoreReturnCode: true
      }
    )
    return exitCode === 0 ? stdout.trim() : undefined
  } catch {
    // No git on this runner: the commit of the workflow stands in.
    return undefined
  }
}
