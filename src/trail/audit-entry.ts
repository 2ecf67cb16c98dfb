import type { AuditedLeaf, TrailFault } from './audit.ts'
import type { KeptPart } from './list-parts.ts'
import { showingOf } from './look.ts'
import {
  againOf,
  deedsOf,
  listOf,
  looksOf,
  type Told,
  type ToldAgain,
  type ToldLook,
} from './told.ts'
import { type Hash, sha256 } from './tree.ts'

/**
 * What stands in columns and lists, held to the text of the entry that they repeat. Each is looked at from
 * both sides: what an entry says must be in the list, and what is in the list an entry must say. Pure.
 */
export type ListedLook = {
  person: string
  number: number
  entryId: string
  at: string
  data: Hash
  previous: Hash | null
  showing: string
  actorId: string
  withheldUntil: string | null
  place: number | null
}
export type ListedDeed = { person: string; entryId: string; at: string }
export type ListedKey = { key: string; input: Hash; entryId: string }
export type ListedAgain = ToldAgain & { entryId: string }

/** An entry's looks against the rows with their people and numbers. */
export function compareLooks(
  { entryId, leaf }: AuditedLeaf,
  told: Told,
  listed: ReadonlyMap<string, ListedLook>,
): TrailFault[] {
  return looksOf(told).flatMap((place) => {
    const row = listed.get(lookKey(place.person, place.number))
    const look = `look ${place.number} at person ${place.person}`
    if (row === undefined) {
      return [{ entry: entryId, what: `A look was removed from the list: ${look}.` }]
    }
    const other = row.entryId === entryId ? otherColumns(row, told, leaf) : ['entry_id']
    if (other.length === 0) return []
    const what = `The list of looks was changed: ${look} is not what the entry says (${other.join(', ')}).`
    return [{ entry: entryId, what }]
  })
}

/** A row of the list against its entry, or against who stands at its place there: does it say so? */
export function compareListed(
  row: ListedLook,
  told: Told | undefined,
  part: KeptPart | undefined,
): TrailFault[] {
  const look = `look ${row.number} at person ${row.person}`
  const listed = told && listOf(told) !== undefined
  const said = listed ? [part].filter((one) => one && 'person' in one) : told && looksOf(told)
  const says = said?.some((one) => isOf(one as ToldLook, row))
  if (told === undefined || says) return []
  const what = `The list of looks was changed: ${look} was put in, and its entry says nothing of it.`
  return [{ entry: row.entryId, what }]
}

export function againKey({ look, id }: ToldAgain): string {
  return `${look} ${id}`
}

export function lookKey(person: string, number: number): string {
  return `${person} ${number}`
}

function isOf(one: { person: string; number: number }, row: { person: string; number: number }) {
  return one.person === row.person && one.number === row.number
}

function otherColumns(row: ListedLook, told: Told, leaf: Hash): string[] {
  const place = looksOf(told).find((one) => isOf(one, row))!
  const until = told.withheld ? new Date(told.withheld.until) : null
  const people = told.list ? [] : looksOf(told).map(({ person }) => person)
  const columns: [string, boolean][] = [
    ['data', row.data.equals(place.listed?.data ?? leaf)],
    ['place', row.place === (place.listed?.place ?? null)],
    ['previous', (row.previous?.toString('base64') ?? null) === place.previous],
    ['at', row.at === told.at],
    ['actor_id', row.actorId === told.actor?.id],
    ['withheld_until', sameMoment(row.withheldUntil, until)],
    ['showing', row.showing === showingIn(told, people)],
  ]
  return columns.flatMap(([name, same]) => (same ? [] : [name]))
}

/** Undefined where the text says too little to tell. */
export function showingIn(told: Told, people: readonly string[]): string | undefined {
  const { actor, purpose, what, outcome, clause, sentence, because, withheld } = told
  if (!actor || purpose === undefined || what === undefined || !outcome || clause === undefined)
    return undefined
  const look = { what, outcome, clause, sentence, because, withheld }
  return showingOf({ actor, purpose }, look, people)
}

function sameMoment(column: string | null, told: Date | null): boolean {
  if (column === null || told === null) return column === told
  return new Date(column).getTime() === told.getTime()
}

/** The key under which a command was sent, and the answer that is kept for whoever sends it again. */
export function compareCommand(
  { entryId, entry }: AuditedLeaf,
  told: Told,
  keys: ReadonlyMap<string, ListedKey>,
): TrailFault[] {
  const faults: string[] = []
  const answer = entry?.result == null ? undefined : hashOf(entry.result)
  if (answer !== told.answer) faults.push('The answer that is kept with it was changed.')
  const row = told.key === undefined ? undefined : keys.get(told.key)
  if (told.key !== undefined) {
    if (row === undefined) faults.push('The key under which it was sent was removed.')
    else if (row.entryId !== entryId || row.input.toString('base64') !== told.input)
      faults.push('The key under which it was sent was changed.')
  }
  return faults.map((what) => ({ entry: entryId, what }))
}

/** A kept key against its entry. */
export function compareKey({ key, entryId }: ListedKey, told: Told | undefined): TrailFault[] {
  if (told === undefined || told.key === key) return []
  return [
    { entry: entryId, what: `A key was put in: its entry was not sent under ${key.slice(0, 80)}.` },
  ]
}

export function compareAgain(
  { entryId }: AuditedLeaf,
  told: Told,
  listed: ReadonlyMap<string, ListedAgain>,
): TrailFault[] {
  return againOf(told).flatMap((one) => {
    const row = listed.get(againKey(one))
    if (row && row.at === one.at && row.entryId === entryId && samePlaces(row, one)) return []
    const what = `That look ${one.look} was shown again was ${row ? 'changed' : 'removed'}.`
    return [{ entry: entryId, what }]
  })
}

/** Whom a command was about, against the list that they read. */
export function compareDeeds(
  { entryId }: AuditedLeaf,
  told: Told,
  listed: ReadonlyMap<string, ListedDeed>,
): TrailFault[] {
  return deedsOf(told).flatMap((person) => {
    const row = listed.get(`${person} ${entryId}`)
    if (row?.at === told.at) return []
    const what = `That it was done about person ${person} was ${row ? 'changed' : 'removed'}.`
    return [{ entry: entryId, what }]
  })
}

export function compareListedDeed(row: ListedDeed, told: Told | undefined): TrailFault[] {
  if (told && deedsOf(told).includes(row.person)) return []
  const what = `That it was done about person ${row.person} was put in.`
  return [{ entry: row.entryId, what }]
}

/** A row that says that something was shown again, against its entry. */
export function compareListedAgain(row: ListedAgain, told: Told | undefined): TrailFault[] {
  const said = told && againOf(told).some((one) => againKey(one) === againKey(row))
  if (said) return []
  const what = `That look ${row.look} was shown again was put in.`
  return [{ entry: row.entryId, what }]
}

function samePlaces({ places: a }: ToldAgain, { places: b }: ToldAgain): boolean {
  return (a ?? []).join() === (b ?? []).join()
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

const EARLY_MS = 60 * 60_000
const LATE_MS = 2 * 60_000

/** An entry's time lies between the checkpoint before it and the one that holds it, give or take a clock. */
export function compareTime(
  { entryId }: AuditedLeaf,
  told: Told,
  { after, until }: { after?: Date; until?: Date },
): TrailFault[] {
  const at = new Date(told.at).getTime()
  const early = after !== undefined && !(at >= after.getTime() - EARLY_MS)
  const late = until !== undefined && !(at <= until.getTime() + LATE_MS)
  if (!early && !late) return []
  const [than, moment] = early ? ['after', after] : ['before', until]
  const what = `It is dated ${told.at}, but it was put into the log ${than} ${moment!.toISOString()}.`
  return [{ entry: entryId, what }]
}

function isSame(a: Hash | null, b: Hash | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}

function hashOf(text: string): string {
  return sha256(Buffer.from(text)).toString('base64')
}
