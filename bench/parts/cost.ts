import { serverTime } from './cpu.ts'

/** CPU that was used, in microseconds: by this process, and by PostgreSQL where the machine tells. */
export type Cpu = { node: number; postgresql: number | undefined }

/** What work used of the CPU, and how long it took: the first depends little on who else uses the machine. */
export type Cost = Cpu & { seconds: number }

/** @param dataFolder of the place whose embedded server is counted */
export async function costOf(work: () => Promise<void>, dataFolder: string): Promise<Cost> {
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

function cpuNow(dataFolder: string): Cpu {
  const { user, system } = process.cpuUsage()
  return { node: user + system, postgresql: serverOf(dataFolder) }
}

function serverOf(dataFolder: string): number | undefined {
  try {
    return serverTime(dataFolder)
  } catch {
    return undefined
  }
}
