import { expect, test } from '@jest/globals'
import { sh } from '../../src/host-script/script.js'
import { localHost } from '../../src/hosts/local.js'
import { describeHost } from './contract.js'

const environment = { PATH: process.env['PATH'], HOME: '/', DOCKER_HOST: 'unix:///run/docker.sock' }

describeHost('this machine', async () => localHost(environment))

test('scripts of this machine get what they need of the environment, and no secrets', async () => {
  const host = localHost({
    ...environment,
    AWS_SECRET_ACCESS_KEY: 'leak',
    'INPUT_SSH-KEY': 'leak',
    ACTIONS_RUNTIME_TOKEN: 'leak',
    GITHUB_TOKEN: 'leak'
  })
  const printed = (await host.run(sh`env`)).stdout.toString()
  expect(printed).not.toContain('leak')
  expect(printed).toContain('DOCKER_HOST=unix:///run/docker.sock')
})
