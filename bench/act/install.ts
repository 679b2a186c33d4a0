import { goInstall } from '../machine/go.ts'

/** Gets `act`, an independent runner of GitHub workflows, and gives the path of its binary. */
export const installAct = (): Promise<string> =>
  goInstall({ name: 'act', module: 'github.com/nektos/act@v0.2.87' })
