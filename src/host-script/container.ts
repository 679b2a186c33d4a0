import { guarded } from './guard.js'
import { type Script, sh } from './script.js'

/** A container as the document names it: by name, or by compose project and service. */
export type ContainerReference = string | { readonly project: string; readonly service: string }

/**
 * Prints facts about a container, found by its reference, and sets `$container` to its id and `$container_state` to its state; both
 * are empty where there is not exactly one.
 */
export const describeContainer = (reference: ContainerReference): Script => sh`container=
container_state=
found=${typeof reference === 'string' ? reference : sh`$(${findContainers(reference)} 2>/dev/null)`}
${typeof reference === 'string' ? undefined : sh`if [ -z "$found" ]; then found=$(${findStopped(reference)} 2>/dev/null); fi`}
if [ "$(printf '%s\n' "$found" | grep -c .)" = 1 ] && described=$(docker inspect --type container --format ${CONTAINER_AS_LINE} -- "$found" 2>/dev/null); then
  read -r container container_state image described <<DESCRIBED
$described
DESCRIBED
  printf 'container=%s\n' "$described"
  digests=$(docker image inspect --format '{{json .RepoDigests}}' "$image") && printf 'image-digests=%s\n' "$digests"
else
  printf 'container-matches=%s\n' "$(printf '%s\n' "$found" | grep -c .)"
  printf 'container-error=%s\n' "$(${findContainers(reference)} 2>&1 >/dev/null | tr '\n' ' ')"
fi`

/** A command inside a container, with no terminal and standard input passed on. The command runs as the script of the container's `sh`. */
export const inContainer = (container: ContainerCommand, command: Script): Script => ({
  ...command,
  text: sh`docker exec -i ${options(container, command)} ${container.id} sh -c ${command.text}`.text
})

/** A command inside a container that dies when its standard input ends, for captures. */
export const guardedInContainer = (container: ContainerCommand, command: Script): Script =>
  inContainer(container, { ...command, text: guarded(command).text })

/** Prints the ids of the containers behind a reference; of a service, those that run. */
export const findContainers = (reference: ContainerReference): Script =>
  typeof reference === 'string'
    ? sh`docker inspect --type container --format '{{.Id}}' -- ${reference}`
    : sh`docker ps --no-trunc -q --filter ${`label=com.docker.compose.project=${reference.project}`} --filter ${`label=com.docker.compose.service=${reference.service}`}`

// Those that do not run as well, but for what `docker compose run` left.
const findStopped = ({ project, service }: Exclude<ContainerReference, string>): Script =>
  sh`docker ps --all --no-trunc -q --filter label=com.docker.compose.oneoff=False --filter ${`label=com.docker.compose.project=${project}`} --filter ${`label=com.docker.compose.service=${service}`}`

export interface ContainerCommand {
  /** Its id, or the shell variable that holds it. */
  readonly id: string | Script
  /** The user inside, where it is not the container's own. */
  readonly user?: string
  /** Names of exported variables of the script that go inside with it. */
  readonly variables?: readonly string[]
}

// Each call of docker takes a twentieth of a second, so one tells all.
const CONTAINER_AS_LINE = `{{.Id}} {{.State.Status}} {{.Image}} ${[
  '{"id":{{json .Id}},"name":{{json .Name}},"state":{{json .State.Status}}',
  '"image":{{json .Image}},"imageName":{{json .Config.Image}},"command":{{json .Args}},"mounts":{{json .Mounts}}',
  '"autoRemove":{{json .HostConfig.AutoRemove}},"labels":{{json .Config.Labels}}}'
].join(',')}`

// A secret goes in by its name only: docker takes the value from its own environment, so no argv shows it.
const options = ({ user, variables = [] }: ContainerCommand, command: Script): readonly string[] => [
  ...(user === undefined ? [] : ['--user', user]),
  '-e',
  'LC_ALL=C',
  ...[...variables, ...Object.keys(command.secrets ?? {})].flatMap((name) => ['-e', name])
]
