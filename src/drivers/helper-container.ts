import { type Script, sh } from '../host-script/script.js'

/** Where a helper container sees a volume that it mounts itself. */
export const MOUNT_POINT = '/predeploy-volume'

/** A container that is made for one command on files of Docker and goes away with it. */
export interface HelperContainer {
  /** Its id or name, or the shell variable that holds it. */
  readonly image: string | Script
  /** A volume, or all that another container mounts, where that has it. */
  readonly sees: { readonly volume: string; readonly access: 'ro' | 'rw' } | { readonly volumesFrom: string }
}

/**
 * Runs a script in a helper container, which has no network, is removed when it ends, and pulls nothing. Its output is kept out of
 * Docker's logs: an archive would fill the host's disk there.
 */
export const inHelper = ({ image, sees }: HelperContainer, command: Script): Script => ({
  ...command,
  text: sh`docker run --rm -i --pull never --network none --log-driver none --no-healthcheck --security-opt label=disable \
--user 0 --workdir / -e LC_ALL=C --label "predeploy.run=\${predeploy_mark-}" ${mounts(sees)} --entrypoint sh ${image} -c ${command.text}`
    .text
})

const mounts = (sees: HelperContainer['sees']): readonly string[] =>
  'volume' in sees
    ? ['-v', `${sees.volume}:${MOUNT_POINT}:${sees.access}`]
    : ['--volumes-from', sees.volumesFrom]
