/**
 * How a restoration tells a place of which something stays as it is. The second word keeps apart what leaves out more and what leaves out less: neither makes
 * good what the other left half exchanged.
 */
export const placeBut = (place: string, staying: readonly string[]): readonly string[] => [
  place,
  `${place} but for ${JSON.stringify(staying.toSorted())}`
]
