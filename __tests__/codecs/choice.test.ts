import { describe, expect, test } from '@jest/globals'
import { chooseCompressor } from '../../src/codecs/index.js'

describe('compression', () => {
  const choose = (codec: 'auto' | 'zstd' | 'gzip' | 'none', tools: string[], runnerReadsZstd = true) => {
    const { codec: chosen, where } = chooseCompressor({ codec }, new Set(tools), runnerReadsZstd)
    return `${chosen.name} on the ${where}`
  }

  test.each([
    ['auto', ['zstd', 'gzip'], true, 'zstd on the host'],
    ['auto', ['gzip'], true, 'zstd on the runner'],
    ['auto', ['zstd', 'gzip'], false, 'gzip on the host'],
    ['auto', [], false, 'gzip on the runner'],
    ['zstd', [], true, 'zstd on the runner'],
    ['gzip', ['zstd', 'gzip'], true, 'gzip on the host'],
    ['none', ['zstd', 'gzip'], true, 'none on the runner']
  ] as const)('%s with %j, a runner that reads zstd: %s', (codec, tools, reads, expected) => {
    expect(choose(codec, [...tools], reads)).toBe(expected)
  })

  test('is refused where the runner could not read it back', () => {
    expect(() => choose('zstd', ['zstd'], false)).toThrow('this Node cannot read it')
  })
})
