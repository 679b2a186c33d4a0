// A cipher of ssh2 reads a free `__dirname`, which an ES module bundle does not have.
import path from 'node:path'
import { fileURLToPath } from 'node:url'

Object.assign(globalThis, { __dirname: path.dirname(fileURLToPath(import.meta.url)) })
