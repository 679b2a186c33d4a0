import { UserError } from '../errors.js'

/** The oldest Node that has what the program needs: zstd came with this one. */
const OLDEST = [22, 15] as const

/** Throws a UserError where this Node is too old, instead of whatever would fail first. `version` is that of Node, e.g. `22.15.0`. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new UserError(`Node ${version} is too old`, {
    remedy: `Run it with Node ${OLDEST.join('.')} or newer: \`npx -p node@24 node dist/index.js …\` brings one, and so does \`npm ci\` here (\`npm run demo\`).`
  })
}
