import { afterAll, beforeAll, describe, jest } from '@jest/globals'
import type { Store } from '../../src/stores/store.js'
import { testFinding } from './contract-finding.js'
import { type Nature, testWriting } from './contract-writing.js'

/** What every store must do. `open` gives one that holds nothing yet, and what takes it away again. */
export function testStore(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly remove: () => Promise<void> }>,
  nature: Nature = { atomic: true }
): void {
  jest.setTimeout(120_000)
  describe(name, () => {
    let store: Store
    let remove: () => Promise<void>
    beforeAll(async () => {
      ;({ store, remove } = await open())
    })
    afterAll(async () => {
      await store.close()
      await remove()
    })

    testWriting(() => store, nature)
    testFinding(() => store)
  })
}
