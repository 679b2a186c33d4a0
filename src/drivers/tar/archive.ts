import { UserError } from '../../errors.js'
import { holesContinue, readTarHeader, TAR_BLOCK, type TarHeader } from './header.js'
import { type PaxRecords, readPaxRecords } from './pax.js'

/** One file, directory, link or other thing in a tar archive. */
export interface TarMember {
  readonly kind: 'file' | 'directory' | 'symlink' | 'hard link' | 'other'
  /** Bytes as latin1. */
  readonly name: string
  /** Bytes that a file has once it is restored, its holes included; 0 for all that is no file. */
  readonly bytes: number
  readonly owner: number
  readonly group: number
  readonly sparse: boolean
  /** Whether it has extended attributes or access control lists. */
  readonly attributes: boolean
  readonly format: 'pax' | 'gnu' | 'ustar'
}

/** Reads an archive chunk by chunk and never looks into the content of files. */
export interface TarReader {
  /** Throws a UserError where the bytes are no tar archive, or name a place outside of it. */
  write(chunk: Buffer): void
  /** Throws a UserError unless the archive ended as it must: with two empty blocks and nothing behind them. */
  end(): void
}

/** Reads GNU tar, pax (sparse files included) and ustar; calls `visit` for each member in order. */
export function readTar(visit: (member: TarMember) => void): TarReader {
  let take: (block: Buffer) => void = takeHeader
  let wanted = TAR_BLOCK
  let passing = 0
  let ended = false
  let seen = 0
  let pending = Buffer.alloc(TAR_BLOCK)
  let held = 0
  let global: PaxRecords = {}
  let extended: PaxRecords = {}
  let longName: string | undefined
  let longLink: string | undefined
  let pax = false

  function want(bytes: number, next: (block: Buffer) => void): void {
    if (bytes > LARGEST_EXTENSION) throw new UserError('the tar archive is damaged: a header is far too long')
    wanted = bytes
    take = next
    if (pending.length < bytes) pending = Buffer.alloc(bytes)
  }

  function takeHeader(block: Buffer): void {
    if (isZero(block)) {
      want(TAR_BLOCK, takeLastBlock)
      return
    }
    const header = readTarHeader(block)
    if (EXTENSIONS.has(header.type)) takeExtension(header)
    else if (header.mapContinues) want(TAR_BLOCK, (map) => takeMap(map, header))
    else takeMember(header)
  }

  function takeLastBlock(block: Buffer): void {
    if (!isZero(block)) throw new UserError('the tar archive is damaged: an empty block stands within it')
    ended = true
  }

  function takeExtension({ type, storedBytes }: TarHeader): void {
    const bytes = Math.ceil(storedBytes / TAR_BLOCK) * TAR_BLOCK
    const apply = (padded: Buffer) => {
      const content = padded.subarray(0, storedBytes)
      if (type === 'x') extended = readPaxRecords(content)
      else if (type === 'g') global = { ...global, ...readPaxRecords(content) }
      else if (type === 'L') longName = upToNul(content)
      else longLink = upToNul(content)
      pax ||= type === 'x' || type === 'g'
      want(TAR_BLOCK, takeHeader)
    }
    if (bytes === 0) apply(Buffer.alloc(0))
    else want(bytes, apply)
  }

  function takeMap(map: Buffer, header: TarHeader): void {
    if (!holesContinue(map)) takeMember(header)
  }

  function takeMember(header: TarHeader): void {
    const records = { ...global, ...extended }
    const name = records.path ?? longName ?? header.name
    const kind = KINDS[header.type] ?? unknownType(header.type)
    const isDirectory = kind === 'directory' || (kind === 'file' && name.endsWith('/'))
    requireInside(name)
    if (kind === 'hard link') requireInside(records.linkPath ?? longLink ?? header.linkName)
    const hasContent = kind === 'file'
    const storedBytes = hasContent ? (records.storedBytes ?? header.storedBytes) : 0
    const sparseBytes = records.sparseBytes ?? header.sparseBytes
    visit({
      kind: isDirectory ? 'directory' : kind,
      name,
      bytes: hasContent && !isDirectory ? (sparseBytes ?? storedBytes) : 0,
      owner: records.owner ?? header.owner,
      group: records.group ?? header.group,
      sparse: sparseBytes !== undefined,
      attributes: records.attributes === true,
      format: pax ? 'pax' : header.gnu ? 'gnu' : 'ustar'
    })
    passing = Math.ceil(storedBytes / TAR_BLOCK) * TAR_BLOCK
    extended = {}
    longName = undefined
    longLink = undefined
    want(TAR_BLOCK, takeHeader)
  }

  return {
    write(chunk) {
      seen += chunk.length
      let at = 0
      while (at < chunk.length) {
        const left = chunk.length - at
        if (ended) {
          requireZeros(chunk, at)
          return
        }
        if (passing > 0) {
          const passed = Math.min(passing, left)
          passing -= passed
          at += passed
        } else if (held === 0 && left >= wanted) {
          const block = chunk.subarray(at, at + wanted)
          at += wanted
          take(block)
        } else {
          const copied = Math.min(wanted - held, left)
          chunk.copy(pending, held, at, at + copied)
          held += copied
          at += copied
          if (held === wanted) {
            held = 0
            take(pending.subarray(0, wanted))
          }
        }
      }
    },
    end() {
      if (!ended || seen % TAR_BLOCK !== 0) {
        throw new UserError(
          seen === 0 ? 'the tar archive is empty' : `the tar archive is cut short after ${seen} bytes`
        )
      }
    }
  }
}

const KINDS: Readonly<Record<string, TarMember['kind']>> = {
  '0': 'file',
  '1': 'hard link',
  '2': 'symlink',
  '3': 'other',
  '4': 'other',
  '5': 'directory',
  '6': 'other',
  S: 'file'
}

// Headers that only tell more about the next one: pax records of one member or of all, GNU's long names.
const EXTENSIONS: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K'])

// Extended attributes stand in headers, so these can be long, but not as long as a damaged length field says.
const LARGEST_EXTENSION = 16 * 1024 * 1024

const ZEROS = Buffer.alloc(64 * 1024)

const isZero = (block: Buffer): boolean => block[0] === 0 && block.equals(ZEROS.subarray(0, block.length))

function requireZeros(chunk: Buffer, from: number): void {
  for (let at = from; at < chunk.length; at += ZEROS.length) {
    const piece = chunk.subarray(at, at + ZEROS.length)
    if (!piece.equals(ZEROS.subarray(0, piece.length))) {
      throw new UserError('the tar archive is damaged: something follows its end')
    }
  }
}

function requireInside(name: string): void {
  if (name === '' || name.startsWith('/') || /(^|\/)\.\.(\/|$)/.test(name)) {
    throw new UserError(`the tar archive names a place outside of it: ${JSON.stringify(name)}`)
  }
}

const upToNul = (content: Buffer): string => {
  const end = content.indexOf(0)
  return content.toString('latin1', 0, end < 0 ? content.length : end)
}

function unknownType(type: string): never {
  throw new UserError(`the tar archive holds a member of the unknown type ${JSON.stringify(type)}`)
}
