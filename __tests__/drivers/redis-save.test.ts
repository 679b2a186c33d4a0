import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { saveData } from '../../src/drivers/redis/capture.js'
import { withClient } from '../../src/drivers/redis/login.js'
import { proveSave, savesByItself } from '../../src/drivers/redis/save.js'
import { foundRedis } from '../../src/drivers/redis/server.js'
import { sh } from '../../src/host-script/script.js'
import { type FakeHost, fakeHost } from './fake-docker.js'
import { probedRedis } from './redis-probed.js'

const server = foundRedis(probedRedis(), 'cache')

let host: FakeHost
let folder: string
const file = (name: string) => path.join(folder, name)
const noted = () => readFileSync(file('noted'), 'utf8').trimEnd().split('\n')
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'redis-saves-'))
  for (const [name, text] of Object.entries({ status: 'ok', busy: '', rounds: '0', 'dump.rdb': 'old' })) {
    writeFileSync(file(name), text)
  }
})
afterEach(() => {
  host.remove()
  rmSync(folder, { recursive: true })
})

/**
 * A server in files: it saves while `rounds` questions are asked, cannot while `cannot` holds, and answers what `busy` says first, line
 * by line.
 */
const start = ({ cannot = 'false', busy = '', ping = 'PONG' } = {}) => {
  writeFileSync(file('busy'), busy)
  host = fakeHost({
    'docker-else': ':',
    'redis-cli': `cd '${folder}'
case $1 in
  PING) if [ "$(cat status)" = err ]; then echo '${ping}'; else echo PONG; fi ;;
  BGSAVE)
    echo "$*" >>noted
    if [ -s busy ]; then head -n 1 busy; sed -i 1d busy; exit; fi
    echo 3 >rounds; echo Background saving started ;;
  INFO)
    rounds=$(cat rounds)
    if [ "$rounds" -gt 0 ]; then echo $((rounds - 1)) >rounds; fi
    if [ "$rounds" = 1 ]; then
      if ${cannot}; then echo err >status; else echo ok >status; echo new >dump.rdb; fi
    fi
    printf 'rdb_saves:9\\r\\nrdb_bgsave_in_progress:%s\\r\\nrdb_last_bgsave_status:%s\\r\\n' "$(cat rounds | sed 's/[1-9]/1/')" "$(cat status)" ;;
esac`
  })
}

describe('a server that is told to save', () => {
  const save = () => host.run(withClient('c', {}, saveData({ ...server, directory: folder })))

  test('is waited for until it has, and not only until it began', () => {
    start()
    expect(save()).toEqual({ status: 0, stdout: 'new\n', stderr: '' })
  })

  test('is told again while it does something else', () => {
    start({
      busy: [
        'ERR Background save already in progress',
        "ERR Another child process is active (AOF?): can't BGSAVE right now.",
        "ERR An AOF log rewriting in progress: can't BGSAVE right now.",
        ''
      ].join('\n')
    })
    expect(save()).toEqual({ status: 0, stdout: 'new\n', stderr: '' })
    expect(noted()).toHaveLength(4)
  })

  test.each([
    ['cannot', { cannot: 'true' }, 'the server could not save its data; its log tells why\n'],
    ['has no memory for it', { busy: 'ERR\n' }, 'the server could not save its data; its log tells why\n'],
    [
      'has no right to',
      { busy: 'NOPERM this user has no permissions\n' },
      'the server does not save its data when it is told to (BGSAVE): NOPERM this user has no permissions\ngive the user +bgsave\n'
    ],
    [
      'is busy',
      { busy: 'BUSY Redis is busy running a script.\n' },
      'the server does not save its data when it is told to (BGSAVE): BUSY Redis is busy running a script.\n'
    ]
  ])('is told of where it %s', (_, given, stderr) => {
    start(given)
    expect(save()).toEqual({ status: 1, stdout: '', stderr })
  })
})

describe('a server proves that it can save', () => {
  const removeStaged = () => sh`rm -f ${file('staged')}; echo removed >>${file('noted')}`
  const prove = () => {
    writeFileSync(file('staged'), '')
    return host.run(proveSave(server, {}, removeStaged()))
  }

  test('only where it does so by itself, and nothing else keeps its data', () => {
    start()
    const saves = (config: Readonly<Record<string, string>>) =>
      savesByItself(foundRedis(probedRedis({ config }), 'cache'))
    expect([saves({}), saves({ save: '' }), saves({ appendonly: 'yes' })]).toEqual([true, false, false])
  })

  test('once, and the backup stays staged', () => {
    start()
    expect(prove()).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(noted()).toEqual(['BGSAVE'])
    expect(existsSync(file('staged'))).toBe(true)
  })

  test('again without the backup, where that had filled the disk', () => {
    start({ cannot: '[ -e staged ]', ping: 'MISCONF Errors writing' })
    expect(prove()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/beside the staged backup.*without the backup it can\nmake more room/)
    })
    expect(noted()).toEqual(['BGSAVE', 'removed', 'BGSAVE'])
    expect(readFileSync(file('status'), 'utf8')).toBe('ok\n')
  })

  test('again though the backup cannot be removed, which is told as well', () => {
    start({ cannot: 'true' })
    const { status, stderr } = host.run(sh`set -e
${proveSave(server, {}, sh`exit 3`)}`)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^what was staged could not be removed\nthe server could not save its data/)
    expect(noted()).toEqual(['BGSAVE', 'BGSAVE'])
  })

  test.each([
    [
      'refuses writes since',
      'MISCONF Errors writing',
      /^the server could not save its data, and refuses writes now/
    ],
    ['goes on', 'PONG', /^the server could not save its data, so a restore that fails could not put it back/]
  ])('or the restore ends, with what to do: it %s', (_, ping, said) => {
    start({ cannot: 'true', ping })
    const { status, stderr } = prove()
    expect(status).toBe(1)
    expect(stderr).toMatch(said)
    expect(stderr).toMatch(
      /\nmake room on its disk, or mend its rights there; then let it save \(BGSAVE\), and restore/
    )
    expect(noted()).toEqual(['BGSAVE', 'removed', 'BGSAVE'])
  })

  test('or says that it may not be told, and is not told again', () => {
    start({ busy: 'NOPERM this user has no permissions\n' })
    expect(prove()).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/NOPERM.*\ngive the user \+bgsave\n$/)
    })
    expect(noted()).toEqual(['BGSAVE'])
  })
})
