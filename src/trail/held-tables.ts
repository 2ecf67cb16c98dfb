import type { TrailFault } from './audit.ts'
import type { KnownOfficer } from './erasure.ts'
import type { Told } from './told.ts'

/** What rooms keep of what was done, held to the log by each of them. */

/** An entry that was found in the log, of a command that somebody asked for, and what it says. */
export type SpokenEntry = {
  readonly id: string
  readonly command: string
  readonly actorId: string | undefined
  readonly says: unknown
}

/** What stands in the tables of a room and not in the log. */
export type HeldTables = {
  /** the commands whose entries it holds its tables to */
  readonly commands: readonly string[]
  /**
   * @param entries those of these commands, where something was done
   * @param whole all of the log was read: what no entry speaks of stands in none
   */
  audit(entries: readonly SpokenEntry[], whole: boolean): Promise<readonly TrailFault[]>
}

/** The same of the agreement, and who may decide to erase. */
export type Consent = HeldTables & { officers(): readonly KnownOfficer[] | undefined }

export async function auditTables(
  tables: readonly HeldTables[],
  spoken: readonly SpokenEntry[],
  whole: boolean,
): Promise<readonly TrailFault[]> {
  const faults: TrailFault[] = []
  for (const held of tables) {
    const own = spoken.filter(({ command }) => held.commands.includes(command))
    faults.push(...(await held.audit(own, whole)))
  }
  return faults
}

/** Entries whose doing must stand in a table; a refusal did nothing, nor did what was done already. */
export function spokenIn(
  told: ReadonlyMap<string, Told>,
  tables: readonly HeldTables[],
): SpokenEntry[] {
  const commands = tables.flatMap((held) => held.commands)
  return [...told.values()].flatMap(({ id, command, entry: says, actor }) => {
    if (command === undefined || says === undefined || !commands.includes(command)) return []
    const spoken = { id, command, actorId: actor?.id, says }
    return (says as { already?: boolean } | null)?.already === true ? [] : [spoken]
  })
}
