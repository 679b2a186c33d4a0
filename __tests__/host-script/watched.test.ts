import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { guarded } from '../../src/host-script/guard.js'
import { sh } from '../../src/host-script/script.js'
import { watched } from '../../src/host-script/watched.js'
import { SHELLS, startIn } from './shells.js'

describe.each(SHELLS)('a watched capture in %s', (shell) => {
  const endOf = (stderr: string) => stderr.endsWith('MARK end\n')

  async function untilMark(script: ReturnType<typeof sh>) {
    const { child, ended } = startIn(shell, script)
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      if (endOf(stderr)) child.stdin.end()
    })
    child.stdin.write('.\n')
    return ended
  }

  test('says when it is through and then waits for the end of the heartbeat', async () => {
    const script = watched([guarded(sh`echo data`), sh`cat`])
    const { child, ended } = startIn(shell, script)
    await pause(500)
    expect(child.exitCode).toBeNull()
    child.stdin.end()
    expect(await ended).toEqual({ status: 0, stdout: 'data\n', stderr: 'MARK end\n' })
  })

  test('ends with 0 once the heartbeat ended', async () => {
    expect(await untilMark(watched([guarded(sh`echo data`), sh`tr a-z A-Z`]))).toMatchObject({
      status: 0,
      stdout: 'DATA\n'
    })
  })

  test('may have one stage', async () => {
    expect(await untilMark(watched([guarded(sh`echo data`)]))).toMatchObject({ status: 0, stdout: 'data\n' })
  })

  test.each([
    ['first', [guarded(sh`sh -c 'echo half; exit 8'`), sh`cat`]],
    ['last', [guarded(sh`echo data`), sh`cat; exit 8`]]
  ] as const)('fails with the status of the %s stage', async (_, stages) => {
    const { status, stderr } = await untilMark(watched(stages))
    expect([status, endOf(stderr)]).toEqual([8, true])
  })

  test('ends its stages when the heartbeat stops before it is through', async () => {
    const { child, ended } = startIn(shell, watched([guarded(sh`sleep ${1234.6}`), sh`cat`]))
    await pause(300)
    child.stdin.end()
    expect((await ended).status).toBe(143)
  })

  test('does not fail because its first stage was through long before the last', async () => {
    const script = watched([guarded(sh`echo data`), sh`cat; sleep 1`])
    const { child, ended } = startIn(shell, script)
    await pause(300)
    child.stdin.write('.\n')
    await pause(100)
    child.stdin.write('.\n')
    await pause(1000)
    child.stdin.end()
    expect((await ended).status).toBe(0)
  })
})
