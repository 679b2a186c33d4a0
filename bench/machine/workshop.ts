import { existsSync } from 'node:fs'
import { obtainBase } from '../images/base.ts'
import { run } from '../run.ts'
import { labelled } from './docker.ts'

export type Work = {
  /** Debian packages that the work needs. */
  readonly packages: readonly string[]
  /** A POSIX shell script; its results go to /out. */
  readonly script: string
  readonly arguments: readonly string[]
  /** The folder outside that is /out inside. */
  readonly out: string
}

/** Does a piece of work in a throwaway Debian container, for tools that this machine lacks or has too old. */
export async function workInContainer(work: Work): Promise<void> {
  const base = await obtainBase('trixie')
  const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'GOPROXY', 'GOSUMDB', 'PIP_INDEX_URL']
  // Behind a proxy that opens TLS, only the machine's own bundle knows the authority.
  const bundle = '/etc/ssl/certs/ca-certificates.crt'
  const trust = existsSync(bundle)
    ? [
        `--volume=${bundle}:/bench-ca.crt:ro`,
        '--env=SSL_CERT_FILE=/bench-ca.crt',
        '--env=PIP_CERT=/bench-ca.crt'
      ]
    : []
  const options = [
    ...labelled,
    ...variables.map((name) => `--env=${name}`),
    ...trust,
    `--volume=${work.out}:/out`
  ]
  const owner = `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`
  const script = `export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get install -y -q --no-install-recommends ca-certificates ${work.packages.join(' ')}
${work.script}
chown -R ${owner} /out`
  const container = ['docker', 'run', '--rm', '--network=host', ...options, base.name]
  await run([...container, 'sh', '-euc', script, 'sh', ...work.arguments], { timeoutSeconds: 1200 })
}
