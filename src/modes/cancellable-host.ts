import type { Host } from '../hosts/host.js'

/** The same host, for what may be cut short at any moment: its scripts end as soon as the signal is aborted, with the signal's reason. */
export const cancellableHost = (host: Host, signal: AbortSignal): Host => ({
  label: host.label,
  run: (script, options) => host.run(script, { ...options, signal }),
  read: (script, options) => host.read(script, { ...options, signal }),
  write: (script, source, options) => host.write(script, source, { ...options, signal }),
  close: () => host.close()
})
