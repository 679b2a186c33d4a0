import { describe, expect, test } from '@jest/globals'
import { agents } from '../../src/stores/s3/agents.js'

describe('the address of a proxy', () => {
  test.each(['http://proxy:3128', 'https://me:pw@proxy', 'proxy.example.com:3128', '127.0.0.1:1', '', '  '])(
    'may be %j',
    (address) => {
      expect(() =>
        agents({ HTTPS_PROXY: address, NO_PROXY: 'localhost,.example.com' }, undefined)
      ).not.toThrow()
    }
  )

  test.each(['socks5://me:never-told@proxy', 'http://', 'http://a b'])(
    'may not be %j, and is not told',
    (address) => {
      const open = () => agents({ https_proxy: address }, undefined)
      expect(open).toThrow('https_proxy does not hold the address of an HTTP proxy')
      expect(open).not.toThrow('never-told')
    }
  )
})
