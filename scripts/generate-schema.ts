import { readFile, writeFile } from 'node:fs/promises'
import { configReference, replaceReference } from './config-reference.ts'
import { configJsonSchema, describedConfig, manifestJsonSchema } from './json-schema.ts'

/** Writes what is generated from the schemas of the sources; with `--check` says what is stale instead. */
const path = (name: string) => new URL(`../${name}`, import.meta.url)
const inLines = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const documentation = await readFile(path('docs/config.md'), 'utf8')
const generated: Readonly<Record<string, string>> = {
  'schema/config.schema.json': inLines(configJsonSchema()),
  'schema/manifest.schema.json': inLines(manifestJsonSchema()),
  'docs/config.md': replaceReference(documentation, configReference(describedConfig()))
}

const stale: string[] = []
for (const [name, text] of Object.entries(generated)) {
  if (process.argv.includes('--check')) {
    if ((await readFile(path(name), 'utf8')) !== text) stale.push(name)
  } else {
    await writeFile(path(name), text)
  }
}
if (stale.length > 0)
  throw new Error(`${stale.join(', ')}: stale; run \`npm run schema\` and commit the result`)
