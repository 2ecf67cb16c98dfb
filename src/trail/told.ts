import { AGAIN, COUNT, ERASE, WITHHOLD } from './entry.ts'
import type { ListRoot } from './list-parts.ts'
import type { Hash } from './tree.ts'

/** What an entry's text says, as far as other columns and tables repeat it. Pure. */
export type ToldLook = {
  person: string
  number: number
  previous: string | null
  /** in a list: where, and the data of that part */
  listed?: { place: number; data: Hash }
}
export type ToldAgain = { look: string; id: string; at: string; places?: number[] }
export type ToldCount = { person: string; looks: number; last: string | null }
export type ToldErasure = {
  /** ids of entries, and the data (base64) of looks in lists */
  erased: string[]
  clause?: string
  reason?: string
  decision?: Decision
}
/** The decision of an officer whom the agreement lets sign, over what is erased and why. */
export type Decision = {
  officer: string
  name: string
  key: string
  time: string
  signature: string
}
export type ToldNotice = {
  look: string
  data: string
  clause: string
  until: string
  people: { person: string; number: number }[]
}

export type Told = {
  id: string
  at: string
  kind: string
  actor?: {
    id: string
    name: string
    role: string
    organisation: string
    side: string
    unit?: string
    via: 'web' | 'cli' | 'system'
  }
  purpose?: string
  what?: string
  outcome?: 'allowed' | 'refused'
  clause?: string
  sentence?: string
  because?: string
  withheld?: { clause: string; until: string }
  people?: ToldLook[]
  /** a list instead: its people stand apart, and are read into `people` by whoever has them */
  list?: ListRoot
  command?: string
  key?: string
  input?: string
  answer?: string
  /** whom it is about */
  about?: string[]
  entry?: unknown
}

/** Undefined where the text is not that of an entry. */
export function readTold(text: string): Told | undefined {
  try {
    const told = JSON.parse(text) as Told | null
    return told !== null && typeof told === 'object' && typeof told.id === 'string'
      ? told
      : undefined
  } catch {
    return undefined
  }
}

export function looksOf({ kind, people }: Told): ToldLook[] {
  return kind === 'look' && Array.isArray(people) ? people : []
}

/** Undefined where the entry is not that of a list. */
export function listOf({ kind, list }: Told): ListRoot | undefined {
  const whole = typeof list === 'object' && list !== null && Number.isSafeInteger(list.size)
  return kind === 'look' && whole ? list : undefined
}

/** How many rows of the list of looks the entry stands for. */
export function countOf(told: Told): number {
  return listOf(told)?.size ?? looksOf(told).length
}

export function deedsOf({ kind, about, command }: Told): string[] {
  return kind !== 'look' && command !== undefined && Array.isArray(about) ? about : []
}

/** Only the room itself writes these, as the system; a command of another name cannot be one. */
export function againOf(told: Told): ToldAgain[] {
  return own(told, AGAIN) ? arrayOf((told.entry as { again?: ToldAgain[] }).again) : []
}

export function countsOf(told: Told): ToldCount[] {
  return own(told, COUNT) ? arrayOf((told.entry as { people?: ToldCount[] }).people) : []
}

export function noticeOf(told: Told): ToldNotice | undefined {
  return own(told, WITHHOLD) ? (told.entry as ToldNotice) : undefined
}

export function erasureOf(told: Told): ToldErasure | undefined {
  if (told.command !== ERASE || typeof told.entry !== 'object' || told.entry === null)
    return undefined
  return { ...(told.entry as ToldErasure), erased: arrayOf((told.entry as ToldErasure).erased) }
}

function own({ kind, command, entry, key }: Told, name: string): boolean {
  const written = kind === 'system' && command === name && key === undefined
  return written && typeof entry === 'object' && entry !== null
}

function arrayOf<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value : []
}
