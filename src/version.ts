/** The version of this program, as manifests record it; a test compares it with package.json. */
export const VERSION = '0.1.0'
