import { chmod, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Makes a small stack of files, such as a VPS has it, in an empty folder. */
export async function makeSampleStack(folder: string): Promise<void> {
  const at = (...names: string[]) => path.join(folder, ...names)
  await mkdir(at('uploads', '2026'), { recursive: true })
  await mkdir(at('nginx'), { recursive: true })
  await writeFile(at('docker-compose.yml'), 'services:\n  web:\n    image: shop:1.4.2\n    env_file: .env\n')
  await writeFile(at('.env'), 'SHOP_SECRET=only-a-sample\nSHOP_VERSION=1.4.2\n')
  await chmod(at('.env'), 0o600)
  await writeFile(
    at('nginx', 'shop.conf'),
    'server { listen 80; location / { proxy_pass http://web:8080; } }\n'
  )
  for (const number of [1, 2, 3]) {
    await writeFile(
      at('uploads', '2026', `photo ${number}.jpg`),
      Buffer.alloc(200_000 * number, `photo ${number} `)
    )
  }
  await symlink('2026/photo 3.jpg', at('uploads', 'newest'))
  await utimes(
    at('uploads', '2026', 'photo 1.jpg'),
    new Date('2026-01-02T03:04:05Z'),
    new Date('2026-01-02T03:04:05Z')
  )
}

/** Does to the sample stack what a broken deploy might: one file gone, one changed, one too many, one open to all. */
export async function damageSampleStack(folder: string): Promise<void> {
  const at = (...names: string[]) => path.join(folder, ...names)
  await rm(at('uploads', '2026', 'photo 2.jpg'))
  await writeFile(
    at('docker-compose.yml'),
    'services:\n  web:\n    image: shop:2.0.0-broken\n    env_file: .env\n'
  )
  await writeFile(at('uploads', 'core.1234'), 'what a crash left')
  await chmod(at('.env'), 0o644)
}
