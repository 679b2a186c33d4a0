import { type Script, sh } from '../host-script/script.js'
import type { RunToken } from './driver.js'

/** Where a helper container sees a volume that it mounts itself. */
export const MOUNT_POINT = '/predeploy-volume'

/** A container that is made for one command on files of Docker and goes away with it. */
export interface HelperContainer {
  /** Its id or name, or the shell variable that holds it. */
  readonly image: string | Script
  /** A volume, or all that another container mounts, where that has it. */
  readonly sees: { readonly volume: string; readonly access: 'ro' | 'rw' } | { readonly volumesFrom: string }
  /** The restore that it works for, where that must be able to end it: see `endHelpers`. */
  readonly restore?: RunToken
}

/**
 * Runs a script in a helper container, which has no network, is removed when it ends, and pulls nothing. Its output is kept out of
 * Docker's logs: an archive would fill the host's disk there.
 */
export const inHelper = ({ image, sees, restore }: HelperContainer, command: Script): Script => ({
  ...command,
  text: sh`docker run --rm -i --pull never --network none --log-driver none --no-healthcheck --security-opt label=disable \
--user 0 --workdir / -e LC_ALL=C --label "predeploy.run=\${predeploy_mark-}" ${[...label(restore), ...mounts(sees)]} --entrypoint sh ${image} -c ${command.text}`
    .text
})

/**
 * Ends the helper containers of a restore that see a volume, or the volumes of a container, and waits until they are gone. A client that is cut off leaves its
 * container running: the `sh` in it is process 1, which hears no signal to end. Exits where one stays, with what Docker says.
 */
export const endHelpers = ({ restore, of }: HelpersOf): Script => sh`for try in 1 2 3 4 5 6 7 8 9 10; do
  helpers=$(docker ps --all --quiet --no-trunc --filter ${`label=${RESTORE}=${restore}`} ${'volume' in of ? ['--filter', `volume=${of.volume}`] : ['--filter', `label=${SERVER}=${of.server}`]}) || exit
  [ -n "$helpers" ] || break
  # One that ends by itself at the same moment is being removed already.
  said=$(docker rm --force $helpers 2>&1) || sleep 1
done
[ -z "$helpers" ] || { printf '%s\n' "$said" >&2; exit 1; }`

/** Which helper containers. */
export interface HelpersOf {
  readonly restore: RunToken
  /** A volume, or the server whose volumes they have. */
  readonly of: { readonly volume: string } | { readonly server: string }
}

const SERVER = 'predeploy.server'

const RESTORE = 'predeploy.restore'

const label = (restore: RunToken | undefined): readonly string[] =>
  restore === undefined ? [] : ['--label', `${RESTORE}=${restore}`]

const mounts = (sees: HelperContainer['sees']): readonly string[] =>
  'volume' in sees
    ? ['-v', `${sees.volume}:${MOUNT_POINT}:${sees.access}`]
    : ['--volumes-from', sees.volumesFrom, '--label', `${SERVER}=${sees.volumesFrom}`]
