/** One SQL statement and the tokens that it is made of. */
export interface Statement {
  readonly text: string
  readonly tokens: readonly Token[]
}

export interface Token {
  readonly kind: 'name' | 'string' | 'word'
  /** A name without its quotes, a string as it stands, a word in its own case. */
  readonly value: string
}

/** Takes apart what pg_dumpall writes: comments and the commands of psql (`\restrict`) are passed over, quotes are respected. */
export function splitStatements(text: string): readonly Statement[] {
  const statements: Statement[] = []
  let tokens: Token[] = []
  let start: number | undefined
  for (const { 0: found, index } of text.matchAll(TOKEN)) {
    if (found.startsWith('--') || found.startsWith('\\')) continue
    start ??= index
    if (found !== ';') {
      tokens.push(tokenOf(found))
      continue
    }
    statements.push({ text: text.slice(start, index + 1), tokens })
    tokens = []
    start = undefined
  }
  return statements
}

// Inside of quotes a quote is always doubled, even where backslashes escape.
const TOKEN = /--[^\n]*|\\[^\n]*|E?'(?:[^']|'')*'|"(?:[^"]|"")*"|;|[^\s;'"]+/g

function tokenOf(found: string): Token {
  if (found.startsWith('"')) return { kind: 'name', value: found.slice(1, -1).replaceAll('""', '"') }
  return { kind: /^E?'/.test(found) ? 'string' : 'word', value: found }
}
