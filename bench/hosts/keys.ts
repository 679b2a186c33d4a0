import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import { inState, makeInState } from '../state.ts'

/** The private keys that a client may log in with, and `stranger`, which no host lets in. */
export type ClientKeys = {
  readonly ed25519: string
  readonly ecdsa: string
  readonly rsa: string
  readonly rsaPem: string
  readonly rsaPkcs8: string
  readonly withPassphrase: string
  readonly stranger: string
}

/** The passphrase of the key `withPassphrase`. */
export const passphrase = 'a bench passphrase with "quotes" & spaces'

/** Makes the client keys (once) and gives their paths; all but `stranger` stand in `authorized_keys`. */
export async function makeClientKeys(): Promise<ClientKeys> {
  const folder = await makeInState('keys')
  const make = (name: string, ...options: readonly string[]) =>
    makeKey(join(folder, name), ['-N', '', ...options])
  const keys: ClientKeys = {
    ed25519: await make('id_ed25519', '-t', 'ed25519'),
    ecdsa: await make('id_ecdsa', '-t', 'ecdsa'),
    rsa: await make('id_rsa', '-t', 'rsa', '-b', '2048'),
    rsaPem: await make('id_rsa_pem', '-t', 'rsa', '-b', '2048', '-m', 'PEM'),
    rsaPkcs8: await make('id_rsa_pkcs8', '-t', 'rsa', '-b', '2048', '-m', 'PKCS8'),
    withPassphrase: await makeKey(join(folder, 'id_with_passphrase'), ['-N', passphrase, '-t', 'ed25519']),
    stranger: await make('id_stranger', '-t', 'ed25519')
  }
  const authorised = Object.values(keys).filter((path) => path !== keys.stranger)
  const lines = await Promise.all(authorised.map((path) => readFile(`${path}.pub`, 'utf8')))
  await writeFile(inState('authorized_keys'), lines.join(''))
  return keys
}

/** Makes the host keys of a host (once) and gives its public keys as `type base64` each. */
export async function makeHostKeys(host: string): Promise<readonly string[]> {
  const folder = await makeInState('hosts', host, 'hostkeys')
  for (const type of ['ed25519', 'ecdsa', 'rsa']) {
    const size = type === 'rsa' ? ['-b', '3072'] : []
    await makeKey(join(folder, `ssh_host_${type}_key`), ['-N', '', '-t', type, ...size])
  }
  const names = (await readdir(folder)).filter((name) => name.endsWith('.pub')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.map((text) => text.split(' ').slice(0, 2).join(' '))
}

/** Writes a known_hosts file of these lines and its hashed twin; gives both paths. */
export async function writeKnownHosts(
  lines: readonly string[]
): Promise<{ readonly plain: string; readonly hashed: string }> {
  const [plain, hashed] = [inState('known_hosts'), inState('known_hosts_hashed')]
  await writeFile(plain, `${lines.join('\n')}\n`)
  await writeFile(hashed, `${lines.join('\n')}\n`)
  await run(['ssh-keygen', '-q', '-H', '-f', hashed])
  await rm(`${hashed}.old`, { force: true })
  return { plain, hashed }
}

async function makeKey(path: string, options: readonly string[]): Promise<string> {
  if (existsSync(path)) return path
  await mkdir(join(path, '..'), { recursive: true })
  await run(['ssh-keygen', '-q', '-C', 'predeploy-bench', '-f', path, ...options])
  return path
}
