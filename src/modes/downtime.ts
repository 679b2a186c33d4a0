import type { Facts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import type { QuietContainer } from '../host-script/quiet-list.js'

/** How long a container was down. */
export interface Downtime {
  readonly name: string
  readonly seconds: number
}

/** How long each container was down, from what was told when they were stopped and when they were started. */
export function downtimeOf(
  containers: readonly QuietContainer[],
  stopped: Facts,
  started: Facts
): readonly Downtime[] {
  const timesOf = (lines: readonly string[]) =>
    new Map(lines.map((line) => line.split(' ')).map(([id, seconds]) => [id, Number(seconds)]))
  const [from, to] = [timesOf(stopped.all('quieted')), timesOf(started.all('started'))]
  return containers.flatMap(({ id, name }) => {
    const [began, ended] = [from.get(id), to.get(id)]
    return began === undefined || ended === undefined ? [] : [{ name, seconds: ended - began }]
  })
}

/** Throws a UserError where what was told at the end of a lease shows that not all of it was quiet to the end. */
export function requireQuiet(stack: string, ended: Facts): void {
  const namesOf = (name: string) => ended.all(name).map((line) => line.split(' ').at(-1))
  if (ended.one('lease') === 'fired') {
    throw new UserError(
      `the lease on what was stopped of ${stack} ran out during the capture: the host started it again by itself, so that what was captured was not quiet`,
      { remedy: 'The runner or its connection stood still for minutes. Nothing was stored: run it again.' }
    )
  }
  const [ran, gone] = [namesOf('ran'), namesOf('gone')]
  if (ran.length + gone.length === 0) return
  const told = [
    ...(ran.length > 0 ? [`${ran.join(', ')} ran again before the capture was over`] : []),
    ...(gone.length > 0 ? [`${gone.join(', ')} was removed meanwhile`] : [])
  ]
  throw new UserError(
    `${told.join('; ')}: something else works on the stack, so that what was captured was not quiet`,
    {
      remedy:
        'Let no deploy, watchdog or `docker compose up` run on the host at the same time. Nothing was stored: run it again.'
    }
  )
}
