import { readEnvironment } from '../../bench/environment.ts'
import { benchTarget, emptyStore, openBenchStore } from '../stores/bench-stores.js'
import { testStore } from '../stores/contract.js'

// The server is a real versitygw over TLS. It looks whether there is an object, and makes it then: of sixty times that ten writers
// came together, it let several in ten times.
const nature = { atomic: false }

for (const checksum of ['auto', 'md5'] as const) {
  testStore(
    `S3 with checksums of kind ${checksum}`,
    async () => {
      const environment = await readEnvironment()
      const target = { ...(await benchTarget(environment)), checksum }
      const store = openBenchStore(environment, { target })
      return { store, remove: () => emptyStore(openBenchStore(environment, { target })) }
    },
    nature
  )
}

testStore(
  'S3 with parts of one size',
  async () => {
    const environment = await readEnvironment()
    const target = { ...(await benchTarget(environment)), uniformParts: true }
    const store = openBenchStore(environment, { target })
    return { store, remove: () => emptyStore(openBenchStore(environment, { target })) }
  },
  nature
)
