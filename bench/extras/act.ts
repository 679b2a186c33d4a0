import { goInstall } from '../machine/go.ts'

/** Builds `act`, a runner of workflows that shares no code with this project, and gives the path of its binary. */
export function obtainAct(): Promise<string> {
  return goInstall({ name: 'act', module: 'github.com/nektos/act@v0.2.87' })
}
