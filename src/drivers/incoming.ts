import { UserError } from '../errors.js'

/** The bytes of an artifact that have arrived and were not read yet. */
export interface Incoming {
  /** What messages call the artifact, e.g. `the archive`. */
  readonly name: string
  chunk: Buffer
  /** Where the next unread byte stands in the chunk. */
  at: number
  /** Bytes of the chunks before this one. */
  passed: number
  ended: boolean
}

/** A parser that reads bytes as they arrive: it yields where it needs more, and finds them in `chunk` when it goes on. */
export type Reading<Result> = Generator<undefined, Result, undefined>

/** Feeds a parser. `end` gives its result, and throws a UserError where it still waits for bytes. */
export interface Reader<Result> {
  write(chunk: Buffer): void
  end(): Result
}

/** Starts a parser; whatever arrives after it has returned is an error. */
export function startReading<Result>(
  name: string,
  parse: (incoming: Incoming) => Reading<Result>
): Reader<Result> {
  const incoming: Incoming = { name, chunk: NOTHING, at: 0, passed: 0, ended: false }
  const reading = parse(incoming)
  let step = reading.next()
  const goOn = () => {
    if (step.done !== true) step = reading.next()
    if (step.done === true && incoming.at < incoming.chunk.length) throw surplus(incoming)
    incoming.passed += incoming.chunk.length
    incoming.chunk = NOTHING
    incoming.at = 0
  }
  return {
    write(chunk) {
      incoming.chunk = chunk
      goOn()
    },
    end() {
      incoming.ended = true
      goOn()
      if (step.done !== true) throw cutShort(incoming)
      return step.value
    }
  }
}

const NOTHING = Buffer.alloc(0)

/** Whether another byte comes; waits for it, or for the end. */
export function* hasMore(incoming: Incoming): Reading<boolean> {
  while (incoming.at === incoming.chunk.length) {
    if (incoming.ended) return false
    yield
  }
  return true
}

/** The next byte. */
export function* takeByte(incoming: Incoming): Reading<number> {
  yield* need(incoming)
  return incoming.chunk[incoming.at++] as number
}

/** The next byte, unless it has not arrived. Coroutines are dear where millions of them would wait for nothing. */
export const byteNow = (incoming: Incoming): number | undefined =>
  incoming.at < incoming.chunk.length ? incoming.chunk[incoming.at++] : undefined

/** The next `size` bytes. They are valid until the parser yields. */
export function* take(incoming: Incoming, size: number): Reading<Buffer> {
  if (incoming.chunk.length - incoming.at >= size) return takeNow(incoming, size)
  const pieces: Buffer[] = []
  for (let missing = size; missing > 0; ) {
    yield* need(incoming)
    const piece = takeNow(incoming, Math.min(missing, incoming.chunk.length - incoming.at))
    pieces.push(Buffer.from(piece))
    missing -= piece.length
  }
  return Buffer.concat(pieces, size)
}

/** Passes over `size` bytes. */
export function* skip(incoming: Incoming, size: number): Reading<void> {
  for (let missing = size; missing > 0; ) {
    yield* need(incoming)
    missing -= takeNow(incoming, Math.min(missing, incoming.chunk.length - incoming.at)).length
  }
}

/** Where in the artifact the next unread byte stands. */
export const offset = ({ passed, at }: Incoming): number => passed + at

function takeNow(incoming: Incoming, size: number): Buffer {
  const taken = incoming.chunk.subarray(incoming.at, incoming.at + size)
  incoming.at += size
  return taken
}

function* need(incoming: Incoming): Reading<void> {
  if (!(yield* hasMore(incoming))) throw cutShort(incoming)
}

const cutShort = (incoming: Incoming): UserError =>
  new UserError(
    offset(incoming) === 0
      ? `${incoming.name} is empty`
      : `${incoming.name} is cut short: it ends in the middle, after ${offset(incoming)} bytes`
  )

const surplus = (incoming: Incoming): UserError =>
  new UserError(`${incoming.name} goes on behind its end, which is at byte ${offset(incoming)}`)

/** An error for bytes that cannot stand where they do. */
export const damaged = (incoming: Incoming): UserError =>
  new UserError(`${incoming.name} is damaged near byte ${offset(incoming)}`)
