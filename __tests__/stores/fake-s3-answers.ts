import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { crc32 } from 'node:zlib'
import type { FakeObject, FakeRequest, Misdeed, Operation, Quirks } from './fake-s3.js'

/** What the fake holds, and what it does wrong. */
export interface State {
  readonly quirks: Quirks
  readonly objects: Map<string, FakeObject>
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

interface Asked extends FakeRequest {
  readonly query: URLSearchParams
  readonly body: Buffer
}

/** The S3 operation that a request asks for. */
export function operationOf(method: string, key: string, query: URLSearchParams): Operation {
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

/** Does what was asked and answers as S3 would, but for the quirks. */
export function answerTo(state: State, asked: Asked): Answer {
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
  const total = object.body.length
  const end = headers.range === undefined ? total : Math.min(total, from + (quirks.rest ?? total))
  const body = object.body.subarray(from, end)
  return {
    status: headers.range === undefined ? 200 : 206,
    headers: {
      etag: `"${described.etag}"`,
      'last-modified': new Date().toUTCString(),
      'content-length': String(operation === 'HeadObject' ? (described.bytes ?? total) : body.length),
      ...(headers.range !== undefined && { 'content-range': `bytes ${from}-${end - 1}/${total}` }),
      ...(described.crc32 !== undefined && { 'x-amz-checksum-crc32': described.crc32 })
    },
    ...(operation === 'GetObject' && { body })
  }
}

const remembered = (state: State, headers: IncomingMessage['headers']): string | undefined => {
  const crc = headers['x-amz-checksum-crc32']
  return state.quirks.crc32 === 'verifies' && typeof crc === 'string' ? crc : undefined
}

/** An error as S3 writes it. */
export const failure = ({ answer, code, headers = {}, body }: Exclude<Misdeed, string>): Answer => ({
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
