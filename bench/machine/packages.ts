import { attempt, run } from '../run.ts'

/** Tells whether a command is found on PATH. */
export async function hasCommand(name: string): Promise<boolean> {
  return (await attempt(['sh', '-c', 'command -v "$1"', 'sh', name])).status === 0
}

/** Installs the Debian packages of those commands that are missing (command → package); calls wait for one another. */
export function installMissing(packages: Readonly<Record<string, string>>): Promise<void> {
  const turn = previous.then(() => install(packages))
  previous = turn.then(
    () => undefined,
    () => undefined
  )
  return turn
}

/** The words to put before a command that only root may run: none for root, else sudo without a password. */
export async function asRoot(): Promise<readonly string[]> {
  if (process.getuid?.() === 0) return []
  if (await hasCommand('sudo')) return ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND']
  throw new Error(
    'The bench has to install packages here: run it as root, or give the user sudo without a password.'
  )
}

/** The Debian mirror that the machine's own apt sources name, if they name one. */
export async function debianMirror(): Promise<string | undefined> {
  const { stdout } = await attempt(['apt-get', 'indextargets', '--format', '$(LABEL) $(COMPONENT) $(SITE)'])
  const line = stdout
    .toString('utf8')
    .split('\n')
    .find((line) => line.startsWith('Debian main '))
  return line?.split(' ')[2]
}

// apt works for one at a time, and refuses the second instead of letting it wait.
let previous: Promise<void> = Promise.resolve()
let updated = false

async function install(packages: Readonly<Record<string, string>>): Promise<void> {
  const missing: string[] = []
  for (const [command, name] of Object.entries(packages)) {
    if (!(await hasCommand(command))) missing.push(name)
  }
  if (missing.length === 0) return
  const apt = [...(await asRoot()), 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=300']
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  if (!updated) await run([...apt, 'update'], { env })
  updated = true
  await run([...apt, 'install', '-y', '--no-install-recommends', ...missing], { env })
}
