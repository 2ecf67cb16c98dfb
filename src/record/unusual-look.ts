import type { PersonId } from '../kernel/index.ts'
import type { NumberedLook } from '../trail/index.ts'

/** Why a look should be asked about, the plainest first. */
export const LOOK_RULES = [
  'own-record',
  'household',
  'family-near',
  'colleague',
  'in-the-news',
  'no-event',
  'volume',
] as const
export type LookRule = (typeof LOOK_RULES)[number]

/** A look that should be asked about, and what the rule found, by name. Nobody's name is in it but the viewer's. */
export type Alert = {
  readonly id: string
  readonly rule: LookRule
  /** the entry of the look */
  readonly look: string
  readonly at: Date
  readonly actor: NumberedLook['actor']
  readonly purpose: string
  readonly what: string
  readonly outcome: NumberedLook['outcome']
  /** the source persons of whoever was looked at */
  readonly persons: readonly PersonId[]
  readonly says: Readonly<Record<string, string>>
}

/** Somebody as the hashes of a staff list tell them, each in hexadecimal. */
export type StaffHashes = {
  readonly number?: string
  readonly nameBirth?: string
  readonly home?: string
  readonly familyNear?: string
  readonly team?: string
}
export type StaffRow = StaffHashes & { readonly party: string; readonly account: string }

/**
 * Pure: how the records of one person, each as a source tells them, stand to whoever looked, by the staff lists. The
 * nearest that holds; `colleagues` are the rows of everybody whose number or name and birth date is theirs. Where
 * a list says who is of which team, whoever is of another is no colleague: a hospital's staff are its patients too.
 *
 * @param own the rows of whoever looked, of each of their employers
 */
export function nearestTie(
  own: readonly StaffRow[],
  person: readonly StaffHashes[],
  colleagues: readonly StaffRow[],
): { rule: LookRule; party: string } | undefined {
  const shares = (row: StaffHashes, key: keyof StaffHashes) =>
    row[key] !== undefined && person.some((said) => said[key] === row[key])
  const isThem = (row: StaffHashes) => shares(row, 'number') || shares(row, 'nameBirth')
  const by = (rule: LookRule, row: StaffRow | undefined) => row && { rule, party: row.party }
  const accounts = new Set(own.map(({ account }) => account))
  const worksWith = (row: StaffRow) =>
    own.some(({ party, team }) => {
      if (party !== row.party) return false
      return team === undefined || row.team === undefined || team === row.team
    })
  return (
    by('own-record', own.find(isThem)) ??
    by(
      'household',
      own.find((row) => shares(row, 'home')),
    ) ??
    by(
      'family-near',
      own.find((row) => shares(row, 'familyNear')),
    ) ??
    by(
      'colleague',
      colleagues.find((row) => !accounts.has(row.account) && isThem(row) && worksWith(row)),
    )
  )
}

/** Days of looking without which nobody has a usual day. */
const DAYS_MIN = 5

/**
 * Pure: whether so many looks on a day are many for somebody, by their own days before it; what is usual for them is
 * the middle one. Undefined where they are not, or where too few days are known.
 */
export function overUsual(
  looks: number,
  before: readonly number[],
  { times, atLeast }: { times: number; atLeast: number },
): { usual: number } | undefined {
  if (before.length < DAYS_MIN) return undefined
  const usual = [...before].sort((a, b) => a - b)[Math.floor(before.length / 2)]!
  return looks >= atLeast && looks > usual * times ? { usual } : undefined
}
