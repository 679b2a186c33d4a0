import { attempt } from '../run.ts'
import { benchLabel } from '../state.ts'

/** The label by which an image says what it was built from. */
export const contentLabel = `${benchLabel}.content`

/** What an image was built from, or nothing when there is no such image. */
export async function contentOf(image: string): Promise<string | undefined> {
  const format = `{{index .Config.Labels "${contentLabel}"}}`
  const { status, stdout } = await attempt(['docker', 'image', 'inspect', '--format', format, image])
  return status === 0 ? stdout.toString('utf8').trim() : undefined
}
