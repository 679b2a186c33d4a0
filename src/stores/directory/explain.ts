import { asError, UserError } from '../../errors.js'
import { codeOf } from '../error-code.js'

/** Runs what touches files below `root` and turns the system errors that a person can mend into UserErrors. */
export const explainFileError =
  (root: string) =>
  async <Result>(act: string, attempt: () => Promise<Result>): Promise<Result> => {
    try {
      return await attempt()
    } catch (error) {
      const remedy = remedies[codeOf(error) ?? '']
      if (remedy === undefined) throw error
      throw new UserError(`${root}: ${act} failed: ${asError(error).message}`, { remedy, cause: error })
    }
  }

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk of the store is full: make room or choose another directory.',
  EDQUOT: 'The quota of the store is used up: make room or choose another directory.',
  EACCES: 'Give the user that runs this the right to read and write the directory.',
  EPERM: 'Give the user that runs this the right to read and write the directory.',
  EROFS: 'The directory is read-only: choose another one.',
  ENOTDIR: 'Something on the way is a file, not a directory: choose another directory for the store.',
  EISDIR: 'There is a directory where an object should be: choose another directory for the store.',
  ENAMETOOLONG: 'Choose shorter names for the stack and its components.'
}
