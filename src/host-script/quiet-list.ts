/** Whose lease it is: the run that has the lock. */
export interface Lease {
  readonly stack: string
  readonly token: string
}

/** A container that is quiet for the time of a lease, and how. */
export interface QuietContainer {
  readonly id: string
  readonly name: string
  readonly action: 'stop' | 'pause'
}

/** A line of the list that a lease keeps on the host. */
export const listEntry = ({ action, id, name }: QuietContainer): string => `${action} ${id} ${name}`
