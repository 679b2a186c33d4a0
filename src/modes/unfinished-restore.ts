import { z } from 'zod'
import { manifestKey } from '../backup-set/keys.js'
import type { BackupReference } from '../backup-set/selection.js'
import { readFact, readFacts } from '../drivers/facts.js'
import { UserError } from '../errors.js'
import { lookAtUnfinished } from '../host-script/unfinished.js'
import type { Host } from '../hosts/host.js'

/** How a journal names what it restores. */
export const unfinishedSchema = z.object({
  stack: z.string(),
  id: z.string(),
  components: z.array(z.string())
})

/** A restore as its journal names it: which backup, and which of its components. */
export type UnfinishedRestore = Readonly<z.infer<typeof unfinishedSchema>>

/** What the last restore was to bring back that was not finished. Throws a UserError where there is none. */
export async function findUnfinished(
  host: Host,
  stack: string
): Promise<{ readonly reference: BackupReference; readonly components: readonly string[] }> {
  const { stdout } = await host.run(lookAtUnfinished(stack), {
    name: 'the look for an unfinished restore',
    timeoutSeconds: 60
  })
  const told = readFacts(stdout.toString()).optional('unfinished')
  if (told === undefined)
    throw new UserError(`there is no restore of ${stack} that could be resumed`, {
      remedy:
        'The last one was finished, or none was ever begun on this host. Name the backup: `latest`, an id, or `before:<git sha>`.'
    })
  const { stack: of, id, components } = readFact(unfinishedSchema, told, 'the unfinished restore')
  return { reference: { kind: 'key', key: manifestKey(of, id), stack: of, id }, components }
}
