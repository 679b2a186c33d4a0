import type { Beside } from './driver.js'

/** The folders that restores left, without those that are kept on purpose. */
export const leftBehind = (places: readonly string[], beside: Beside | undefined): readonly string[] =>
  places.filter((place) => {
    const run = /\.predeploy-(?:new|old)-([a-z0-9]+)[^/]*$/.exec(place)?.[1]
    return run === undefined || beside?.kept?.has(run) !== true
  })

/** The warning about a folder that a restore which did not end left on the host, and what it may be. */
export const warningOfLeft = (place: string): string =>
  `a restore that did not end left ${place}, which is not backed up: it may hold ${
    /\.predeploy-new-/.test(place)
      ? 'what that restore had staged'
      : 'the data from before that restore, and may be its only copy'
  }; remove it once you are sure that nobody needs it`
