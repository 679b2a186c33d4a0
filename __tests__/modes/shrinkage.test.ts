import { describe, expect, test } from '@jest/globals'
import type { ManifestComponent } from '../../src/backup-set/manifest.js'
import { shrinkage } from '../../src/modes/shrinkage.js'
import { sampleManifest } from './sample-manifest.js'

const ID = '20261121T100000Z-00000b'
const MIB = 2 ** 20

/** A component of a database server, by the sizes of its databases. */
function databases(sizes: Readonly<Record<string, number>>): ManifestComponent {
  const [component] = sampleManifest(ID).components
  const [artifact] = component?.artifacts ?? []
  if (component === undefined || artifact === undefined) throw new Error('the sample holds no artifact')
  return {
    ...component,
    artifacts: Object.entries(sizes).map(([part, bytes]) => ({ ...artifact, part, bytes }))
  }
}

describe('beside the last backup', () => {
  const told = (now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) =>
    shrinkage([databases(now)], sampleManifest(ID, { components: [databases(before)] }))

  test.each([
    [
      { shop: 10 * MIB },
      { shop: 21 * MIB },
      ['db/shop: has 10.0 MiB, less than half of the 21.0 MiB in the last backup (']
    ],
    [
      { shop: MIB },
      { shop: MIB, blog: MIB },
      ['db/blog: is not there any more, but was (1.0 MiB) in the last backup (']
    ]
  ])('%j after %j is told', (now, before, sentences) => {
    expect(told(now, before)).toEqual(sentences.map((sentence) => `${sentence}${ID})`))
  })

  test.each([
    [{ shop: 11 * MIB }, { shop: 21 * MIB }],
    [{ shop: 1 }, { shop: 60 * 1024 }],
    [{ shop: MIB, blog: 1 }, { shop: MIB }]
  ])('%j after %j is nothing to tell', (now, before) => {
    expect(told(now, before)).toEqual([])
  })

  test('what was not captured now, or was another kind then, is nothing to tell', () => {
    const last = sampleManifest(ID, { components: [databases({ shop: MIB })] })
    expect(shrinkage([], last)).toEqual([])
    expect(shrinkage([{ ...databases({ shop: 1 }), type: 'mysql' }], last)).toEqual([])
  })
})
