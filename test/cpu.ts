import { readdirSync, readFileSync } from 'node:fs'

/** Seconds of CPU of processes, as Linux counts them in `/proc`, to a hundredth; elsewhere none is known. */
const TICKS = 100
const OWN = [13, 14]
const WAITED_FOR = [15, 16]

/** Of this process, and of those that it began and has waited for. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6 + secondsOf('self', WAITED_FOR)
}

/** Of every PostgreSQL server with its data below `root` that runs now, with all its sessions. */
export function serverCpu(root: string): number {
  let all = 0
  const servers = new Set<number>()
  const sessions: number[] = []
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const [program = '', flag, folder] = wordsOf(pid)
    if (program.startsWith('postgres:')) sessions.push(pid)
    else if (program.includes('postgres') && flag === '-D' && folder?.startsWith(root)) {
      servers.add(pid)
      all += secondsOf(pid)
    }
  }
  for (const pid of sessions) {
    if (servers.has(Number(statOf(pid)[3]))) all += secondsOf(pid)
  }
  return all
}

function secondsOf(
  pid: number | 'self',
  fields: readonly number[] = [...OWN, ...WAITED_FOR],
): number {
  const stat = statOf(pid)
  return fields.reduce((sum, at) => sum + Number(stat[at] ?? 0), 0) / TICKS
}

/** By their place from zero: the name of a program may have spaces. */
function statOf(pid: number | 'self'): string[] {
  const text = read(`/proc/${pid}/stat`)
  return [String(pid), '', ...text.slice(text.lastIndexOf(')') + 2).split(' ')]
}

function wordsOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split('\0')
}

/** A process may end while it is asked for. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
