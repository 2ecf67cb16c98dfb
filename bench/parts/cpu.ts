import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** CPU that was used, in microseconds: by this process, and by PostgreSQL where the machine tells. */
export type Cpu = { node: number; postgresql: number | undefined }

/** What work used of the CPU and how long it took: the first does not depend on who else uses the machine. */
export type Cost = Cpu & { seconds: number }

/** Microseconds a tick of /proc: every Linux counts a hundred of them a second. */
const TICK = 10_000

/** @param dataFolder of the place whose embedded server is counted; absent: only this process */
export async function costOf(work: () => unknown, dataFolder?: string): Promise<Cost> {
  const before = cpuNow(dataFolder)
  const begun = performance.now()
  await work()
  const seconds = (performance.now() - begun) / 1000
  const after = cpuNow(dataFolder)
  const counted = before.postgresql !== undefined && after.postgresql !== undefined
  return {
    node: after.node - before.node,
    postgresql: counted ? after.postgresql! - before.postgresql! : undefined,
    seconds,
  }
}

/** Both together, in microseconds; undefined where PostgreSQL was not counted. */
export function cpuOf({ node, postgresql }: Cpu): number | undefined {
  return postgresql === undefined ? undefined : node + postgresql
}

function cpuNow(dataFolder: string | undefined): Cpu {
  const { user, system } = process.cpuUsage()
  const postgresql = dataFolder === undefined ? undefined : serverCpu(dataFolder)
  return { node: user + system, postgresql }
}

/** The server's first process with those that have ended, and every other that it started. */
function serverCpu(dataFolder: string): number | undefined {
  try {
    const pid = readFileSync(join(dataFolder, 'postgres/cluster/postmaster.pid'), 'utf8')
    const server = pid.split('\n', 1)[0]!
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    const ticks = all.flatMap((name) => ticksOf(name, server))
    return ticks.reduce((sum, more) => sum + more, 0) * TICK
  } catch {
    return undefined
  }
}

/** proc(5): of `stat`, field 4 is the parent, 14 and 15 the ticks of the process, 16 and 17 of its children. */
function ticksOf(pid: string, server: string): number[] {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return []
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (pid !== server && fields[1] !== server) return []
  const own = Number(fields[11]) + Number(fields[12])
  return [pid === server ? own + Number(fields[13]) + Number(fields[14]) : own]
}
