import { sh } from '../host-script/script.js'

/** Defines `variable NAME` for scripts inside a container: prints the variable, or what stands in the file that NAME_FILE names. */
export const variableFunction = sh`variable() {
  eval "value=\\\${$1-} file=\\\${$1_FILE-}"
  if [ -z "$value" ] && [ -r "$file" ]; then value=$(cat "$file"); fi
  printf %s "$value"
}`
