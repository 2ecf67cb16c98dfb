import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Processor time of this process and of the server below a data folder: figures that hold on a busy machine too. */
const TICKS_A_SECOND = 100

/** Microseconds since they began; undefined where the system does not tell (anything but Linux). */
export function processorTime(dataFolder: string): number | undefined {
  try {
    const { user, system } = process.cpuUsage()
    return user + system + serverTime(dataFolder)
  } catch {
    return undefined
  }
}

/** Of the server alone. @throws where the system does not tell */
export function serverTime(dataFolder: string): number {
  const pidFile = join(dataFolder, 'postgres', 'cluster', 'postmaster.pid')
  const postmaster = readFileSync(pidFile, 'utf8').split('\n')[0]!
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const stats = all.flatMap((pid) => statOf(pid) ?? [])
  return stats
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster)
    .map((one) => one.own + (one.pid === postmaster ? one.ended : 0))
    .reduce((ticks, more) => ticks + (more * 1_000_000) / TICKS_A_SECOND, 0)
}

/** `ended`: of its children that have ended. */
function statOf(pid: string) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ticks = (at: number) => Number(fields[at])
    return { pid, parent: fields[1]!, own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) }
  } catch {
    return undefined
  }
}
