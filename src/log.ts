/** Where a mode tells what it does. The faces decide how that looks. */
export interface Log {
  info(message: string): void
  /** Something the user should know although nothing failed. */
  notice(message: string): void
  /** Something the user should change although the run goes on. */
  warn(message: string): void
  /** Collects what `body` logs under one title. */
  group<Result>(title: string, body: () => Promise<Result>): Promise<Result>
}
