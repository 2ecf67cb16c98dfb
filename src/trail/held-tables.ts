import type { Clock } from '../kernel/index.ts'
import type { TrailFault } from './audit.ts'
import type { KnownOfficer } from './erasure.ts'
import type { Told } from './told.ts'

/** What rooms keep of what was done, held to the log by each of them. */

/** An entry that was found in the log, of a command that somebody asked for, and what it says. */
export type SpokenEntry = {
  readonly id: string
  readonly command: string
  readonly actorId: string | undefined
  /** who, when (ISO) and about whom */
  readonly actor?: Told['actor']
  readonly at: string
  readonly about?: readonly string[]
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

/** What was done in the last minute may have no number yet while others go on writing. */
const FRESH_MS = 60_000

/** Rows of which each stands because one entry says so, held to the log in both directions. Pure but for the clock. */
export function holdRows<R extends { readonly entryId: string }>(
  rows: readonly R[],
  entries: readonly SpokenEntry[],
  { clock, whole }: { clock: Clock; whole: boolean },
  rule: {
    learntAt(row: R): number
    /** what the log says otherwise, in words; undefined where it says the same */
    otherwise(row: R, entry: SpokenEntry): string | undefined
    /** how a sentence about a row begins */
    called(row: R): string
    /** what entries speak of */
    of: string
  },
): TrailFault[] {
  const spoken = new Map(entries.map((entry) => [entry.id, entry]))
  const known = new Set(rows.map(({ entryId }) => entryId))
  const since = clock.now().getTime() - FRESH_MS
  return [
    ...rows.flatMap((row): TrailFault[] => {
      const entry = spoken.get(row.entryId)
      const unsaid =
        whole && rule.learntAt(row) <= since ? 'no entry in the log says so.' : undefined
      const what = entry === undefined ? unsaid : rule.otherwise(row, entry)
      return what === undefined
        ? []
        : [{ entry: row.entryId, what: `${rule.called(row)}: ${what}` }]
    }),
    ...entries
      .filter(({ id }) => !known.has(id))
      .map(({ id }) => ({ entry: id, what: `What it says of ${rule.of} was removed.` })),
  ]
}

/** What a row repeats of its entry beside what was said: by whom, when, and about whom. */
export type SaidRow = {
  readonly actor: string
  readonly by: { name: string; role: string; organisation: string; side: string }
  /** ISO */
  readonly at: string
  readonly personId: string
}

/** Whether an entry was done by whom, when and about whom a row has it. */
export function isSaidIn({ actor, by, at, personId }: SaidRow, entry: SpokenEntry): boolean {
  const { name, role, organisation, side } = entry.actor ?? {}
  return (
    entry.actorId === actor &&
    [name, role, organisation, side].join('\n') ===
      [by.name, by.role, by.organisation, by.side].join('\n') &&
    Date.parse(entry.at) === Date.parse(at) &&
    entry.about?.includes(personId) === true
  )
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
  return [...told.values()].flatMap((one) => {
    const { command, entry: says } = one
    if (command === undefined || says === undefined || !commands.includes(command)) return []
    return (says as { already?: boolean } | null)?.already === true ? [] : [spokenOf(one, command)]
  })
}

export function spokenOf({ id, at, actor, about, entry }: Told, command: string): SpokenEntry {
  const by = { actorId: actor?.id, ...(actor && { actor }), ...(about && { about }) }
  return { id, command, at, ...by, says: entry }
}
