/** What a probe found, where it differs from a Redis 7 without AOF. */
export interface Probed {
  readonly container?: 'running' | 'exited' | 'absent'
  readonly answer?: string
  readonly info?: Readonly<Record<string, string | undefined>>
  readonly config?: Readonly<Record<string, string | undefined>>
  readonly mounts?: readonly object[]
  readonly autoRemove?: boolean
  readonly labels?: Readonly<Record<string, string>>
  readonly lines?: readonly string[]
}

/** Prints it. */
export function probedRedis({
  container = 'running',
  answer = 'PONG',
  info,
  config,
  mounts,
  autoRemove = false,
  labels,
  lines = []
}: Probed = {}): string {
  const pairs = (kind: string, values: Readonly<Record<string, string | undefined>>) =>
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [`${kind}=${name}:${value}`]
    )
  const described = {
    ...CONTAINER,
    state: container,
    mounts: mounts ?? [VOLUME],
    autoRemove,
    labels: labels ?? null
  }
  return [
    container === 'absent' ? 'container-matches=0' : `container=${JSON.stringify(described)}`,
    `answer=${answer}`,
    'tool=redis-cli 7.0.15',
    ...pairs('info', { ...INFO, ...info }),
    ...pairs('config', { ...CONFIG, ...config }),
    ...lines
  ].join('\n')
}

const CONTAINER = {
  id: 'c0ffee',
  name: '/cache',
  image: 'sha256:1',
  imageName: 'redis:7',
  command: null
}

const VOLUME = {
  Type: 'volume',
  Name: 'shop_cache',
  Source: '/var/lib/docker/x',
  Destination: '/data',
  RW: true
}

const INFO = {
  redis_version: '7.0.15',
  redis_mode: 'standalone',
  executable: '/data/redis-server',
  cluster_enabled: '0',
  role: 'master',
  used_memory: '1000000'
}

const CONFIG = {
  dir: '/data',
  dbfilename: 'dump.rdb',
  appendonly: 'no',
  appendfilename: 'appendonly.aof',
  appenddirname: 'appendonlydir',
  save: '3600 1 300 100 60 10000',
  'shutdown-on-sigterm': 'default'
}
