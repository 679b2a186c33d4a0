import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { labelled } from '../machine/docker.ts'
import { run } from '../run.ts'

/** A volume as text, one line an entry: type, mode, owner, time, size, hash, links, extended attributes and ACLs. */
export async function pictureOfVolume(volume: {
  readonly name: string
  readonly helperImage: string
}): Promise<string> {
  const mount = ['--network', 'none', '--volume', `${volume.name}:/tree:ro`]
  return run(
    ['docker', 'run', '--rm', '-i', ...labelled, ...mount, volume.helperImage, 'python3', '-', '/tree'],
    {
      input: await script()
    }
  )
}

/** A folder that a container mounts, as text. */
export async function pictureOfMount(mount: {
  readonly container: string
  readonly folder: string
  readonly helperImage: string
}): Promise<string> {
  const volumes = ['--network', 'none', '--volumes-from', `${mount.container}:ro`]
  return run(
    ['docker', 'run', '--rm', '-i', ...labelled, ...volumes, mount.helperImage, 'python3', '-', mount.folder],
    { input: await script() }
  )
}

/** A folder on the target host, as text. */
export async function pictureOfHostFolder(place: {
  readonly hostContainer: string
  readonly folder: string
}): Promise<string> {
  return run(['docker', 'exec', '-i', place.hostContainer, 'python3', '-', place.folder], {
    input: await script()
  })
}

function script(): Promise<string> {
  return readFile(join(import.meta.dirname, 'tree.py'), 'utf8')
}
