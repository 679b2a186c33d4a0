/** The roles that containers play in the stack; the last two are not of the compose project. */
export const roles = ['db', 'cache', 'sessions', 'web', 'worker', 'redisAof', 'redisAuth'] as const
export type Role = (typeof roles)[number]

/** The stack under test: a compose project on the host, and two more Redis servers beside it. */
export type Stack = {
  readonly project: 'shop'
  /** The project folder as users on the host see it; `outside` is the same folder by the path that the engine knows. */
  readonly folder: '/srv/shop'
  readonly outside: string
  readonly hostContainer: string
  readonly images: {
    readonly postgres: string
    readonly redis: string
    readonly web: string
    readonly helper: string
  }
  readonly containers: Readonly<Record<Role, string>>
  readonly volumes: Readonly<
    Record<'db' | 'cache' | 'sessions' | 'uploads' | 'redisAof' | 'redisAuth', string>
  >
  readonly passwords: { readonly postgres: string; readonly sessions: string; readonly redisAuth: string }
  /** The databases that are seeded, by what is odd about them. */
  readonly databases: {
    readonly main: string
    readonly icu: string
    readonly oddName: string
    readonly conninfoName: string
    readonly latin1: string
    readonly empty: string
    /** Refuses every connection, so that nothing can be dumped from it. */
    readonly frozen: string
  }
}

/** What is known of the stack before it runs: all but the names that compose chooses. */
export const fixed = {
  project: 'shop',
  folder: '/srv/shop',
  volumes: {
    db: 'shop_db',
    cache: 'shop_cache',
    sessions: 'shop_sessions',
    uploads: 'shop_uploads',
    redisAof: 'bench_redis_aof',
    redisAuth: 'bench_redis_auth'
  },
  passwords: { postgres: 'Shop-Pa55word', sessions: 'Sessions-Pa55word', redisAuth: 'Auth-Pa55word' },
  databases: {
    main: 'shop',
    icu: 'analytics',
    oddName: `-odd "db" $(touch x) 'ü`,
    conninfoName: 'key=value',
    latin1: 'legacy',
    empty: 'empty',
    frozen: 'frozen'
  }
} as const
