import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { freeLock, LOCK_SECONDS, renewLock, takeLock } from '../../src/host-script/lock.js'
import { type Script, sh } from '../../src/host-script/script.js'
import { runIn, SHELLS, startIn } from './shells.js'

let home = ''
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'lock-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const claimOf = (token: string) => ({
  stack: 'shop',
  token,
  owner: JSON.stringify({ token, run: `it's ${token}` })
})
const take = (token: string, stale?: string) => takeLock(claimOf(token), stale)
const renew = (token: string) => renewLock(claimOf(token))
const free = (token: string) => freeLock(claimOf(token))
const folder = () => path.join(home, '.predeploy-backup', 'shop')
const locks = () =>
  readdirSync(folder())
    .filter((name) => name !== '.spare')
    .sort()
const now = () => Math.floor(Date.now() / 1000)
const runOut = (generation: number) => {
  const file = path.join(folder(), `lock.${generation}`)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(now() - 1)))
}

describe.each(SHELLS)('the lock in %s', (shell) => {
  const run = (script: Script) => {
    const { status, stdout, stderr } = runIn(shell, script, '', { HOME: home })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    return stdout.split('\n').filter((line) => line !== '')
  }

  test('is had by one at a time, and by the next when it is free', () => {
    expect(run(take('first'))).toEqual(['lock=taken'])
    const [held, until, owner] = run(take('second'))
    expect([held, owner]).toEqual(['lock=held', `owner=${claimOf('first').owner}`])
    expect(Number(until?.slice('until='.length)) - now()).toBeGreaterThan(LOCK_SECONDS - 10)
    expect(run(free('first'))).toEqual(['lock=freed'])
    expect(run(take('second'))).toEqual(['lock=taken'])
    expect(locks()).toEqual(['lock.2'])
  })

  test('is taken over when it has run out, and the heir is told from whom', () => {
    run(take('first'))
    runOut(1)
    expect(run(take('second'))).toEqual(['lock=taken', `dead=${claimOf('first').owner}`])
  })

  test('is kept by whoever renews it', () => {
    run(take('first'))
    runOut(1)
    expect(run(renew('first'))).toEqual(['lock=kept'])
    expect(run(take('second'))[0]).toBe('lock=held')
  })

  test('is given again to whoever asks twice, as when the first answer was lost', () => {
    run(take('first'))
    expect(run(take('first'))).toEqual(['lock=taken'])
    expect(locks()).toEqual(['lock.1'])
  })

  test('is made again by a renewal where somebody removed the folder', () => {
    run(take('first'))
    rmSync(folder(), { recursive: true })
    expect(run(renew('first'))).toEqual(['lock=kept'])
    expect(run(take('second'))[0]).toBe('lock=held')
  })

  test('is taken over where the disk has room for no new file, by one of those who want it', () => {
    run(take('first'))
    const takeOnFullDisk = (token: string) => {
      // A file that must not be written over is as good as a full disk.
      writeFileSync(path.join(folder(), `claim.${token}`), '')
      const { status, stdout } = runIn(shell, sh`set -C\n${take(token)}`, '', { HOME: home })
      return { status, first: stdout.split('\n')[0] }
    }
    for (const [index, token] of ['second', 'a third, with a longer name', 'x'].entries()) {
      runOut(index + 1)
      expect(takeOnFullDisk(token)).toEqual({ status: 0, first: 'lock=taken' })
      expect(run(take('other'))[1]).toMatch(/^until=/)
      expect(run(take('other')).at(-1)).toBe(`owner=${claimOf(token).owner}`)
    }
    runOut(4)
    rmSync(path.join(folder(), '.spare'))
    expect(takeOnFullDisk('last')).toEqual({ status: 1, first: '' })
    expect(run(take('other'))[0]).toBe('lock=taken')
  })

  test('is renewed and freed where the disk has room for no new file', () => {
    run(take('first'))
    runOut(1)
    // A folder of that name is as good as a full disk.
    mkdirSync(path.join(folder(), 'lock.1.new'))
    expect(run(renew('first')).at(-1)).toBe('lock=kept')
    expect(run(take('second'))[0]).toBe('lock=held')
    expect(run(free('first')).at(-1)).toBe('lock=freed')
    expect(readFileSync(path.join(folder(), 'lock.1'), 'utf8')).toBe(
      `0000000000\n${claimOf('first').owner}\n`
    )
  })

  test('is neither renewed nor freed by whoever has lost it', () => {
    run(take('first'))
    runOut(1)
    run(take('second'))
    const before = readFileSync(path.join(folder(), 'lock.2'), 'utf8')
    const lost = ['lock=lost', `owner=${claimOf('second').owner}`]
    expect(run(renew('first'))).toEqual(lost)
    expect(run(free('first'))).toEqual(lost)
    expect(locks()).toEqual(['lock.2'])
    expect(readFileSync(path.join(folder(), 'lock.2'), 'utf8')).toBe(before)
  })

  test('that runs out far in the future is stuck, until somebody says that it stands still', () => {
    run(take('first'))
    const file = path.join(folder(), 'lock.1')
    const future = String(now() + 86_400)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, future))
    expect(run(take('second'))[1]).toBe(`until=${future}`)
    expect(run(take('second', '1'))[0]).toBe('lock=held')
    expect(run(take('second', future))[0]).toBe('lock=taken')
  })

  test.each(['', 'rubbish\n', '12', '\nowner\n'])('whose file holds %j is nobody’s', (text) => {
    run(take('first'))
    writeFileSync(path.join(folder(), 'lock.1'), text)
    expect(run(take('second'))[0]).toBe('lock=taken')
  })

  test('is not had by whoever was so slow that others came, went and came again', () => {
    run(take('dead'))
    runOut(1)
    const others = path.join(home, 'others')
    writeFileSync(
      others,
      [take('one'), free('one'), take('two')].map(({ text }) => `( ${text}\n)`).join('\n')
    )
    // The slow one has looked, and while it asks for the time the others come.
    const slow = path.join(home, 'date')
    writeFileSync(
      slow,
      `#!/bin/sh\nPATH=\${PATH#*:}\n[ -e ${others} ] && sh ${others} >${others}.said && rm ${others}\nexec date "$@"\n`,
      {
        mode: 0o755
      }
    )
    const { stdout } = runIn(shell, take('slow'), '', { HOME: home, PATH: `${home}:${process.env['PATH']}` })
    expect(readFileSync(`${others}.said`, 'utf8')).toMatch(/lock=freed\nlock=taken\n$/)
    expect(stdout).toMatch(/^lock=held\n/)
    expect(stdout).toContain(`owner=${claimOf('two').owner}`)
    expect(locks()).toEqual(['lock.3'])
  })

  test('has exactly one heir, however many look at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      run(take('dead'))
      runOut(Math.max(...locks().map((name) => Number(name.split('.')[1]))))
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => startIn(shell, take(`heir${index}`), { HOME: home }).ended)
      )
      expect(answers.filter(({ stdout }) => stdout.startsWith('lock=taken'))).toHaveLength(1)
      expect(answers.filter(({ stdout }) => stdout.startsWith('lock=held'))).toHaveLength(7)
      for (let index = 0; index < 8; index += 1) run(free(`heir${index}`))
    }
  })

  test('keeps all others out, while some take it, others free it and others find it dead', async () => {
    const critical = path.join(home, 'critical')
    // Every third holder dies: its lock is made to run out.
    const worker = (name: string) => sh`HOME=${home}
had=0
round=0
while [ "$had" -lt 5 ] && [ "$round" -lt 2000 ]; do
  round=$((round + 1))
  answer=$(${take(name)}
) || echo failed
  case $answer in
    lock=taken*)
      had=$((had + 1))
      mkdir ${critical} || echo broken
      rmdir ${critical} || echo broken
      if [ "$((had % 3))" = 0 ]; then
        for file in ${folder()}/lock.*[0-9]; do
          { read -r until; read -r owner; } <"$file"
          case $owner in *${name}*) printf '%s\n' 1 "$owner" >"$file.dead"; mv "$file.dead" "$file" ;; esac
        done
      else
        ( ${free(name)}
) | grep -q freed || echo broken
      fi
      echo taken ;;
  esac
done`
    const ended = await Promise.all(
      ['red', 'green', 'blue', 'black', 'white'].map((name) => startIn(shell, worker(name)).ended)
    )
    const said = ended.flatMap(({ stdout }) => stdout.split('\n').filter((line) => line !== ''))
    expect(said.filter((word) => word !== 'taken')).toEqual([])
    expect(said).toHaveLength(25)
  })
})
