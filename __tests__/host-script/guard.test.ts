import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { ALL_WRITTEN, guarded, pulse } from '../../src/host-script/guard.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { SHELLS, startIn } from './shells.js'

describe.each(SHELLS)('a guarded command in %s', (shell) => {
  // Ends the input as soon as the command says that it has written all.
  function runWatched(command: Script) {
    const { child, ended } = startIn(shell, guarded(command))
    child.stderr.on('data', (chunk) => {
      if (String(chunk).includes(ALL_WRITTEN)) child.stdin.end()
    })
    return { child, ended }
  }

  test('runs to its end while its input is open', async () => {
    const { ended } = runWatched(sh`sh -c 'echo out; echo err >&2; exit 3'`)
    expect(await ended).toEqual({ status: 3, stdout: 'out\n', stderr: `err\n${ALL_WRITTEN}\n` })
  })

  test('says when all is written and stays until its input ends', async () => {
    const { child, ended } = startIn(shell, guarded(sh`echo out`))
    child.stdin.write('.\n')
    await once(child.stderr, 'data')
    child.stdin.write('.\n')
    await pause(300)
    expect(child.exitCode).toBeNull()
    child.stdin.end()
    expect(await ended).toEqual({ status: 0, stdout: 'out\n', stderr: `${ALL_WRITTEN}\n` })
  })

  test('is ended when its input ends', async () => {
    const { child, ended } = startIn(shell, guarded(sh`sleep ${1234.5}`))
    await pause(200)
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 143 })
  })

  test('is killed where it does not listen', async () => {
    const stubborn = sh`sh -c ${`trap '' TERM; echo deaf >&2; while :; do sleep 1; done`}`
    const impatient = { text: guarded(stubborn).text.replace(' 2 3 4 5 6 7 8 9 10', '') }
    const { child, ended } = startIn(shell, impatient)
    await once(child.stderr, 'data')
    child.stdin.end()
    expect(await ended).toMatchObject({ status: 137 })
  })

  test('does not read the heartbeat itself', async () => {
    const { child, ended } = runWatched(sh`cat`)
    child.stdin.write('.\n')
    expect(await ended).toMatchObject({ status: 0, stdout: '' })
  })

  test('leaves nothing behind, whether it ends or is ended', async () => {
    const nap = `sleep 0.3${randomInt(1_000_000)}`
    await runWatched(sh`sh -c ${`exec ${nap}`}`).ended
    const { child, ended } = startIn(shell, guarded(sh`sh -c ${`exec ${nap}`}`))
    child.stdin.end()
    await ended
    const processes = spawnSync('ps', ['-eo', 'pid,ppid,stat,args']).stdout.toString()
    expect(processes.split('\n').filter((line) => line.includes(nap))).toEqual([])
  })
})

describe.each(SHELLS)('the pulse in %s', (shell) => {
  test('passes the beats on until its input ends', async () => {
    const { child, ended } = startIn(shell, pulse)
    // Two that come at once may count as one.
    for (const _ of [1, 2]) {
      child.stdin.write('.\n')
      await once(child.stdout, 'data')
    }
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
