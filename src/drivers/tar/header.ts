import { UserError } from '../../errors.js'

/** A tar archive is made of blocks of this many bytes. */
export const TAR_BLOCK = 512

/** What a header block says of the member that follows it. */
export interface TarHeader {
  /** The type as its one character; `0` for files, also where an old writer left it empty. */
  readonly type: string
  /** Bytes as latin1, since a name may be anything but NUL. */
  readonly name: string
  readonly linkName: string
  /** Bytes of content that follow; 0 for types that have none, whatever the field says. */
  readonly storedBytes: number
  /** Bytes that the file has once it is restored, where holes were left out in the old GNU manner. */
  readonly sparseBytes: number | undefined
  /** Whether blocks with more of the map of holes follow before the content. */
  readonly mapContinues: boolean
  readonly owner: number
  readonly group: number
  readonly gnu: boolean
}

/** Reads a header block. Throws a UserError where it is none: no magic, a wrong checksum, a field that is no number. */
export function readTarHeader(block: Buffer): TarHeader {
  if (block.toString('latin1', 257, 262) !== 'ustar') {
    throw new UserError('no tar archive: a header lacks the word "ustar"')
  }
  if (numberAt(block, 148, 8) !== checksum(block)) {
    throw new UserError('the tar archive is damaged: the checksum of a header is wrong')
  }
  const gnu = block[262] === SPACE
  const prefix = gnu ? '' : textAt(block, 345, 155)
  const name = textAt(block, 0, 100)
  const declared = textAt(block, 156, 1)
  const type = declared === '' || declared === '7' ? '0' : declared
  return {
    type,
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkName: textAt(block, 157, 100),
    storedBytes: WITHOUT_CONTENT.has(type) ? 0 : numberAt(block, 124, 12),
    sparseBytes: type === 'S' ? numberAt(block, 483, 12) : undefined,
    mapContinues: type === 'S' && block[482] !== 0,
    owner: numberAt(block, 108, 8),
    group: numberAt(block, 116, 8),
    gnu
  }
}

/** Whether a block of the old GNU map of holes says that another one follows. */
export const holesContinue = (block: Buffer): boolean => block[504] !== 0

const SPACE = 0x20

// Links, devices, directories and FIFOs: some writers put the size of the original there, and no content follows.
const WITHOUT_CONTENT: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6'])

function textAt(block: Buffer, offset: number, length: number): string {
  const end = block.indexOf(0, offset)
  return block.toString('latin1', offset, end < 0 ? offset + length : Math.min(end, offset + length))
}

// The checksum's own field counts as eight spaces.
function checksum(block: Buffer): number {
  let sum = 8 * SPACE
  for (let index = 0; index < 148; index += 1) sum += block[index] as number
  for (let index = 156; index < TAR_BLOCK; index += 1) sum += block[index] as number
  return sum
}

// Octal digits between spaces and NULs; or, where these do not suffice, GNU's base 256, which sets the first bit.
function numberAt(block: Buffer, offset: number, length: number): number {
  const first = block[offset] as number
  if (first < 0x80) {
    const digits = textAt(block, offset, length).trim()
    if (/^[0-7]*$/.test(digits)) return digits === '' ? 0 : Number.parseInt(digits, 8)
    throw new UserError('the tar archive is damaged: a number in a header is none')
  }
  let value = first & 0x7f
  for (let index = offset + 1; index < offset + length; index += 1) {
    value = value * 256 + (block[index] as number)
  }
  if (first === 0xff || value > Number.MAX_SAFE_INTEGER) {
    throw new UserError('the tar archive is damaged: a number in a header is negative or too large')
  }
  return value
}
