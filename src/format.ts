/** Bytes as a person reads them: `0 B`, `12.3 MiB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${UNITS[power]}`
}

/** Seconds as a person reads them: `0.8 s`, `42 s`, `3 min 5 s`, `2 h 7 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** A whole number with thin groups: `1,234,567`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US')

/** So many of something: `1 object`, `1,234 objects`. */
export const formatCounted = (count: number, one: string): string =>
  `${formatCount(count)} ${count === 1 ? one : `${one}s`}`

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
