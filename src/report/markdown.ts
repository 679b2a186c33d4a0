/** Text as code. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

/** Text as code within a table, which is cut at each bar before anything else in it is read. */
export const codeInTable = (text: string): string =>
  text.includes('|')
    ? `<code>${text.replace(/[^\w\s]/gu, (character) => `&#${character.codePointAt(0)};`)}</code>`
    : code(text)

/** Text in which nothing is taken for Markdown, in one line. Addresses stay what can be clicked. */
export const escapeMarkdown = (text: string): string =>
  text.replace(ADDRESS_OR_MARK, (found) => (found.length > 1 ? found : `\\${found}`)).replace(/\s+/g, ' ')

// An address ends before what closes a sentence or a bracket, and holds nothing that would end a cell or begin a tag.
const ADDRESS_OR_MARK = /https?:\/\/[^\s\\`[\]<>|]*[\w/]|[\\`*_{}[\]<>|#]/g
