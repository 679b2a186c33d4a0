import type { YAMLError } from 'yaml'

/** Says in plain words what is wrong with YAML, without a word of the text itself: it may hold secrets. */
export function explainSyntax({ code, pos }: YAMLError, text: string): Explanation {
  const [offset] = pos
  if (text[offset] === '{' && text[offset - 1] === '$') return VARIABLE_IN_BRACES
  if (offset >= text.trimEnd().length) return ENDS_EARLY
  if (text[offset] === '\t') return EXPLANATIONS.TAB_AS_INDENT ?? UNEXPECTED
  return EXPLANATIONS[code] ?? UNEXPECTED
}

interface Explanation {
  readonly what: string
  readonly remedy: string
}

const UNEXPECTED: Explanation = {
  what: 'is not valid YAML from here on',
  remedy:
    'Look for a bracket, quote or colon that is missing or too many; quote text that holds any of [ ] { } , : # & * ! | > % @ `.'
}

const ENDS_EARLY: Explanation = {
  what: 'the text ends before it is complete',
  remedy: 'Look for a bracket or a quote that was opened and never closed.'
}

const VARIABLE_IN_BRACES: Explanation = {
  what: 'a variable inside of { … } or [ … ] is not valid YAML without quotes',
  remedy: `Put it in quotes: "\${NAME}".`
}

const NESTED: Explanation = {
  what: 'a key or a list stands where text has begun already',
  remedy: 'Put the text in quotes, or correct the indentation: keys of one mapping begin in one column.'
}

const EXPLANATIONS: Partial<Record<YAMLError['code'], Explanation>> = {
  ALIAS_PROPS: { what: 'an alias takes no tag or anchor', remedy: 'Leave the tag or anchor out.' },
  BAD_ALIAS: { what: 'is not a usable alias', remedy: 'Quote text that begins with * or &.' },
  BAD_DIRECTIVE: { what: 'unknown directive', remedy: 'Leave the line that begins with % out.' },
  BAD_DQ_ESCAPE: {
    what: 'a text in double quotes holds an unknown escape',
    remedy: "Write \\\\ for a backslash, or use single quotes: 'C:\\path'."
  },
  BAD_INDENT: {
    what: 'the indentation is wrong here',
    remedy: 'Begin the keys of one mapping in one column, and close every bracket.'
  },
  BAD_SCALAR_START: { what: 'text cannot begin with this character', remedy: 'Put the text in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: NESTED,
  BLOCK_IN_FLOW: {
    what: 'a list or mapping over several lines stands inside of brackets',
    remedy: 'Close the bracket first.'
  },
  DUPLICATE_KEY: { what: 'this key stands twice in the same mapping', remedy: 'Leave one of the two out.' },
  KEY_OVER_1024_CHARS: {
    what: 'a key is longer than 1024 characters',
    remedy: 'Look for a quote that is missing.'
  },
  MISSING_CHAR: {
    what: 'a closing quote, a colon or a space is missing',
    remedy: 'Close quotes and brackets, and write `key: value` with a colon and a space.'
  },
  MULTILINE_IMPLICIT_KEY: NESTED,
  MULTIPLE_ANCHORS: { what: 'a value has several anchors', remedy: 'Leave one.' },
  MULTIPLE_DOCS: {
    what: 'a second document begins',
    remedy: 'Leave one document: a configuration describes one stack.'
  },
  MULTIPLE_TAGS: { what: 'a value has several tags', remedy: 'Leave the tags out.' },
  NON_STRING_KEY: {
    what: 'a key is not plain text',
    remedy: 'Quote the key, or quote the text that begins with [ or {.'
  },
  RESOURCE_EXHAUSTION: { what: 'is nested too deeply', remedy: 'Look whether this is the right file.' },
  TAB_AS_INDENT: { what: 'a tab stands in the indentation', remedy: 'Indent with spaces.' },
  TAG_RESOLVE_FAILED: { what: 'unknown tag', remedy: 'Leave the tag out, or quote text that begins with !.' }
}
