/** The warning about what a restore left on the host and could not remove: `left` names the component, why, and the journal. */
export const tellLeft = (stack: string, left: string): string => {
  const [, what = left, journal = 'journal.*'] = /^(.*) \((journal\.\w+)\)$/.exec(left) ?? []
  return `${what}. What a restore left there could not be removed, and each run tries again. Where that cannot work: remove what has predeploy_old, predeploy_new, .predeploy-old or .predeploy-new in its name, and then ~/.predeploy-backup/${stack}/${journal} on the host.`
}
