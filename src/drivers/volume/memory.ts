import { UserError } from '../../errors.js'
import type { Beside, Found } from '../driver.js'
import { isUp, type Volume, type VolumeFacts } from './facts.js'

interface Made {
  readonly driver: string
  readonly options: Volume['options'] | null
}

/**
 * A volume in memory: Docker unmounts it when the last container stops that uses it, and what lies on it is gone. A capture before which all of these
 * stop is refused. `facts` are those from before that.
 */
export function whereItLasts(
  { volume, users }: VolumeFacts,
  beside: Beside | undefined,
  found: Found
): Found {
  if (volume === undefined || !isInMemory(volume)) return found
  return {
    ...found,
    warnings: [
      ...found.warnings,
      `the volume ${volume.name} is in memory: what lies on it is gone when the last container that uses it stops, and a restore of it will be refused`
    ],
    captures() {
      const up = users.filter(isUp)
      const names = up.map(({ name }) => name).join(', ')
      if (up.length > 0 && up.every(({ id }) => beside?.quiet?.get(id) === 'exited')) {
        throw new UserError(
          `the volume ${volume.name} is in memory, and quiesce would stop all that uses it (${names}): what lies on it would be gone before it is captured`,
          {
            remedy: `Pause instead: quiesce: { pause: [${names}] }. Or keep what has to last on a volume that is not in memory (without \`type: tmpfs\`), or leave the component out.`
          }
        )
      }
      return found.captures()
    }
  }
}

/** Refuses a restore into a volume in memory: it stops what uses the volume, and what was staged would be gone with the old. */
export function refuseInMemory(name: string, made: Made): void {
  if (!isInMemory(made)) return
  throw new UserError(
    `the volume ${name} is in memory: a restore has to stop what uses it, and all that lies on it would be gone then, old and new`,
    {
      remedy:
        'Make the volume anew without `type: tmpfs` and restore again, or leave it out: the input `components` names what is restored.'
    }
  )
}

const isInMemory = ({ driver, options }: Made): boolean =>
  driver === 'local' &&
  [options?.['type'] ?? '', ...(options?.['o'] ?? '').split(',')].some((option) =>
    /^((fs)?type=)?(tmpfs|ramfs)$/.test(option.trim())
  )
