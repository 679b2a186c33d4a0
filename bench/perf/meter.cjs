// Loaded into a process of the action by `node --require`: when the process ends, it notes what it used, a line for each process.
const { appendFileSync, readFileSync } = require('node:fs')

process.once('exit', () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  // Not maxRSS: that begins with the memory of the process that started this one.
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
  const used = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakBytes: kilobytes * 1024 }
  appendFileSync(process.env.PERF_METER, `${JSON.stringify(used)}\n`)
})
