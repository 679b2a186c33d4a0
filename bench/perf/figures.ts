/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (low === undefined || high === undefined) throw new Error('nothing was measured')
  return (low + high) / 2
}

/** The value in the middle with the least and the greatest, e.g. `4.1 (3.9–5.2)`. */
export function spread(values: readonly number[], digits = 1): string {
  const shown = (value: number) => value.toFixed(digits)
  return `${shown(median(values))} (${shown(Math.min(...values))}–${shown(Math.max(...values))})`
}

/** A Markdown table whose first row names the columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head = [], ...body] = rows
  return [
    line(head),
    line(head.map((_, column) => (column === 0 ? ':---' : '---:'))),
    ...body.map(line)
  ].join('\n')
}

export const inMebibytes = (bytes: number): number => bytes / 2 ** 20
