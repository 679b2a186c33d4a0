/** A catalogue of gettext (.mo) with these translations, for programs whose images were stripped of theirs. */
export function messageCatalogue(translations: Readonly<Record<string, string>>): Buffer {
  const header = 'Content-Type: text/plain; charset=UTF-8\n'
  const pairs = Object.entries({ '': header, ...translations })
    .map((pair) => pair.map((text) => Buffer.from(`${text}\0`)) as [Buffer, Buffer])
    .sort(([one], [other]) => Buffer.compare(one, other))
  const tableBytes = 8 * pairs.length
  let at = HEADER_BYTES + 2 * tableBytes
  const place = (text: Buffer): readonly [number, number] => {
    const start = at
    at += text.length
    // The byte that ends a text is not counted.
    return [text.length - 1, start]
  }
  const originals = pairs.map(([original]) => original)
  const translated = pairs.map(([, translation]) => translation)
  const numbers = [
    ...[MAGIC, 0, pairs.length, HEADER_BYTES, HEADER_BYTES + tableBytes, 0, 0],
    ...originals.flatMap(place),
    ...translated.flatMap(place)
  ]
  return Buffer.concat([Buffer.from(Uint32Array.from(numbers).buffer), ...originals, ...translated])
}

const MAGIC = 0x950412de
const HEADER_BYTES = 28
