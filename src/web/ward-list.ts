import type { ListedPerson, Occurrence } from '../record/index.ts'
import { ageOn } from '../shell/index.ts'

/** One person on a list of stays, as whoever arranges the way home needs it. */
export type WardRow = {
  personId: string
  name: string
  age?: number
  ward: string
  /** when they came in, as the hospital says it */
  inSince?: string
  /** since when they could go home; absent: they are not ready */
  readyAt?: string
  waitedMs?: number
  waitingFor?: string
  expectedEnd?: string
  /** what the council or another partner already gives them at home */
  care: readonly string[]
}

export type WardList = { ready: readonly WardRow[]; others: readonly WardRow[]; waitedMs: number }

/** Who can go home, the longest wait first, then everybody else by when they came in. Pure. */
export function wardListOf(listed: readonly ListedPerson[], now: Date): WardList {
  const rows = listed.map((person) => rowOf(person, now))
  const ready = rows
    .filter(({ readyAt }) => readyAt !== undefined)
    .sort((a, b) => b.waitedMs! - a.waitedMs! || byName(a, b))
  const others = rows
    .filter(({ readyAt }) => readyAt === undefined)
    .sort((a, b) => (a.inSince ?? '').localeCompare(b.inSince ?? '') || byName(a, b))
  return { ready, others, waitedMs: ready.reduce((sum, { waitedMs }) => sum + waitedMs!, 0) }
}

function rowOf(person: ListedPerson, now: Date): WardRow {
  const { event } = person.open.find(isStay) ?? { event: undefined }
  const detail = event?.detail ?? {}
  const ready = Date.parse(detail.readyAt ?? '')
  const isReady = ready <= now.getTime()
  const born = person.who.birthDate[0]?.value
  return {
    personId: person.personId,
    name: person.who.name,
    age: born === undefined ? undefined : ageOn(born, now),
    ward: event?.unit ?? '',
    inSince: event?.startAt,
    readyAt: isReady ? detail.readyAt : undefined,
    waitedMs: isReady ? now.getTime() - ready : undefined,
    waitingFor: isReady ? detail.delayReason : undefined,
    expectedEnd: detail.expectedEnd,
    care: careOf(person.open),
  }
}

function careOf(open: readonly Occurrence[]): string[] {
  const services = open.filter(({ event }) => event.kind === 'service')
  return [...new Set(services.map(({ event }) => event.label))]
}

export function isStay({ event }: Occurrence): boolean {
  return event.kind === 'stay'
}

function byName(a: WardRow, b: WardRow): number {
  return a.name.localeCompare(b.name)
}
