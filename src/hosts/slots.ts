/** A number of places that are taken and given back; whoever finds none waits for the next, in order. */
export interface Slots {
  /** Takes a place; the function that it resolves to gives it back. */
  take(): Promise<() => void>
  /** How many places are taken. */
  taken(): number
  /** Sets how many places there are, at least one. */
  allow(most: number): void
  /** Turns away everyone who waits or comes. */
  refuse(reason: Error): void
}

/** Makes a number of places. */
export function slots(most: number): Slots {
  let allowed = most
  let taken = 0
  let refusal: Error | undefined
  const waiting: { readonly enter: () => void; readonly leave: (reason: Error) => void }[] = []

  const admit = () => {
    while (taken < allowed) {
      const next = waiting.shift()
      if (next === undefined) return
      taken += 1
      next.enter()
    }
  }
  const place = () => {
    let held = true
    return () => {
      if (!held) return
      held = false
      taken -= 1
      admit()
    }
  }
  return {
    take: () =>
      new Promise((resolve, reject) => {
        if (refusal !== undefined) return reject(refusal)
        waiting.push({ enter: () => resolve(place()), leave: reject })
        admit()
      }),
    taken: () => taken,
    allow(count) {
      allowed = Math.max(1, count)
      admit()
    },
    refuse(reason) {
      refusal = reason
      for (const { leave } of waiting.splice(0)) leave(reason)
    }
  }
}
