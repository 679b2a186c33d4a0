import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'

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

interface State {
  readonly quirks: Quirks
  readonly objects: Map<string, FakeObject>
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>
}

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

interface Asked extends FakeRequest {
  readonly query: URLSearchParams
  readonly body: Buffer
}

function operationOf(method: string, key: string, query: URLSearchParams): Operation {
  if (key === '') {
    if (method === 'POST') return 'DeleteObjects'
    return query.has('uploads') ? 'ListMultipartUploads' : 'ListObjectsV2'
  }
  if (query.has('uploads')) return 'CreateMultipartUpload'
  if (query.has('uploadId')) {
    return method === 'PUT'
      ? 'UploadPart'
      : method === 'POST'
        ? 'CompleteMultipartUpload'
        : 'AbortMultipartUpload'
  }
  return ({ PUT: 'PutObject', HEAD: 'HeadObject', DELETE: 'DeleteObject' } as const)[method] ?? 'GetObject'
}

function answerTo(state: State, asked: Asked): Answer {
  const { operation, key, query, body, headers } = asked
  const { objects, uploads, quirks } = state
  const upload = uploads.get(query.get('uploadId') ?? '')
  if (query.has('uploadId') && upload === undefined) return failure({ answer: 404, code: 'NoSuchUpload' })
  switch (operation) {
    case 'PutObject':
      return (
        refusal(state, asked) ??
        store(state, key, { body, etag: md5(body), crc32: remembered(state, headers) })
      )
    case 'HeadObject':
    case 'GetObject':
      return read(state, asked)
    case 'DeleteObject':
      objects.delete(key)
      return { status: 204 }
    case 'DeleteObjects':
      for (const [, name = ''] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(name)
      return { status: 200, body: '<DeleteResult></DeleteResult>' }
    case 'ListObjectsV2': {
      const prefix = query.get('prefix') ?? ''
      const keys = [...objects.keys()].filter((name) => name.startsWith(prefix)).sort()
      const contents = keys.map(
        (name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)?.body.length}</Size></Contents>`
      )
      return { status: 200, body: `<ListBucketResult>${contents.join('')}</ListBucketResult>` }
    }
    case 'ListMultipartUploads': {
      const list = [...uploads].map(
        ([id, { key }]) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`
      )
      return {
        status: 200,
        body: `<ListMultipartUploadsResult>${list.join('')}</ListMultipartUploadsResult>`
      }
    }
    case 'CreateMultipartUpload': {
      if (quirks.crc32 === 'refuses' && headers['x-amz-checksum-algorithm'] !== undefined)
        return notImplemented
      const id = `upload-${uploads.size + 1}-${Date.now()}`
      uploads.set(id, { key, parts: new Map() })
      const crc = quirks.crc32 === 'verifies' && headers['x-amz-checksum-algorithm'] === 'CRC32'
      return {
        status: 200,
        headers: crc ? { 'x-amz-checksum-algorithm': 'CRC32' } : {},
        body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`
      }
    }
    case 'UploadPart': {
      const refused = refusal(state, asked)
      if (refused !== undefined) return refused
      upload?.parts.set(Number(query.get('partNumber')), body)
      const crc = remembered(state, headers)
      return {
        status: 200,
        headers: { etag: `"${md5(body)}"`, ...(crc !== undefined && { 'x-amz-checksum-crc32': crc }) }
      }
    }
    case 'CompleteMultipartUpload': {
      const taken = conditionFailure(state, asked)
      if (taken !== undefined) return taken
      const parts = [...(upload?.parts ?? [])].sort(([one], [other]) => one - other).map(([, part]) => part)
      uploads.delete(query.get('uploadId') ?? '')
      const digest = createHash('md5')
        .update(Buffer.concat(parts.map((part) => createHash('md5').update(part).digest())))
        .digest('hex')
      const crc = `${base64Crc(Buffer.concat(parts.map((part) => Buffer.from(base64Crc(part), 'base64'))))}-${parts.length}`
      const withCrc = body.includes('ChecksumCRC32')
      store(state, key, {
        body: Buffer.concat(parts),
        etag: `${digest}-${parts.length}`,
        crc32: withCrc ? crc : undefined
      })
      return {
        status: 200,
        body: `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`
      }
    }
    case 'AbortMultipartUpload':
      uploads.delete(query.get('uploadId') ?? '')
      return { status: 204 }
  }
}

function refusal(state: State, asked: Asked): Answer | undefined {
  const { headers, body } = asked
  const crc = headers['x-amz-checksum-crc32']
  if (crc !== undefined && state.quirks.crc32 === 'refuses') return notImplemented
  if (crc !== undefined && state.quirks.crc32 === 'verifies' && crc !== base64Crc(body)) return badDigest
  const sum = headers['content-md5']
  if (sum !== undefined && sum !== createHash('md5').update(body).digest('base64')) return badDigest
  return asked.operation === 'PutObject' ? conditionFailure(state, asked) : undefined
}

function conditionFailure(state: State, { headers, key }: Asked): Answer | undefined {
  if (headers['if-none-match'] === undefined) return undefined
  if (state.quirks.conditions !== true) return notImplemented
  return state.objects.has(key) ? failure({ answer: 412, code: 'PreconditionFailed' }) : undefined
}

function store(state: State, key: string, object: FakeObject): Answer {
  state.objects.set(key, object)
  const described = state.quirks.describe?.(object) ?? object
  return {
    status: 200,
    headers: {
      etag: `"${described.etag}"`,
      ...(described.crc32 !== undefined && { 'x-amz-checksum-crc32': described.crc32 })
    }
  }
}

function read({ objects, quirks }: State, { operation, key, headers }: Asked): Answer {
  const object = objects.get(key)
  if (object === undefined) return failure({ answer: 404, code: 'NoSuchKey' })
  const described: ReturnType<NonNullable<Quirks['describe']>> = quirks.describe?.(object) ?? object
  if (headers['if-match'] !== undefined && headers['if-match'] !== `"${object.etag}"`) {
    return failure({ answer: 412, code: 'PreconditionFailed' })
  }
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
  const body = object.body.subarray(from)
  const total = object.body.length
  return {
    status: headers.range === undefined ? 200 : 206,
    headers: {
      etag: `"${described.etag}"`,
      'last-modified': new Date().toUTCString(),
      'content-length': String(operation === 'HeadObject' ? (described.bytes ?? total) : body.length),
      ...(headers.range !== undefined && { 'content-range': `bytes ${from}-${total - 1}/${total}` }),
      ...(described.crc32 !== undefined && { 'x-amz-checksum-crc32': described.crc32 })
    },
    ...(operation === 'GetObject' && { body })
  }
}

const remembered = (state: State, headers: IncomingMessage['headers']): string | undefined => {
  const crc = headers['x-amz-checksum-crc32']
  return state.quirks.crc32 === 'verifies' && typeof crc === 'string' ? crc : undefined
}

const failure = ({ answer, code, headers = {}, body }: Exclude<Misdeed, string>): Answer => ({
  status: answer,
  headers,
  body:
    body ?? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>the fake says ${code}</Message></Error>`
})

const notImplemented = failure({ answer: 501, code: 'NotImplemented' })
const badDigest = failure({ answer: 400, code: 'BadDigest' })

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex')

function base64Crc(bytes: Buffer): string {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(crc32(bytes))
  return out.toString('base64')
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
