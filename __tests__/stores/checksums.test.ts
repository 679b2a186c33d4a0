import { describe, expect, test } from '@jest/globals'
import { compositeCrc32, compositeEtag, digester, hexOf } from '../../src/stores/s3/checksums.js'
import { bytes } from './bytes.js'

describe('checksums', () => {
  test('are those that every other tool computes', () => {
    const digest = digester(['crc32', 'md5'])
    digest.update(Buffer.from('1234'))
    digest.update(Buffer.from('56789'))
    const { crc32, md5 } = digest.digests()
    // The check values of CRC-32/ISO-HDLC and of MD5 for this text.
    expect(hexOf(crc32 ?? '')).toBe('cbf43926')
    expect(hexOf(md5 ?? '')).toBe('25f9e794323b453885f5181f1b624d0b')
  })

  test('are only computed when asked for', () => {
    expect(Object.keys(digester(['crc32']).digests())).toEqual(['crc32'])
    expect(Object.keys(digester(['md5']).digests())).toEqual(['md5'])
  })

  test('do not depend on how the bytes come', async () => {
    const sums = []
    for (const size of [7, 65_536, 1_000_000]) {
      const digest = digester(['crc32', 'md5'])
      for await (const chunk of bytes(1_000_000, 1, size)) digest.update(chunk)
      sums.push(digest.digests())
    }
    expect(new Set(sums.map((sum) => JSON.stringify(sum))).size).toBe(1)
  })

  test('of an object in parts are those of the checksums of its parts', () => {
    // Computed with Python's zlib and hashlib.
    const parts = [Buffer.from('1234'), Buffer.from('56789')].map((part) => {
      const digest = digester(['crc32', 'md5'])
      digest.update(part)
      return digest.digests()
    })
    expect(compositeCrc32(parts.map(({ crc32 }) => crc32 ?? ''))).toBe('rBMwBw==-2')
    expect(compositeEtag(parts.map(({ md5 }) => md5 ?? ''))).toBe('d8399932ce6023ac3365f50fbbcde132-2')
  })
})
