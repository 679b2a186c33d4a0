import { type Script, sh } from '../../host-script/script.js'
import type { RunToken } from '../driver.js'
import { type Coming, requireRoom } from '../room.js'
import type { RedisServer } from './server.js'

/** Where a server keeps which files. */
export type DataFiles = Pick<RedisServer, 'directory' | 'files'>

/** Writes an RDB file from standard input beside the server's own files, as what the server will load. */
export const stageFiles = (data: DataFiles, run: RunToken, coming: Coming): Script => sh`set -e
cd ${data.directory}
${requireRoom(coming, ['.'])}
rm -rf ${folder('new', run)}
mkdir -m 700 ${folder('new', run)}
cd ${folder('new', run)}
${loadsFromFolder(data) ? makeAppendFolder(data) : undefined}
cat >${stagedFile(data)}
chown -R "$(stat -c %u:%g ..)" .`

/** Lets the server's own tool read the staged file; prints what it says. */
export const checkStagedFile = (data: DataFiles, run: RunToken): Script => sh`cd ${data.directory} || exit
check=$(command -v redis-check-rdb || command -v valkey-check-rdb) || { echo 'there is no redis-check-rdb' >&2; exit 127; }
exec "$check" ${`${folder('new', run)}/${stagedFile(data)}`}`

/** Puts the old files aside and the staged ones in their place. Where it was cut short, it goes on from there. */
export const swapFiles = (data: DataFiles, run: RunToken): Script => sh`set -e
cd ${data.directory}
new=${folder('new', run)} old=${folder('old', run)}
if [ ! -e "$old/${ASIDE}" ]; then
  mkdir -p "$old"
  for file in ${names(data)}; do
    [ ! -e "$file" ] || mv "$file" "$old/"
  done
  touch "$old/${ASIDE}"
fi
for file in ${names(data)}; do
  [ ! -e "$new/$file" ] || mv "$new/$file" .
done`

/** Notes that the server was ended before it had written its data, so that an undo says what it cannot put back. */
export const noteEndedByForce = (data: DataFiles, run: RunToken): Script => sh`set -e
cd ${data.directory}
mkdir -p ${folder('old', run)}
touch ${`${folder('old', run)}/${BY_FORCE.text}`}`

/**
 * Puts the old files back, however far the swap came; prints as `incomplete` what they lack of what the server had. Fails where they
 * are gone.
 */
export const undoFiles = (data: DataFiles, run: RunToken): Script => sh`set -e
cd ${data.directory}
new=${folder('new', run)} old=${folder('old', run)}
if [ -d "$old" ]; then
  if [ -e "$old/${ASIDE}" ]; then
    rm -rf ${names(data)}
    rm "$old/${ASIDE}"
  fi
  for file in ${names(data)}; do
    [ ! -e "$old/$file" ] || mv "$old/$file" .
  done
  mkdir -p "$new"
  touch "$new/${UNDONE}"
  [ ! -e "$old/${BY_FORCE}" ] || mv "$old/${BY_FORCE}" "$new/"
  rmdir "$old"
elif [ ! -e "$new/${UNDONE}" ] && [ ! -e "$new"/${stagedFile(data)} ]; then
  printf 'the folder with the old data is gone: %s\n' ${`${data.directory}/${folder('old', run)}`} >&2
  exit 1
fi
[ ! -e "$new/${BY_FORCE}" ] || echo ${`incomplete=${INCOMPLETE}`}`

/** Removes what was staged, and the old files. */
export const discardFiles = (data: DataFiles, run: RunToken): Script =>
  sh`cd ${data.directory} && rm -rf ${folder('new', run)} ${folder('old', run)}`

// Tells that all old files are aside: what has their names then is new.
const ASIDE: Script = { text: 'all-files-are-aside' }

const BY_FORCE: Script = { text: 'the-server-was-ended-by-force' }

// Tells an undo that it was done, so that it misses nothing.
const UNDONE: Script = { text: 'the-old-files-are-back' }

const INCOMPLETE =
  'the server was ended by force before it had written its data, so only what it had saved last was put back'

const folder = (role: 'new' | 'old', run: RunToken): string => `.predeploy-${role}-${run}`

// What a server loads at its start, or would take for its own. `./` keeps a name from looking like an option.
const names = ({ files }: DataFiles): readonly string[] =>
  [files.dump, files.append, ...(files.appendFolder === undefined ? [] : [files.appendFolder])].map(
    (name) => `./${name}`
  )

const loadsFromFolder = ({ files }: DataFiles): boolean =>
  files.appendOnly && files.appendFolder !== undefined

function stagedFile(data: DataFiles): string {
  const { dump, append, appendFolder, appendOnly } = data.files
  if (!appendOnly) return `./${dump}`
  return appendFolder === undefined ? `./${append}` : `./${appendFolder}/${append}.1.base.rdb`
}

const makeAppendFolder = ({ files }: DataFiles): Script => {
  const { append, appendFolder = '' } = files
  return sh`mkdir -m 755 ${`./${appendFolder}`}
printf '%s\n' ${`file ${inManifest(`${append}.1.base.rdb`)} seq 1 type b`} >${`./${appendFolder}/${append}.manifest`}`
}

// The manifest's words end at a blank unless they are quoted.
const inManifest = (name: string): string => (/[\s"'\\]/.test(name) ? JSON.stringify(name) : name)
