import type { Connection } from './channel.js'
import type { Host } from './host.js'
import { readScript } from './read-script.js'
import { runScript } from './run-script.js'
import { writeScript } from './write-script.js'

/** The host behind a connection. All kinds of hosts run their scripts by this one protocol. */
export const hostOver = (connection: Connection): Host => ({
  label: connection.label,
  run: (script, options) => runScript(connection, script, options),
  read: (script, options) => readScript(connection, script, options),
  write: (script, source, options) => writeScript(connection, script, source, options),
  close: () => connection.close()
})
