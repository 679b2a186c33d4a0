import type { ContainerReference } from './container.js'
import { lines, type Script, sh } from './script.js'

/** How containers that shall be quiet are named: as components name theirs, or by a label. */
export type QuietReference = ContainerReference | { readonly label: string }

/**
 * Finds the containers behind references. Prints for each container
 * `quiet=<index of the reference> <id> <state> <health, or none> <whether it is removed when it stops> <name>`; where there is none,
 * `quiet-missing=<index> <what Docker said>`.
 */
export const findQuiet = (references: readonly QuietReference[]): Script =>
  lines(
    references.map(
      // Docker warns on standard error although all is well, so that is looked at only where all is not.
      (reference, index) => sh`if found=$(${containersOf(reference)} 2>/dev/null) && [ -n "$found" ]; then
  docker inspect --type container --format ${`quiet=${index} ${AS_LINE}`} $found || exit
else
  said=$(${containersOf(reference)} 2>&1 >/dev/null)
  printf 'quiet-missing=%s %s\n' ${index} "$(printf '%s' "$said" | tr '\n' ' ')"
fi`
    )
  )

/** Asks how containers are; prints `health=<id> <running|exited|…> <healthy|unhealthy|starting|none>` for each that is there. */
export const askHealth = (ids: readonly string[]): Script =>
  lines(
    ids.map(
      (id) => sh`if ! docker inspect --type container --format ${HEALTH} -- ${id}; then
  if docker info >/dev/null; then printf 'health=%s gone none\n' ${id}; else exit 1; fi
fi`
    )
  )

// Whatever their state: what does not run is found as well.
function containersOf(reference: QuietReference): Script {
  if (typeof reference === 'string')
    return sh`docker inspect --type container --format '{{.Id}}' -- ${reference}`
  const labels =
    'label' in reference
      ? [reference.label]
      : [`com.docker.compose.project=${reference.project}`, `com.docker.compose.service=${reference.service}`]
  return sh`docker ps --all --quiet --no-trunc ${labels.flatMap((label) => ['--filter', `label=${label}`])}`
}

// With `.Id` Docker would read the container as it came over the wire, where what has no check has no `Health`.
const AS_LINE =
  '{{.ID}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.HostConfig.AutoRemove}} {{.Name}}'
const HEALTH =
  'health={{.ID}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}'
