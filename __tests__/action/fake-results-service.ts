import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A FAKE of the artifact service that runners talk to, and of the blob store behind it: neither can be had outside GitHub. */
export interface FakeResultsService {
  /** The variables with which a runner points an action to the service. */
  readonly environment: Readonly<Record<string, string>>
  /** What was uploaded and finalised: the zip of each artifact, by name. */
  readonly artifacts: ReadonlyMap<string, Buffer>
  close(): Promise<void>
}

/** Starts the fake; with \`refuse\` it answers every creation with this status. */
export async function startFakeResultsService({
  refuse
}: {
  readonly refuse?: number
} = {}): Promise<FakeResultsService> {
  const blocks: Buffer[] = []
  const artifacts = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const url = new URL(request.url ?? '/', 'http://fake')
    const json = (value: unknown) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname.endsWith('/CreateArtifact')) {
      if (refuse !== undefined) return void response.writeHead(refuse).end('{"msg":"refused"}')
      return void json({ ok: true, signedUploadUrl: `${address()}/container/blob?sig=x` })
    }
    if (url.pathname.endsWith('/FinalizeArtifact')) {
      artifacts.set((JSON.parse(body.toString()) as { name: string }).name, Buffer.concat(blocks))
      return void json({ ok: true, artifactId: '1' })
    }
    if (url.searchParams.get('comp') !== 'blocklist') blocks.push(body)
    response
      .writeHead(201, {
        etag: '"1"',
        'last-modified': new Date().toUTCString(),
        'x-ms-request-id': '1',
        'x-ms-version': '2025-01-01'
      })
      .end()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    artifacts,
    environment: { ACTIONS_RUNTIME_TOKEN: unsignedToken(), ACTIONS_RESULTS_URL: address() },
    close: () => new Promise((resolve) => server.close(() => resolve()))
  }
}

const unsignedToken = (): string =>
  [{ alg: 'none' }, { scp: 'Actions.Results:run:job' }, 'x']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
