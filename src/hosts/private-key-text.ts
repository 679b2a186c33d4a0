/**
 * Gives a pasted private key the form of its file back where there is only one way to read it: line breaks that became spaces or
 * the two characters `\n`, Windows line ends, indentation, quotes around it, base64 around it.
 */
export function repairKeyText(pasted: string): string {
  const text = unwrapped(pasted.replaceAll('\0', '').trim())
  const lines = text.replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll('\r', '\n').split('\n')
  const joined = lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
  const [, begin, kind, body, end] =
    /^(-----BEGIN ([A-Z0-9 ]+)-----) ?(.*?) ?(-----END \2-----)$/.exec(joined) ?? []
  if (begin === undefined || kind === undefined || body === undefined || end === undefined) {
    return `${lines.map((line) => line.trim()).join('\n')}\n`
  }
  const [, headers, encoded] = HEADERS.exec(body) ?? [undefined, undefined, body]
  const head = headers === undefined ? [] : [headers.replace(' DEK-Info:', '\nDEK-Info:'), '']
  return [begin, ...head, ...folded((encoded ?? '').replaceAll(' ', '')), end, ''].join('\n')
}

// What stands before the base64 in old encrypted keys.
const HEADERS = /^(Proc-Type: 4,ENCRYPTED DEK-Info: [A-Z0-9-]+,[0-9A-F]+) (.*)$/

function unwrapped(text: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/s.exec(text) ?? []
  if (quoted !== undefined) return unwrapped(quoted.trim())
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, 'base64').toString('latin1') : ''
  return decoded.startsWith('-----BEGIN ') ? decoded.trim() : text
}

const folded = (encoded: string): readonly string[] => encoded.match(/.{1,64}/g) ?? []
