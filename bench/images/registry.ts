import { succeeds } from '../run.ts'

/** Tells whether an official image can be had: it is here already, or an image registry answers within a short time. */
export async function pulls(image: string): Promise<boolean> {
  if (await succeeds(['docker', 'image', 'inspect', image])) return true
  answering ??= registryAnswers()
  if (!(await answering)) return false
  return succeeds(['docker', 'pull', '--quiet', image], { timeoutSeconds: 300 })
}

// Asked once per run: where no registry is reachable, each further question would cost its timeout again.
let answering: Promise<boolean> | undefined

// By a real pull of a tiny image: unlike `docker manifest inspect`, it takes the engine's mirrors and proxies.
function registryAnswers(): Promise<boolean> {
  return succeeds(['docker', 'pull', '--quiet', 'hello-world'], { timeoutSeconds: 20 })
}
