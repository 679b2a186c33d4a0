import type { Path } from './path.js'

/** How a message shows a value that is wrong, in brackets behind what is wrong with it. */
export const showValue = (value: unknown, path: Path, isHidden: boolean): string =>
  isHidden || path.some(soundsSecret) || holdsSecret(value)
    ? ' (its value is not shown)'
    : ` (found ${describe(value)})`

/** The text with everything replaced that came from the environment: it may be a secret. */
export const withoutTexts = (message: string, texts: readonly string[]): string =>
  texts
    .filter((text) => text.length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length)
    .reduce((before, text) => before.replaceAll(text, '***'), message)

// Shorter ones protect nothing and stand in every other word.
const SHORTEST_SECRET = 4
const LONGEST = 80

const soundsSecret = (segment: string | number): boolean =>
  typeof segment === 'string' &&
  /pass(word|phrase|wd)?|secret|token|credential|\bkey\b|[_-]key|key$/i.test(segment)

// A private key, or a URL with a password.
const holdsSecret = (value: unknown): boolean =>
  typeof value === 'string' && /PRIVATE KEY|:\/\/[^/\s]*:[^/\s]*@/.test(value)

function describe(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… of ${String(value).length} characters` : text
}
