import { type ContainerReference, findContainers, guardedInContainer } from './container.js'
import { guarded } from './guard.js'
import { lines, type Script, sh } from './script.js'

/** Runs a command of the user's with `sh`, on the host or in a container that runs; it dies when its standard input ends. `variables` are in its environment. */
export function userCommand(
  { command, container }: { readonly command: string; readonly container?: ContainerReference },
  variables: Readonly<Record<string, string>> = {}
): Script {
  const exports = Object.entries(variables).map(([name, value]) => sh`export ${{ text: name }}=${value}`)
  const shell = sh`sh -c ${command}`
  const run =
    container === undefined
      ? guarded(shell)
      : sh`container=$(${findContainers(container)}) || exit
case $container in
  '') echo 'no container runs for it' >&2; exit 1 ;;
  *[!0-9a-f]*) echo 'several containers run for it: name one of them' >&2; exit 1 ;;
esac
${guardedInContainer({ id: sh`"$container"`, variables: Object.keys(variables) }, shell)}`
  return lines([...exports, run])
}
