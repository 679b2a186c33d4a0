import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { obtainBase } from '../images/base.ts'
import { attempt, run } from '../run.ts'
import { makeInState } from '../state.ts'
import { labelled } from './docker.ts'

/** Builds a Go program (`module/path@version`) once and gives the path of its binary in the state folder. */
export async function goInstall(options: {
  readonly name: string
  readonly module: string
}): Promise<string> {
  const version = options.module.split('@')[1] ?? 'unknown'
  const folder = await makeInState('bin', `${options.name}-${version}`)
  const binary = join(folder, options.name)
  if (existsSync(binary)) return binary
  if (await newEnoughGo()) {
    await run(['go', 'install', options.module], {
      env: { GOBIN: folder, CGO_ENABLED: '0' },
      timeoutSeconds: 900
    })
  } else await installInContainer(options.module, folder)
  return binary
}

// From 1.21 on, Go fetches by itself the toolchain that a module asks for.
async function newEnoughGo(): Promise<boolean> {
  const { status, stdout } = await attempt(['go', 'env', 'GOVERSION'])
  const minor = Number(/^go1\.(\d+)/.exec(stdout.toString('utf8'))?.[1] ?? 0)
  return status === 0 && minor >= 21
}

async function installInContainer(module: string, folder: string): Promise<void> {
  const base = await obtainBase('trixie')
  const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'GOPROXY', 'GOSUMDB']
  // Behind a proxy that opens TLS, only the machine's own bundle knows the authority.
  const bundle = '/etc/ssl/certs/ca-certificates.crt'
  const trust = existsSync(bundle)
    ? [`--volume=${bundle}:/bench-ca.crt:ro`, '--env=SSL_CERT_FILE=/bench-ca.crt']
    : []
  const options = [
    ...labelled,
    ...variables.map((name) => `--env=${name}`),
    ...trust,
    `--volume=${folder}:/out`
  ]
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  const container = ['docker', 'run', '--rm', '--network=host', ...options, base.name]
  await run([...container, 'sh', '-euc', script, 'sh', module, owner], { timeoutSeconds: 900 })
}

const script = `export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get install -y -q --no-install-recommends golang-go ca-certificates
GOBIN=/out CGO_ENABLED=0 GOTOOLCHAIN=auto go install "$1"
chown "$2" /out/*`
