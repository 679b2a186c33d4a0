import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, run } from '../run.ts'
import { makeInState } from '../state.ts'
import { workInContainer } from './workshop.ts'

/** Builds a Go program (`module/path@version`) once and gives the path of its binary in the state folder. */
export async function goInstall(options: {
  readonly name: string
  readonly module: string
}): Promise<string> {
  const { name, module } = options
  const out = await makeInState('bin', `${name}-${module.split('@')[1] ?? 'unknown'}`)
  const binary = join(out, name)
  if (existsSync(binary)) return binary
  if (await newEnoughGo()) {
    await run(['go', 'install', module], { env: { GOBIN: out, CGO_ENABLED: '0' }, timeoutSeconds: 1200 })
  } else {
    const script = 'GOBIN=/out CGO_ENABLED=0 GOTOOLCHAIN=auto go install "$1"'
    await workInContainer({ packages: ['golang-go'], script, arguments: [module], out })
  }
  return binary
}

// From 1.21 on, Go fetches by itself the toolchain that a module asks for.
async function newEnoughGo(): Promise<boolean> {
  const { status, stdout } = await attempt(['go', 'env', 'GOVERSION'])
  const minor = Number(/^go1\.(\d+)/.exec(stdout.toString('utf8'))?.[1] ?? 0)
  return status === 0 && minor >= 21
}
