import { z } from 'zod'
import { UserError } from '../errors.js'
import type { ContainerReference } from '../host-script/container.js'
import type { Beside, Found } from './driver.js'
import { type Facts, readFact } from './facts.js'

/** How a document names a container. */
export const containerSchema = z
  .union([
    z.string().min(1).describe('The name of the container.'),
    z
      .strictObject({ project: z.string().min(1), service: z.string().min(1) })
      .describe('A service of a compose project.')
  ])
  .describe('The container: its name, or { project, service } where compose or a panel gives random names.')

/** A container as the host describes it. */
export interface Container {
  readonly id: string
  readonly name: string
  readonly image: string
  readonly imageName: string
  readonly imageDigests: readonly string[]
  readonly command: readonly string[]
  readonly mounts: readonly Mount[]
  /** Whether Docker removes it when it stops, with its volumes that have no name. */
  readonly autoRemove: boolean
  readonly labels: Readonly<Record<string, string>>
}

export interface Mount {
  readonly kind: string
  /** The volume's name; empty for bind mounts. */
  readonly name: string
  readonly source: string
  readonly destination: string
  readonly writable: boolean
}

const described = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  image: z.string(),
  imageName: z.string(),
  command: z.array(z.string()).nullable(),
  mounts: z.array(
    z.object({
      Type: z.string(),
      Name: z.string().default(''),
      Source: z.string(),
      Destination: z.string(),
      RW: z.boolean()
    })
  ),
  autoRemove: z.boolean(),
  labels: z.record(z.string(), z.string()).nullable()
})

/** The running container that `describeContainer` found; throws a UserError where there is none that runs, with the remedy. */
export function foundContainer(facts: Facts, reference: ContainerReference): Container {
  const name =
    typeof reference === 'string' ? reference : `${reference.service} of project ${reference.project}`
  const text = facts.optional('container')
  if (text === undefined) throw missingContainer(facts, name)
  const { id, state, image, imageName, command, mounts, autoRemove, labels, ...rest } = readFact(
    described,
    text,
    `container ${name}`
  )
  if (state !== 'running') {
    throw new UserError(`container ${name} is ${state}, not running`, {
      remedy:
        state === 'paused'
          ? `docker unpause ${rest.name.slice(1)}`
          : `Start it (docker start ${rest.name.slice(1)}) and look at its log.`
    })
  }
  return {
    id,
    image,
    imageName,
    autoRemove,
    name: rest.name.replace(/^\//, ''),
    imageDigests:
      readFact(
        z.array(z.string()).nullable(),
        facts.optional('image-digests') ?? '[]',
        `the image of ${name}`
      ) ?? [],
    command: command ?? [],
    labels: labels ?? {},
    mounts: mounts.map((mount) => ({
      kind: mount.Type,
      name: mount.Name,
      source: mount.Source,
      destination: mount.Destination,
      writable: mount.RW
    }))
  }
}

/** What a container is called in the places of a restore: compose may give another name to the one that it makes anew. */
export function lastingName({ name, labels }: Pick<Container, 'name' | 'labels'>): string {
  const {
    'com.docker.compose.project': project,
    'com.docker.compose.service': service,
    'com.docker.compose.container-number': number,
    'com.docker.compose.oneoff': oneOff
  } = labels
  return project === undefined || service === undefined || oneOff === 'True'
    ? name
    : [project, service, ...(number === undefined ? [] : [number])].join('/')
}

/** The host has no such container. */
export class NoContainer extends UserError {}

/** What every manifest tells of a component's container. */
export const containerFacts = ({ id, name, image, imageName, imageDigests }: Container) => ({
  container: { id, name },
  image: { id: image, name: imageName, digests: [...imageDigests] }
})

/** The error for a Docker that does not serve the user of the host, from what it said. */
export const dockerError = (said: string): UserError =>
  /permission denied/i.test(said)
    ? new UserError('the SSH user may not use Docker', {
        remedy:
          'Add the user to the group docker on the host (sudo usermod -aG docker USER) or connect as one that is in it.'
      })
    : new UserError(`Docker does not answer on the host: ${said.trim()}`, {
        remedy: 'Install or start Docker on the host.'
      })

/** A component whose capture needs its container to run: it is refused where `quiesce` keeps that from running. */
export function whereItRuns(container: Container, beside: Beside | undefined, found: Found): Found {
  const { id, name } = container
  const { present } = found
  return {
    ...found,
    ...(present === undefined ? {} : { present: () => whereItRuns(container, beside, present()) }),
    captures() {
      if (beside?.quiet?.has(id) === true) {
        throw new UserError(`quiesce keeps ${name} from running, and its capture needs it`, {
          remedy: `Take ${name} out of quiesce: what is captured of it is consistent while it runs. Stop what writes to it instead.`
        })
      }
      return found.captures()
    }
  }
}

/** Refuses a restore that would stop containers which Docker removes when they stop. */
export function refuseAutoRemoved(stopped: readonly Pick<Container, 'name' | 'autoRemove'>[]): void {
  const names = [...new Set(stopped.filter(({ autoRemove }) => autoRemove).map(({ name }) => name))].join(
    ', '
  )
  if (names === '') return
  throw new UserError(
    `the restore would have to stop ${names}, and Docker would remove what was started with --rm, with all volumes of it that have no name`,
    { remedy: `Start ${names} without --rm, with all data on volumes that have names, and restore again.` }
  )
}

function missingContainer(facts: Facts, name: string): UserError {
  const said = facts.optional('container-error') ?? ''
  if (/permission denied|not found|cannot connect/i.test(said) && !/no such/i.test(said)) {
    return dockerError(said)
  }
  const matches = Number(facts.optional('container-matches') ?? 0)
  return matches > 1
    ? new UserError(`${matches} containers run for ${name}`, {
        remedy: 'Name one of them with `container: NAME`.'
      })
    : new NoContainer(`no container ${name} on the host`, {
        remedy: 'Compare with `docker ps -a` on the host and correct `container`.'
      })
}
