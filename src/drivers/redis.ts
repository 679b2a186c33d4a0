import { z } from 'zod'
import { Secret } from '../secret.js'
import { containerFacts, containerSchema, whereItRuns } from './container.js'
import type { Capture, Component, Driver, Found } from './driver.js'
import { leftBehind, warningOfLeft } from './left.js'
import { cutEndMark, mustSave, saveData, streamData } from './redis/capture.js'
import { rdbInspector } from './redis/inspector.js'
import { guardedWithClient, type RedisLogin } from './redis/login.js'
import { redisRestoration } from './redis/restoration.js'
import { foundRedis, probeRedis, type RedisServer } from './redis/server.js'

const schema = z.object({
  container: containerSchema,
  username: z
    .string()
    .min(1)
    .exactOptional()
    .describe('A user of the server, where it has users of its own (ACL).'),
  password: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'Its password, where neither the arguments nor the environment of the container tell it: name a variable.'
    ),
  port: z.int().min(1).max(65_535).exactOptional().describe('Where the server listens in the container.')
})

/** Redis or Valkey in a container: all of its databases as one RDB file. */
export const redis: Driver = {
  type: 'redis',
  schema,
  component: (declared) => redisComponent(schema.parse(declared))
}

function redisComponent({ container, username, password, port }: z.infer<typeof schema>): Component {
  const login: RedisLogin = {
    username,
    password: password === undefined ? undefined : new Secret(password),
    port
  }
  return {
    probe: probeRedis(container, login),
    found(probed, beside) {
      const told = foundRedis(probed, container)
      const server = { ...told, left: leftBehind(told.left, beside) }
      return whereItRuns(server.container, beside, foundComponent(server, login))
    }
  }
}

const foundComponent = (server: RedisServer, login: RedisLogin): Found => ({
  facts: {
    ...containerFacts(server.container),
    server: { product: server.product, version: server.version },
    tool: { ...server.tool },
    directory: server.directory,
    appendOnly: server.files.appendOnly
  },
  consistency: 'snapshot',
  warnings: [
    ...(server.replica
      ? ['the server is a replica: what it has not got from its primary yet is not in the backup']
      : []),
    ...(server.container.autoRemove
      ? [
          `container ${server.container.name} was started with --rm: a restore, which has to stop it, will be refused`
        ]
      : []),
    ...server.left.map(warningOfLeft)
  ],
  captures: () => [capture(server, login)],
  restoration: (backup, run) => redisRestoration({ server, login, backup, run })
})

const capture = (server: RedisServer, login: RedisLogin): Capture => ({
  extension: 'rdb',
  script: guardedWithClient(server.container.id, login, mustSave(server) ? saveData(server) : streamData),
  ...(mustSave(server) ? {} : { filter: cutEndMark }),
  ...(server.usedBytes === undefined ? {} : { expectedBytes: server.usedBytes }),
  inspector: rdbInspector
})
