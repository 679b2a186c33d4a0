import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { ALL_WRITTEN, guarded } from '../../src/host-script/guard.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import { SHELLS, startIn } from './shells.js'

describe.each(SHELLS)('a watched capture in %s', (shell) => {
  // Plays the runner: its heart beats until the capture says that all is written, or that it is through.
  function capture(...stages: readonly Script[]) {
    const { child, ended } = startIn(shell, watched(stages))
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      if (stderr.includes(ALL_WRITTEN) || stderr.includes('MARK end')) child.stdin.end()
    })
    child.stdin.write('.\n')
    return ended
  }

  test('gives what its stages make of it, and says when it is through', async () => {
    const { status, stdout, stderr } = await capture(guarded(sh`echo data`), sh`tr a-z A-Z`)
    expect([status, stdout, stderr.split('\n').sort()]).toEqual([0, 'DATA\n', ['', 'MARK end', ALL_WRITTEN]])
  })

  test('may have one stage', async () => {
    expect(await capture(guarded(sh`echo data`))).toMatchObject({ status: 0, stdout: 'data\n' })
  })

  test('waits for the end of the heartbeat when all is written', async () => {
    const { child, ended } = startIn(shell, watched([guarded(sh`echo data`), sh`cat`]))
    await once(child.stderr, 'data')
    await pause(300)
    expect(child.exitCode).toBeNull()
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 0, stdout: 'data\n' })
  })

  test.each([
    ['first', [guarded(sh`sh -c 'echo half; exit 8'`), sh`cat`]],
    ['last', [guarded(sh`echo data`), sh`cat; exit 8`]]
  ] as const)('fails with the status of the %s stage', async (_, stages) => {
    expect((await capture(...stages)).status).toBe(8)
  })

  test('ends although its first stage could not begin', async () => {
    expect(await capture(sh`no-such-command-here`, sh`cat`)).toMatchObject({ status: 127, stdout: '' })
  })

  test('ends its stages when the heartbeat stops before it is through', async () => {
    const { child, ended } = startIn(shell, watched([guarded(sh`sleep ${1234.6}`), sh`cat`]))
    await pause(300)
    child.stdin.end()
    expect((await ended).status).toBe(143)
  })

  test('does not fail because its first stage was gone long before the last', async () => {
    const { child, ended } = startIn(shell, watched([sh`echo data`, sh`cat; sleep 1`]))
    for (const wait of [300, 100, 1000]) {
      await pause(wait)
      child.stdin.write('.\n')
    }
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 0, stdout: 'data\n' })
  })
})
