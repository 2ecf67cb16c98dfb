import * as fs from 'node:fs'

/** Linux, include/linux/sched.h */
const PF_EXITING = 0x4

/**
 * Who holds a lock or a server, written so that a later process with the same number is not taken for
 * it: containers start counting at 1 again, and a data folder outlives them.
 */
export function ownMark(): string {
  return `${process.pid} ${startOf(process.pid) ?? ''}`.trim()
}

/** True while the process that wrote this mark lives. */
export function isMarkAlive(mark: string): boolean {
  const [pid, start] = mark.split(' ')
  if (!isAlive(Number(pid))) return false
  return start === undefined || startOf(Number(pid)) === start
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  // A killed child that its parent has not collected still has a process number.
  return statOf(pid)?.[0] !== 'Z'
}

/** On its way out: it has no memory, and so no command line any more, but still its number. */
export function isLeaving(pid: number): boolean {
  return (Number(statOf(pid)?.[6]) & PF_EXITING) !== 0
}

/** Clock ticks between the machine's start and the process's; undefined where /proc is missing. */
function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19]
}

/** The fields of /proc/PID/stat from the state on; the name before them may hold spaces. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
