import { readFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * The code blocks of a section of a document, by the bold words before each. What the document calls things is replaced by what
 * they are called here; a name that the section does not use is an error.
 */
export async function documentedCommands(
  document: string,
  heading: string,
  names: Readonly<Record<string, string>>
): Promise<(title: string) => string> {
  const whole = await readFile(path.resolve(import.meta.dirname, '../..', document), 'utf8')
  const section = whole.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const unused = Object.keys(names).filter((name) => !section.includes(name))
  if (unused.length > 0) throw new Error(`"${heading}" of ${document} does not name ${unused.join(', ')}`)
  const blocks = new Map(
    [...section.matchAll(/^\*\*([^*]+)\*\*(?:(?!^\*\*)[\s\S])*?^```sh\n([\s\S]*?)^```$/gm)].map(
      ([, title = '', block = '']) => [title, replaced(block.trimEnd(), names)] as const
    )
  )
  return (title) => {
    const block = blocks.get(title)
    if (block === undefined)
      throw new Error(`"${heading}" of ${document} has no "${title}", but ${[...blocks.keys()].join(', ')}`)
    return block
  }
}

const replaced = (text: string, names: Readonly<Record<string, string>>): string =>
  Object.entries(names).reduce((changed, [name, here]) => changed.replaceAll(name, () => here), text)
