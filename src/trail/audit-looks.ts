import type { AuditedEntry, TrailFault } from './audit.ts'
import type { Hash } from './tree.ts'

/**
 * Checks the looks: the list that pages read against the entries in the log, and each person's chain of
 * running numbers. A look that was taken out leaves a hole in one or both.
 */
export type ListedLook = {
  person: string
  number: number
  entryId: string
  data: Hash
  previous: Hash | null
}

/** What an entry says of the people looked at; empty for anything but a look. */
export function looksIn(entry: AuditedEntry | undefined): { person: string; number: number }[] {
  return peopleOf(entry).map(({ person, number }) => ({ person, number }))
}

/** An entry of the log against the list. `listed` are the rows with its people and numbers. */
export function compareLook(
  { entryId, leaf, entry }: { entryId: string; leaf: Hash; entry?: AuditedEntry },
  listed: ReadonlyMap<string, ListedLook>,
): TrailFault[] {
  return peopleOf(entry).flatMap(({ person, number, previous }) => {
    const row = listed.get(lookKey(person, number))
    const look = `look ${number} at person ${person}`
    if (row === undefined) {
      return [{ entry: entryId, what: `A look was removed from the list: ${look}.` }]
    }
    const before = row.previous?.toString('base64') ?? null
    if (row.entryId === entryId && row.data.equals(leaf) && before === previous) return []
    return [
      {
        entry: entryId,
        what: `The list of looks was changed: ${look} is not what the entry says.`,
      },
    ]
  })
}

export function lookKey(person: string, number: number): string {
  return `${person} ${number}`
}

/** One person after the other, each from the first look on. */
export class ChainAudit {
  readonly faults: TrailFault[] = []
  #last: ListedLook | undefined

  next(look: ListedLook): void {
    const last = this.#last?.person === look.person ? this.#last : undefined
    const expected = (last?.number ?? 0) + 1
    if (look.number !== expected) {
      const missing =
        look.number - 1 === expected ? `${expected} is` : `${expected} to ${look.number - 1} are`
      this.#tell(look, `look ${missing} missing before look ${look.number}`)
    } else if (!isSame(look.previous, last?.data ?? null)) {
      this.#tell(look, `look ${look.number} does not follow on look ${look.number - 1}`)
    }
    this.#last = look
  }

  #tell({ person, entryId }: ListedLook, what: string): void {
    this.faults.push({
      entry: entryId,
      what: `The looks at person ${person} have a hole: ${what}.`,
    })
  }
}

type Place = { person: string; number: number; previous: string | null }

function peopleOf(entry: AuditedEntry | undefined): Place[] {
  if (entry?.kind !== 'look') return []
  try {
    return (JSON.parse(entry.text) as { people?: Place[] }).people ?? []
  } catch {
    return []
  }
}

function isSame(a: Hash | null, b: Hash | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}
