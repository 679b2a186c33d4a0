import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { obtainImage } from '../images/obtain.ts'
import { rgwRecipe } from '../images/recipes.ts'
import { ensureContainer } from '../machine/docker.ts'
import { choosePorts } from '../machine/ports.ts'
import { makeCertificates } from '../s3/certificates.ts'
import type { Credentials } from '../s3/store.ts'
import { inState } from '../state.ts'

/** A second S3 server, with policies, rate limits, quotas and lifecycle: Ceph's gateway. Its data live in memory. */
export type Rgw = {
  readonly endpoint: string
  readonly plainEndpoint: string
  readonly region: string
  readonly caFile: string
  readonly owner: Credentials
  readonly other: Credentials
  /** For `docker exec … radosgw-admin`, which sets limits and quotas. */
  readonly container: string
}

/** Builds and starts the gateway (or finds it running) and waits until it answers; it has no bucket yet. */
export async function startRgw(): Promise<Rgw> {
  const [image, ports, { ca }] = await Promise.all([
    obtainImage(rgwRecipe),
    choosePorts(),
    makeCertificates()
  ])
  const owner = { accessKeyId: 'rgw-owner', secretAccessKey: 'rgw-owner-secret-77b1' }
  const other = { accessKeyId: 'rgw-other', secretAccessKey: 'rgw-other-secret-0c3e' }
  const users = {
    OWNER_ACCESS_KEY: owner.accessKeyId,
    OWNER_SECRET_KEY: owner.secretAccessKey,
    OTHER_ACCESS_KEY: other.accessKeyId,
    OTHER_SECRET_KEY: other.secretAccessKey
  }
  const container = 'bench-rgw'
  await ensureContainer({
    name: container,
    image,
    options: [
      ...['--network', 'bench', '--init', '--volume', `${inState('tls')}:/tls:ro`],
      ...['--publish', `127.0.0.1:${ports.rgw}:7480`, '--publish', `127.0.0.1:${ports.rgwTls}:7443`],
      ...Object.entries(users).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    ]
  })
  const plainEndpoint = `http://127.0.0.1:${ports.rgw}`
  for (let tries = 0; !(await answers(plainEndpoint)); tries += 1) {
    if (tries === 300) throw new Error(`the gateway does not answer: docker logs ${container}`)
    await sleep(100)
  }
  return {
    endpoint: `https://127.0.0.1:${ports.rgwTls}`,
    plainEndpoint,
    region: 'default',
    caFile: ca,
    owner,
    other,
    container
  }
}

function answers(endpoint: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(endpoint, { timeout: 2000, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}
