import { registerHooks } from 'node:module'

// The sources import each other as the built files are called; run as they are, `./parse.js` is still `./parse.ts`.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const isSource = specifier.startsWith('.') && (context.parentURL ?? '').endsWith('.ts')
    return nextResolve(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context)
  }
})
