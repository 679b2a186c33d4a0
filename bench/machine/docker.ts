import { createHash } from 'node:crypto'
import { attempt, run, succeeds } from '../run.ts'
import { benchLabel } from '../state.ts'

/** A container of the bench's own (not of the compose project): its options and command as `docker run` takes them. */
export type Container = {
  readonly name: string
  readonly image: string
  readonly options?: readonly string[]
  readonly command?: readonly string[]
}

/** The words after `docker run`, `docker volume create` or `docker network create` that mark a thing as the bench's own. */
export const labelled = ['--label', `${benchLabel}=1`] as const

/** Makes sure that a container runs as it is described; one that is described otherwise, or stands still, is made anew. */
export async function ensureContainer(container: Container): Promise<void> {
  const { name, image, options = [], command = [] } = container
  const imageId = (await run(['docker', 'image', 'inspect', '--format', '{{.Id}}', image])).trim()
  const wanted = createHash('sha256')
    .update(JSON.stringify([container, imageId]))
    .digest('hex')
  const found = await inspectContainer(name, `{{.State.Status}} {{index .Config.Labels "${specLabel}"}}`)
  if (found === `running ${wanted}`) return
  await removeContainer(name)
  const labels = [...labelled, '--label', `${specLabel}=${wanted}`]
  await run(['docker', 'run', '--detach', '--name', name, ...labels, ...options, image, ...command])
}

/** What `docker inspect` says of a container in this format, or nothing when there is none. */
export async function inspectContainer(name: string, format: string): Promise<string | undefined> {
  const { status, stdout } = await attempt(['docker', 'container', 'inspect', '--format', format, name])
  return status === 0 ? stdout.toString('utf8').trim() : undefined
}

/** Removes a container with its anonymous volumes; one that is not there is fine. */
export async function removeContainer(name: string): Promise<void> {
  if ((await inspectContainer(name, '{{.Id}}')) === undefined) return
  await run(['docker', 'rm', '--force', '--volumes', name])
}

/** Makes the network of the bench's own containers (once) and gives the address of its gateway, which is this machine. */
export async function ensureNetwork(name: string): Promise<string> {
  if (!(await succeeds(['docker', 'network', 'inspect', name]))) {
    await run(['docker', 'network', 'create', ...labelled, name])
  }
  const format = '{{range .IPAM.Config}}{{.Gateway}} {{end}}'
  const gateways = (await run(['docker', 'network', 'inspect', '--format', format, name])).trim().split(' ')
  const gateway = gateways.find((address) => address.includes('.'))
  if (gateway === undefined) throw new Error(`the network ${name} has no gateway`)
  return gateway
}

const specLabel = `${benchLabel}.spec`
