import { type Script, sh } from './script.js'

/** Asks an address from the host; fails unless it answers with success within ten seconds. */
export const askHttp = (url: string): Script => sh`if command -v curl >/dev/null 2>&1; then
  curl -q -fsS -o /dev/null --max-time 10 --url ${url}
elif command -v wget >/dev/null 2>&1; then
  wget -q -O /dev/null -T 10 ${url}
else
  echo 'there is neither curl nor wget on the host' >&2
  exit 127
fi`
