import { tmpdir } from 'node:os'
import { jest } from '@jest/globals'
import type { S3Target } from '../../src/config/plan.js'
import { Secret } from '../../src/secret.js'
import { type S3StoreOptions, s3Store } from '../../src/stores/s3.js'
import type { Store } from '../../src/stores/store.js'
import { type FakeS3, fakeS3, type Quirks } from './fake-s3.js'

jest.setTimeout(60_000)

/** Little patience, so that tests are quick, but enough for a machine that has much to do. */
export const littlePatience = {
  giveUp: 1.5,
  firstPause: 0.02,
  longestPause: 0.1,
  connect: 5,
  idle: 5,
  idleAtCompletion: 10
} as const

/** For what must be ridden out however slow the machine is: the pauses stay short. */
export const longPatience = { ...littlePatience, giveUp: 30 } as const

/** A store on a fake server, closed and ended when `body` ends. */
export async function withFakeStore(
  {
    quirks = {},
    target = {},
    options = {}
  }: {
    readonly quirks?: Quirks
    readonly target?: Partial<S3Target>
    readonly options?: Partial<S3StoreOptions>
  },
  body: (store: Store, fake: FakeS3, told: readonly string[]) => Promise<void>
): Promise<void> {
  const fake = await fakeS3(quirks)
  const told: string[] = []
  const store = s3Store({
    target: {
      kind: 's3',
      bucket: 'backups',
      prefix: '',
      endpoint: fake.url,
      region: 'us-east-1',
      pathStyle: true,
      checksum: 'auto',
      maximumParts: 10_000,
      uniformParts: false,
      ...target
    },
    credentials: { accessKeyId: 'fake', secretAccessKey: new Secret('fake-secret-never-told') },
    environment: {},
    spoolDirectory: tmpdir(),
    patience: littlePatience,
    onRetry: (message) => told.push(message),
    ...options
  })
  try {
    await body(store, fake, told)
  } finally {
    await store.close()
    await fake.close()
  }
}
