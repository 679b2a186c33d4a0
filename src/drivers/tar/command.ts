import { guarded } from '../../host-script/guard.js'
import { type Script, sh } from '../../host-script/script.js'
import { FILES_CHANGED } from './messages.js'
import { literally } from './paths.js'

/** The kinds of tar that are used: GNU's, busybox's, and a busybox that was built without a way to leave something out. */
export type TarTool = 'gnu' | 'busybox' | 'minimal'

/** Sets `$tar` to the first line of `tar --version`, and whether a busybox can leave something out. */
export const describeTar: Script = sh`tar=$(tar --version 2>&1 | head -n 1)
case $tar in *busybox*) tar --help 2>&1 | grep -q -e --exclude || tar="$tar without exclude" ;; esac`

/** Reads what `describeTar` found; undefined where it is no tar that is known. */
export function tarTool(described: string): TarTool | undefined {
  if (/\(GNU tar\)/.test(described)) return 'gnu'
  if (!/\(busybox\)/i.test(described)) return undefined
  return /without exclude$/.test(described) ? 'minimal' : 'busybox'
}

/** The tar and its version, as a manifest tells of tools. */
export function toolFacts(described: string): { readonly name: string; readonly version: string } {
  const [, name = 'tar', version = ''] = /^tar \((.+?)\) (\S+)/.exec(described) ?? []
  return { name: name.includes('tar') ? name : `${name} tar`, version }
}

/** What a user loses when nothing but busybox is there. */
export const BUSYBOX_LOSES =
  'extended attributes, ACLs, holes in sparse files, times of folders and links, and times below a second are not kept: only the tar of busybox is there'

/** What a restore puts beside the data begins with this, so that no later backup takes it for data. */
export const HOLDER_PREFIX = '.predeploy-old-'

/** What to put into an archive. */
export interface Creation {
  readonly tool: TarTool
  readonly directory: string
  /** Relative to the directory. */
  readonly members: readonly string[]
  /** Left out with all that is below them: spelled like the members, no patterns. */
  readonly excluded: readonly string[]
}

/**
 * Prints an archive; dies when its standard input ends. Ends with 0 where files changed while they were read, and says so on
 * standard error: see `judgeTarMessages`. Times, names, owners, holes and attributes are kept exactly where tar is GNU's.
 */
export function createTar(creation: Creation): Script {
  switch (creation.tool) {
    case 'gnu':
      return sh`( ${guarded(createWithGnu(creation))} )
status=$?
if [ "$status" -eq 1 ]; then echo ${FILES_CHANGED} >&2; status=0; fi
( exit "$status" )`
    case 'busybox':
      return sh`( ${guarded(createWithBusybox(creation))} )`
    case 'minimal':
      return sh`( cd ${creation.directory} && ${refuseHolders(creation.members)} || exit 2
${guarded(createWithMinimal(creation))} )`
  }
}

/** Unpacks standard input into a directory, with owners, modes, times and attributes. */
export const extractTar = (tool: TarTool, directory: string, options: readonly string[] = []): Script =>
  sh`tar -C ${directory} -x -p -f - ${keeping(tool)} ${options}`

/** Options that keep what `tool` can keep, for creating and for unpacking. */
export const keeping = (tool: TarTool): readonly string[] =>
  tool === 'gnu' ? ['--numeric-owner', '--xattrs', '--xattrs-include=*', '--acls'] : ['--numeric-owner']

/** The only format that keeps everything; times of access and of change tell nothing and would make each archive another. */
export const POSIX_FORMAT = ['--format=posix', '--pax-option=delete=atime,delete=ctime']

const createWithGnu = ({ directory, members, excluded }: Creation): Script =>
  sh`tar -C ${directory} -c -f - ${POSIX_FORMAT} ${keeping('gnu')} --sparse --sort=name --one-file-system ${[
    ...['--no-anchored', '--wildcards', `--exclude=${HOLDER_PREFIX}*`],
    ...['--anchored', '--no-wildcards', ...excluded.map((path) => `--exclude=${path}`)]
  ]} -- ${members}`

const createWithBusybox = ({ directory, members, excluded }: Creation): Script =>
  sh`tar -C ${directory} -c -f - ${keeping('busybox')} ${[
    `--exclude=${HOLDER_PREFIX}*`,
    ...excluded.map((path) => `--exclude=${literally(path)}`)
  ]} -- ${members}`

const createWithMinimal = ({ directory, members }: Creation): Script =>
  sh`tar -C ${directory} -c -f - ${keeping('minimal')} -- ${members}`

const refuseHolders = (members: readonly string[]): Script =>
  sh`{ [ -z "$(find ${members} -name ${`${HOLDER_PREFIX}*`} -prune)" ] || { echo 'what an earlier restore put aside is still there, and this tar cannot leave it out' >&2; exit 2; }; }`
