/** A Debian release that images stand on. */
export type Suite = 'bookworm' | 'trixie' | 'forky'

/** An image of the bench: how it is built from a Debian release, and which official image does the same work. */
export type Recipe = {
  readonly name: string
  readonly folder: string
  readonly suite: Suite
  readonly target?: string
  readonly buildArguments?: Readonly<Record<string, string>>
  readonly official?: string
}

/** The images that the everyday bench needs. */
export const everydayRecipes = {
  host: { name: 'predeploy-bench/host', folder: 'host', suite: 'bookworm' },
  hostBare: { name: 'predeploy-bench/host-bare', folder: 'host', suite: 'bookworm', target: 'bare' },
  postgres: postgres('17', 'trixie'),
  redis: redis('8', 'trixie')
} as const satisfies Readonly<Record<string, Recipe>>

/** Other majors of the servers, built on demand, because their formats differ. */
export const otherMajorRecipes = {
  'postgres-15': postgres('15', 'bookworm'),
  'postgres-18': postgres('18', 'forky'),
  'redis-7': redis('7', 'bookworm')
} as const satisfies Readonly<Record<string, Recipe>>

/** The Ceph gateway, of the newest release that has it. */
export const rgwRecipe: Recipe = { name: 'predeploy-bench/rgw', folder: 'rgw', suite: 'forky' }

function postgres(major: string, suite: Suite): Recipe {
  // From 18 on, the official image keeps its data one folder deeper.
  const place =
    Number(major) < 18
      ? { VOLUME: '/var/lib/postgresql/data', DATA: '/var/lib/postgresql/data' }
      : { VOLUME: '/var/lib/postgresql', DATA: `/var/lib/postgresql/${major}/docker` }
  return {
    name: `predeploy-bench/postgres:${major}`,
    folder: 'postgres',
    suite,
    buildArguments: { MAJOR: major, ...place },
    official: `postgres:${major}`
  }
}

function redis(major: string, suite: Suite): Recipe {
  return { name: `predeploy-bench/redis:${major}`, folder: 'redis', suite, official: `redis:${major}` }
}
