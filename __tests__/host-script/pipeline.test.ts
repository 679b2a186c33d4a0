import { describe, expect, test } from '@jest/globals'
import { pipeline } from '../../src/host-script/pipeline.js'
import { sh } from '../../src/host-script/script.js'
import { runIn, SHELLS } from './shells.js'

describe.each(SHELLS)('a pipeline in %s', (shell) => {
  const run = (...stages: readonly ReturnType<typeof sh>[]) => runIn(shell, pipeline(stages), 'input\n')

  test('passes standard input through all stages to standard output', () => {
    expect(run(sh`cat`, sh`tr a-z A-Z`, sh`cat`)).toEqual({ status: 0, stdout: 'INPUT\n', stderr: '' })
  })

  test('passes binary data unchanged', () => {
    expect(run(sh`printf '\\000\\r\\n\\377'`, sh`od -An -tx1`).stdout.trim()).toBe('00 0d 0a ff')
  })

  test('may have one stage', () => {
    expect(run(sh`cat; exit 3`)).toMatchObject({ status: 3, stdout: 'input\n' })
  })

  test.each([
    ['first', [sh`exit 5`, sh`cat`, sh`cat`]],
    ['middle', [sh`cat`, sh`cat >/dev/null; exit 5`, sh`cat`]],
    ['last', [sh`cat`, sh`cat`, sh`cat; exit 5`]]
  ] as const)('fails when its %s stage exits with another status than 0', (_, stages) => {
    expect(run(...stages).status).toBe(5)
  })

  test('fails when a command is missing', () => {
    expect(run(sh`no-such-command-here`, sh`cat`).status).toBe(127)
  })

  test('fails when a stage is killed', () => {
    expect(run(sh`sh -c 'kill -9 $$'`, sh`cat`).status).toBe(137)
  })

  test('fails when a stage vanishes without a word', () => {
    expect(run(sh`true`, sh`exec sh -c 'kill -9 $PPID'`).status).toBe(99)
  })

  test('tells the stage that failed first, not those that it broke', () => {
    expect(run(sh`yes`, sh`head -c 10 >/dev/null; exit 6`).status).toBe(6)
  })

  test('goes on behind it', () => {
    expect(
      runIn(
        shell,
        sh`${pipeline([sh`echo a`, sh`cat`])}
echo b`
      ).stdout
    ).toBe('a\nb\n')
  })

  test('may stand in another', () => {
    expect(run(pipeline([sh`cat`, sh`cat; exit 4`]), sh`cat`)).toMatchObject({ status: 4, stdout: 'input\n' })
  })

  test('keeps standard error apart', () => {
    expect(run(sh`echo one >&2`, sh`cat; echo two >&2`)).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'one\ntwo\n'
    })
  })
})
