import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readEnvironment } from '../../bench/environment.ts'
import { labelled } from '../../bench/machine/docker.ts'
import { run } from '../../bench/run.ts'
import { makeInState, stateDirectory } from '../../bench/state.ts'

/** A volume that is a disk of its own, which can be too small, and lasts whoever uses it. */
export interface Disk {
  readonly volume: string
  /** Lets the disk go, once the volume was removed. */
  remove(): Promise<void>
}

/** Makes a disk of so many megabytes. */
export async function makeDisk(volume: string, megabytes: number): Promise<Disk> {
  const file = join(await makeInState('disks'), volume)
  await run(['truncate', '-s', `${megabytes}M`, file])
  await run(['/sbin/mkfs.ext4', '-q', '-m', '0', '-O', '^has_journal', file])
  const device = (await onDevices(['losetup', '--find', '--show', file])).trim()
  const options = ['--opt', 'type=ext4', '--opt', `device=${device}`]
  await run(['docker', 'volume', 'create', ...labelled, ...options, volume])
  return {
    volume,
    async remove() {
      await onDevices(['losetup', '--detach', device])
      await rm(file)
    }
  }
}

// Who may use Docker may make a disk of a file.
async function onDevices(words: readonly string[]): Promise<string> {
  const { stack } = await readEnvironment()
  const devices = ['--device-cgroup-rule', 'b 7:* rmw', '--device-cgroup-rule', 'c 10:237 rmw']
  const rights = ['--cap-add', 'SYS_ADMIN', ...devices, '--volume', '/dev:/dev']
  const files = ['--volume', `${stateDirectory}:${stateDirectory}`]
  return run(['docker', 'run', '--rm', ...labelled, ...rights, ...files, stack.images.helper, ...words])
}
