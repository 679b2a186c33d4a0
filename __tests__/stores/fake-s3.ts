import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, answerTo, failure, operationOf, type State } from './fake-s3-answers.js'

/**
 * A FAKE of an S3 server, for answers that no real one can be made to give. It keeps one bucket in memory, checks no signatures, and
 * does wrong what a test asks it to. What real servers do is tested with real servers.
 */
export interface FakeS3 {
  readonly url: string
  readonly objects: Map<string, FakeObject>
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>
  /** All requests that came, in order. */
  readonly requests: readonly FakeRequest[]
  count(operation: Operation): number
  close(): Promise<void>
}

export interface FakeObject {
  readonly body: Buffer
  readonly etag: string
  readonly crc32?: string | undefined
}

export interface FakeRequest {
  readonly operation: Operation
  readonly key: string
  readonly headers: IncomingMessage['headers']
  /** How many requests of this operation came before. */
  readonly before: number
}

export type Operation =
  | 'PutObject'
  | 'HeadObject'
  | 'GetObject'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'

/** What the fake does instead of answering. */
export type Misdeed =
  | {
      readonly answer: number
      readonly code: string
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** Does what was asked, but the connection breaks before the answer. */
  | 'lose the answer'
  /** Breaks the connection at once. */
  | 'reset'
  /** Never answers. */
  | 'hang'
  /** Answers with half of the body and breaks the connection. */
  | 'break off'

export interface Quirks {
  readonly misdeed?: (request: FakeRequest) => Misdeed | undefined
  /** What it does with CRC32s; it always checks MD5s. */
  readonly crc32?: 'verifies' | 'ignores' | 'refuses'
  /** Whether it knows If-None-Match. */
  readonly conditions?: boolean
  /** How many bytes it gives at most when it is asked for the rest of an object. */
  readonly rest?: number
  /** Changes what it says about an object. */
  readonly describe?: (object: FakeObject) => FakeObject & { readonly bytes?: number }
}

/** Starts the fake on a free port of 127.0.0.1. */
export async function fakeS3(quirks: Quirks = {}): Promise<FakeS3> {
  const state: State = {
    quirks: { crc32: 'verifies', conditions: true, ...quirks },
    objects: new Map(),
    uploads: new Map()
  }
  const requests: FakeRequest[] = []
  const count = (operation: Operation): number =>
    requests.filter((request) => request.operation === operation).length
  const server = createServer((incoming, response) => {
    void serve(incoming, response)
  })
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://fake')
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'))
    const operation = operationOf(incoming.method ?? '', key, url.searchParams)
    const request = { operation, key, headers: incoming.headers, before: count(operation) }
    requests.push(request)
    const misdeed = state.quirks.misdeed?.(request)
    if (misdeed === 'hang') return
    if (misdeed === 'reset') return void incoming.socket.destroy()
    const body = await collect(incoming)
    if (body === undefined) return
    if (typeof misdeed === 'object') return send(response, failure(misdeed))
    const answer = answerTo(state, { ...request, query: url.searchParams, body })
    if (misdeed === 'lose the answer') return void incoming.socket.destroy()
    if (misdeed === 'break off') return breakOff(response, answer)
    send(response, answer)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: state.objects,
    uploads: state.uploads,
    requests,
    count,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }
}

/** The body of a request; nothing if the client broke it off. */
async function collect(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks)
  } catch {
    return undefined
  }
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(body)
}

function breakOff(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { 'content-length': bytes.length, ...headers })
  response.write(bytes.subarray(0, bytes.length / 2), () => setTimeout(() => response.destroy(), 20))
}
