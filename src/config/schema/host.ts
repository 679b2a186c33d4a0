import { isIPv6 } from 'node:net'
import { z } from 'zod'
import { complaint } from '../complaint.js'
import type { HostTarget, SshTarget } from '../plan.js'

/** The address of an SSH server: all that `user@address[:port]` tells. */
type SshAddress = Pick<SshTarget, 'user' | 'address' | 'port'>

const FORM =
  'Write user@address or user@address:port; an IPv6 address stands in brackets: user@[2001:db8::1]:22.'

// What an editor checks; what is wrong in particular, `readAddress` says.
const TEXT = '^[^\\s@:/]+@(\\[[^\\s\\[\\]]+\\]|[^\\s@:/\\[\\]]+)(:\\d{1,5})?$'

const port = z.int().min(1).max(65_535).describe('The port of the SSH server.')
const user = z
  .string()
  .regex(/^[^\s@:/'"-][^\s@:/'"]*$/, complaint('is not the name of a user'))
  .describe('The user to log in as. It needs the right to use Docker.')
const address = z
  .string()
  .superRefine((text, context) => {
    if (!isAddress(text))
      context.addIssue({ code: 'custom', message: complaint('is not a host name or an IP address') })
  })
  .describe('The name or IP address of the host, without brackets.')
const fingerprint = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}=?$/,
    complaint(
      'is not a fingerprint',
      'It looks like SHA256:… and is printed by `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host.'
    )
  )
  .transform((text) => text.replace(/=$/, ''))
  .describe('The fingerprint of the host key (`SHA256:…`), instead of the input `known-hosts`.')

const addressText = z.string().transform((text, context): SshAddress => {
  const read = readAddress(text)
  if (typeof read !== 'string') return read
  context.addIssue({ code: 'custom', message: read })
  return z.NEVER
})

const server = { address, user, port: port.default(22), fingerprint: fingerprint.exactOptional() }

const jump = z
  .union([
    addressText.meta({ pattern: TEXT, description: '`user@address[:port]`' }),
    z.strictObject(server).describe('The same in parts.')
  ])
  .describe('A host to connect through (a bastion). Its key is checked, too.')

/** Where the components live: `user@address[:port]`, `local`, or a mapping. */
export const hostSchema = z
  .union([
    z
      .string()
      .transform((text, context): HostTarget => {
        const read = readHost(text)
        if (typeof read !== 'string') return read
        context.addIssue({ code: 'custom', message: read })
        return z.NEVER
      })
      .meta({
        pattern: `^local$|${TEXT}`,
        written: { examples: ['deploy@203.0.113.7', 'deploy@example.com:2222', 'local'] },
        description: '`user@address[:port]`, or `local` for the machine that the job runs on.'
      }),
    z
      .strictObject({ ...server, jump: jump.exactOptional() })
      .transform((declared): HostTarget => ({ kind: 'ssh', ...declared }))
      .describe('The same in parts, with what only some hosts need.')
  ])
  .describe('Where the components live: `user@address[:port]`, `local`, or a mapping.')

function readHost(text: string): HostTarget | string {
  if (text === 'local') return { kind: 'local' }
  const read = readAddress(text)
  return typeof read === 'string' ? read : { kind: 'ssh', ...read }
}

function readAddress(text: string): SshAddress | string {
  if (text === '') return complaint('is empty', FORM)
  if (/^[a-z]+:\/\//i.test(text)) return complaint('is a URL', FORM)
  const [, name, bracketed, plain, rest] = /^(?:([^@]*)@)?(?:\[([^\]]*)\]|([^:[\]]*))(.*)$/s.exec(text) ?? []
  const address = bracketed ?? plain ?? ''
  if (name === undefined) return complaint('names no user', FORM)
  if (!user.safeParse(name).success) return complaint('does not begin with the name of a user', FORM)
  if (bracketed === undefined && isIPv6(`${plain}${rest}`))
    return complaint('holds an IPv6 address without brackets', FORM)
  if (!isAddress(address)) return complaint('names no address', FORM)
  const [, digits] = /^:(\d{1,5})$/.exec(rest ?? '') ?? []
  if (rest !== '' && !port.safeParse(Number(digits)).success)
    return complaint('names a port that is none', FORM)
  return { user: name, address, port: rest === '' ? 22 : Number(digits) }
}

const isAddress = (text: string): boolean =>
  isIPv6(text) || /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,252}$/u.test(text)
