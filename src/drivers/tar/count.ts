import type { Counts, ManifestArtifact } from '../../backup-set/manifest.js'
import { UserError } from '../../errors.js'
import { type Script, sh } from '../../host-script/script.js'
import { readFacts } from '../facts.js'
import { type Exchange, stagedAt } from './places.js'

/**
 * Counts the trees that were staged as `tarInspector` counts an archive. Prints a line `<name>=<count>` each, with `-` for a space
 * in the name. Names of files never pass through the shell, so they may hold anything.
 */
export function countStaged({ places }: Exchange): Script {
  const roots = places.map(stagedAt)
  const list = `${places[0]?.holder}/listed`
  return sh`set -eu
LC_ALL=C
export LC_ALL
list=${list}
find ${roots} -type d -exec sh -c 'echo "$#"' sh {} + >"$list.directories"
find ${roots} ! -type d -exec stat -c '%d:%i %f %s' {} + >"$list.names"
sort -u -o "$list.inodes" "$list.names"
directories=0 files=0 symlinks=0 other=0 inodes=0 bytes=0
while read -r count; do directories=$((directories + count)); done <"$list.directories"
while read -r inode mode size; do
  inodes=$((inodes + 1))
  case $mode in
    8???) files=$((files + 1)) bytes=$((bytes + size)) ;;
    a???) symlinks=$((symlinks + 1)) ;;
    *) other=$((other + 1)) ;;
  esac
done <"$list.inodes"
names=$(wc -l <"$list.names")
rm -f "$list".*
printf '%s\n' "entries=$((directories + names))" "files=$files" "directories=$directories" "symlinks=$symlinks" "hard-links=$((names - inodes))" "other=$other" "bytes=$bytes"`
}

/** Throws a UserError that names what differs, unless the trees hold what the artifact holds. */
export function judgeStaged(output: string, artifact: Pick<ManifestArtifact, 'counts'>): void {
  const facts = readFacts(output)
  const staged: Counts = Object.fromEntries(
    Object.keys(artifact.counts).map((name) => [name, Number(facts.one(name.replaceAll(' ', '-')))])
  )
  const differences = Object.entries(artifact.counts)
    .filter(([name, count]) => staged[name] !== count)
    .map(([name, count]) => `${staged[name]} ${name} instead of ${count}`)
  if (differences.length > 0) {
    throw new UserError(`what was unpacked is not what was backed up: ${differences.join(', ')}`, {
      remedy: 'Nothing was replaced. Look at the file system of the host: is it full, or does it fold names?'
    })
  }
}
