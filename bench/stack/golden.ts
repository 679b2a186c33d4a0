import { labelled } from '../machine/docker.ts'
import { attempt, run } from '../run.ts'
import { benchLabel } from '../state.ts'
import type { Stack } from './stack.ts'

/** The volume that keeps the seeded state, so that a reset copies files instead of seeding again. */
export const goldenVolume = 'bench_golden'

type Shelf = Pick<Stack, 'volumes' | 'images'>

/** Tells whether the kept state was made from this content. */
export async function goldenIs(content: string): Promise<boolean> {
  const format = `{{index .Labels "${contentLabel}"}}`
  const { status, stdout } = await attempt(['docker', 'volume', 'inspect', '--format', format, goldenVolume])
  return status === 0 && stdout.toString('utf8').trim() === content
}

/** Keeps the state of all volumes of the (stopped) stack. */
export async function keepGolden(shelf: Shelf, content: string): Promise<void> {
  await dropGolden()
  await run([
    'docker',
    'volume',
    'create',
    ...labelled,
    '--label',
    `${contentLabel}=${content}`,
    goldenVolume
  ])
  const names = Object.values(shelf.volumes)
  await inVolumes(shelf, { names, script: 'for v; do cp -a "/live/$v" /golden/; done; sync -f /golden' })
}

/** Puts volumes of the (stopped) stack back to the kept state, whatever is in them now. */
export async function restoreGolden(shelf: Shelf, names: readonly string[]): Promise<void> {
  await inVolumes(shelf, { names, script: restoreScript })
}

// The database is thousands of files of which few were written since, and a server never sets times back; the other
// volumes are small, and a restore under test may have given wrong bytes the right time.
const restoreScript = `for v; do
  case $v in
    *_db) rsync -aHAX --numeric-ids --delete --modify-window=-1 "/golden/$v/" "/live/$v/" ;;
    *) find "/live/$v" -mindepth 1 -delete; cp -a "/golden/$v/." "/live/$v/" ;;
  esac
done`

/** Forgets the kept state. */
export async function dropGolden(): Promise<void> {
  await run(['docker', 'volume', 'rm', '--force', goldenVolume])
}

const contentLabel = `${benchLabel}.content`

async function inVolumes(
  { images }: Shelf,
  { names, script }: { readonly names: readonly string[]; readonly script: string }
): Promise<void> {
  const mounts = [`${goldenVolume}:/golden`, ...names.map((name) => `${name}:/live/${name}`)]
  await run([
    ...[
      'docker',
      'run',
      '--rm',
      '--network',
      'none',
      ...labelled,
      ...mounts.flatMap((mount) => ['--volume', mount])
    ],
    ...[images.helper, 'sh', '-euc', script, 'sh', ...names]
  ])
}
