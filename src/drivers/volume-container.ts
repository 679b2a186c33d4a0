import { type Script, sh } from '../host-script/script.js'

/** Where a helper container sees the volume. */
export const MOUNT_POINT = '/predeploy-volume'

/** A container that is made for one command on a volume and goes away with it. */
export interface HelperContainer {
  readonly volume: string
  readonly image: string
  readonly access: 'ro' | 'rw'
}

/**
 * Runs a script in a helper container, which has no network, is removed when it ends, and pulls nothing. Its output is kept out of
 * Docker's logs: an archive would fill the host's disk there.
 */
export const inHelper = ({ volume, image, access }: HelperContainer, command: Script): Script => ({
  ...command,
  text: sh`docker run --rm -i --pull never --network none --log-driver none --no-healthcheck --security-opt label=disable \
--user 0 --workdir / -e LC_ALL=C --label "predeploy.run=\${predeploy_mark-}" -v ${`${volume}:${MOUNT_POINT}:${access}`} --entrypoint sh ${image} -c ${command.text}`
    .text
})
