import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { guarded, pulse } from '../../src/host-script/guard.js'
import { sh } from '../../src/host-script/script.js'
import { SHELLS, startIn } from './shells.js'

describe.each(SHELLS)('a guarded command in %s', (shell) => {
  test('runs to its end while its input is open', async () => {
    const { ended } = startIn(shell, guarded(sh`sh -c 'echo out; echo err >&2; exit 3'`))
    expect(await ended).toEqual({ status: 3, stdout: 'out\n', stderr: 'err\n' })
  })

  test('is ended when its input ends', async () => {
    const { child, ended } = startIn(shell, guarded(sh`sleep ${1234.5}`))
    await pause(200)
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 143 })
  })

  test('is killed where it does not listen', async () => {
    const stubborn = sh`sh -c ${`trap '' TERM; while :; do sleep 1; done`}`
    const impatient = { text: guarded(stubborn).text.replace('sleep 10', 'sleep 1') }
    const { child, ended } = startIn(shell, impatient)
    await pause(200)
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 137 })
  })

  test('does not read the heartbeat itself', async () => {
    const { child, ended } = startIn(shell, guarded(sh`cat`))
    child.stdin.write('.\n')
    expect(await ended).toEqual({ status: 0, stdout: '', stderr: '' })
  })

  test('leaves no guard behind that would hold the outputs', async () => {
    const started = Date.now()
    await startIn(shell, guarded(sh`true`)).ended
    expect(Date.now() - started).toBeLessThan(5000)
  })
})

describe.each(SHELLS)('the pulse in %s', (shell) => {
  test('passes the beats on until its input ends', async () => {
    const { child, ended } = startIn(shell, pulse)
    child.stdin.write('.\n')
    await pause(100)
    child.stdin.write('.\n')
    await pause(100)
    child.stdin.end()
    expect(await ended).toEqual({ status: 0, stdout: '.\n.\n', stderr: '' })
  })

  test('ends when nobody takes its beats', async () => {
    const { child, ended } = startIn(shell, pulse)
    child.stdout.destroy()
    await pause(100)
    child.stdin.write('.\n')
    expect(await ended).toMatchObject({ status: 0, stderr: '' })
  })

  test('ends after silence', async () => {
    const impatient = { text: pulse.text.replace(/timeout \d\d+/, 'timeout 1') }
    const { ended } = startIn(shell, impatient)
    expect(await ended).toMatchObject({ status: 0 })
  })

  test('does without timeout', async () => {
    const { child, ended } = startIn(
      shell,
      sh`timeout() { return 127; }
${pulse}`
    )
    child.stdin.write('.\n')
    child.stdin.end()
    expect(await ended).toEqual({ status: 0, stdout: '.\n', stderr: '' })
  })
})
