/** The candidate that was most likely meant by a mistyped word, or `undefined` where none is near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.distance - other.distance)
  return best?.candidate
}

/** "Did you mean …?" and what else there is, for a word that is none of the candidates. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const meant = closest(word, candidates)
  const known = `Known are: ${candidates.join(', ')}.`
  return meant === undefined ? known : `Did you mean ${JSON.stringify(meant)}? ${known}`
}

/** Levenshtein: how many letters are to be put in, left out or exchanged. */
function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1]
    for (let column = 1; column <= other.length; column += 1) {
      const exchanged = (previous[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1)
      current.push(Math.min(exchanged, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[other.length] ?? 0
}
