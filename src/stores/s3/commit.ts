import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { ObjectExists, type StoredObject } from '../store.js'
import { type Bucket, S3RequestFailed } from './bucket.js'
import { difference, type Expectation, type StoreAnswer } from './difference.js'
import { afterwards } from './explain.js'
import { cleaningPatience } from './retry.js'
import { address, type Upload } from './upload.js'
import { checkAnswer, confirm, findObject } from './verify.js'

/** The request that makes an object visible. */
export interface Commit {
  /** Sends it, with the condition if there is one. */
  readonly send: (condition: Condition) => Promise<StoreAnswer>
  /** What the object must be. Asked again after `send`, which may have taught which checksum counts. */
  readonly expected: () => Expectation
}

export type Condition = { readonly IfNoneMatch?: '*' }

/**
 * Makes an object visible and compares what the store then holds with what was sent. Rejects with ObjectExists where the condition
 * failed; after any other failure the object is deleted again, if there may be one and its key is not one that is rewritten.
 */
export async function commit(upload: Upload, { send, expected }: Commit): Promise<StoredObject> {
  const { bucket, key } = upload
  let answer: StoreAnswer | undefined
  try {
    answer = await sendIfAbsent(upload, { send, expected })
    checkAnswer(bucket, key, { expected: expected(), found: answer })
    return await confirm(bucket, key, { expected: expected(), answer })
  } catch (error) {
    if (error instanceof ObjectExists) throw error
    const note = await takeBack(upload, { error, answered: answer !== undefined, expected })
    throw afterwards(bucket.label, error, note)
  }
}

// What an earlier attempt did although its answer was lost makes the condition fail: then it is our own object that is there.
async function sendIfAbsent(upload: Upload, { send, expected }: Commit): Promise<StoreAnswer> {
  const { bucket, key, options } = upload
  if (options.ifAbsent !== true) return send({})
  try {
    return await send({ IfNoneMatch: '*' })
  } catch (error) {
    if (!(error instanceof S3RequestFailed)) throw error
    if (error.fault.status === 412) {
      const found = error.ambiguous ? await findObject(bucket, key) : undefined
      if (found !== undefined && difference(expected(), found) === undefined) return found
      throw new ObjectExists(`${bucket.label}/${key}`, { cause: error })
    }
    if (!isRefusal(error)) throw error
    if ((await findObject(bucket, key)) !== undefined) {
      throw new ObjectExists(`${bucket.label}/${key}`, { cause: error })
    }
    return send({})
  }
}

/** Whether the store may have refused a request for a header that it does not know. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof S3RequestFailed)) return false
  const { status, code } = error.fault
  return status === 501 || (status === 400 && !otherwiseWrong.has(code))
}

const otherwiseWrong = new Set([
  'ExpiredToken',
  'InvalidToken',
  'TokenRefreshRequired',
  'AuthorizationHeaderMalformed',
  'InvalidBucketName',
  'RequestTimeout',
  'BadDigest',
  'IncompleteBody',
  'EntityTooLarge',
  'EntityTooSmall',
  'InvalidPart',
  'InvalidPartOrder'
])

interface Failure extends Pick<Commit, 'expected'> {
  readonly error: unknown
  /** Whether the store said that it has the object. */
  readonly answered: boolean
}

// Gives a note of what it could not do. A key that is rewritten may hold another run's object by the time it is deleted.
async function takeBack(upload: Upload, { error, answered, expected }: Failure): Promise<string | undefined> {
  const { bucket, key, options } = upload
  if (options.rewritten === true) return undefined
  if (answered) return deleteAgain(bucket, key)
  const unclear = error instanceof S3RequestFailed && error.ambiguous
  return unclear ? deleteIfOurs(bucket, key, expected()) : undefined
}

async function deleteIfOurs(bucket: Bucket, key: string, expected: Expectation): Promise<string | undefined> {
  try {
    const found = await findObject(bucket, key, cleaningPatience(bucket.patience))
    if (found === undefined || difference(expected, found) !== undefined) return undefined
  } catch (error) {
    return leftBehind(error)
  }
  return deleteAgain(bucket, key)
}

async function deleteAgain(bucket: Bucket, key: string): Promise<string | undefined> {
  try {
    await bucket.request({
      operation: 'DeleteObject',
      key,
      patience: cleaningPatience(bucket.patience),
      send: (client, options) => client.send(new DeleteObjectCommand(address(bucket, key)), options)
    })
    return undefined
  } catch (error) {
    return leftBehind(error)
  }
}

const leftBehind = (error: unknown): string =>
  `the object may have been left behind (${error instanceof Error ? error.message : String(error)})`
