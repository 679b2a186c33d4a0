import { UserError } from '../../errors.js'

/** What a pax extended header says of the member behind it, as far as it matters here. */
export interface PaxRecords {
  readonly path?: string
  readonly linkPath?: string
  readonly storedBytes?: number
  /** Bytes that the file has once it is restored, where holes were left out. */
  readonly sparseBytes?: number
  readonly owner?: number
  readonly group?: number
  /** Whether there are extended attributes or access control lists. */
  readonly attributes?: boolean
}

/** Reads the records of a pax extended header (`<length> <keyword>=<value>\n` each). Throws a UserError where they are damaged. */
export function readPaxRecords(content: Buffer): PaxRecords {
  const records: Writable<PaxRecords> = {}
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(0x20, at)
    const length = Number.parseInt(content.toString('latin1', at, space), 10)
    const end = at + length
    const equals = content.indexOf(0x3d, space)
    const whole = space > at && equals > space && equals < end && end <= content.length
    if (!whole || content[end - 1] !== 0x0a) {
      throw new UserError('the tar archive is damaged: an extended header cannot be read')
    }
    take(records, content.toString('latin1', space + 1, equals), content.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] }

function take(records: Writable<PaxRecords>, keyword: string, value: Buffer): void {
  switch (keyword) {
    case 'path':
      // A file with holes has a made-up path here and its real one in GNU.sparse.name.
      records.path ??= value.toString('latin1')
      break
    case 'GNU.sparse.name':
      records.path = value.toString('latin1')
      break
    case 'linkpath':
      records.linkPath = value.toString('latin1')
      break
    case 'size':
      records.storedBytes = wholeNumber(value)
      break
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      records.sparseBytes = wholeNumber(value)
      break
    case 'uid':
      records.owner = wholeNumber(value)
      break
    case 'gid':
      records.group = wholeNumber(value)
      break
    default:
      if (/^(SCHILY\.(xattr|acl)|LIBARCHIVE\.xattr|RHT)\./.test(keyword)) records.attributes = true
  }
}

function wholeNumber(value: Buffer): number {
  const number = Number(value.toString('latin1'))
  if (!/^\d+$/.test(value.toString('latin1')) || !Number.isSafeInteger(number)) {
    throw new UserError('the tar archive is damaged: an extended header holds a number that is none')
  }
  return number
}
