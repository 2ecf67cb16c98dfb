import { londonDate } from '../kernel/index.ts'
import { type FieldValue, latest, type Stamped, stamped } from './latest.ts'

/** What one message says of a visit that its hospital gives no number. */
export type UnnumberedSaid = {
  stamp: string
  /** the message begins a visit, or plans one */
  begins: boolean
  /** somebody who is there is taken to another place */
  moves: boolean
  /** it is about a visit that is planned, and not about one that goes on */
  plans: boolean
  fields: Record<string, FieldValue | undefined>
}

type Visit = {
  fields: Stamped
  /** every time that was ever said to be its beginning */
  begins: Set<string>
  isPlanned: boolean
  /** something says that there is such a visit; what only ends or changes one does not */
  isSure: boolean
}

/**
 * The visits of somebody whose hospital gives none a number, out of all that was said of them, whatever the order
 * in which it came. In the order of their stamps each message belongs to the visit that began at the time that it
 * says, at whatever time it was ever said to have begun; else to the one that goes on, or to a new one where none
 * does. So an admission time that is put right makes no second stay, and what is told late of the first of two stays
 * is no part of the second. Visits are counted from 1.
 */
export function unnumberedVisits(known: Stamped): Map<string, Stamped> {
  const messages = Object.values(known)
    .map(([, value]) => value as unknown as UnnumberedSaid)
    .sort((a, b) => (a.stamp < b.stamp ? -1 : 1))
  const visits: Visit[] = []
  for (const message of messages) {
    const began = beginOf(message)
    let visit = visitOf(visits, message, began)
    if (visit === undefined) {
      visit = { fields: {}, begins: new Set(), isPlanned: true, isSure: false }
      visits.push(visit)
    }
    visit.fields = latest(visit.fields, stamped(message.fields, message.stamp))
    if (began !== undefined) visit.begins.add(began)
    visit.isPlanned &&= message.plans
    visit.isSure ||= message.begins || message.moves || began !== undefined
  }
  return new Map(
    visits.flatMap(({ fields, isSure }, at) => (isSure ? [[String(at + 1), fields] as const] : [])),
  )
}

function beginOf({ fields }: UnnumberedSaid): string | undefined {
  const began = fields.admittedAt ?? fields.plannedAt
  return typeof began === 'string' ? began : undefined
}

/** Undefined where the message tells of a visit that no earlier one tells of. */
function visitOf(
  visits: readonly Visit[],
  message: UnnumberedSaid,
  began: string | undefined,
): Visit | undefined {
  const named = began === undefined ? undefined : visits.findLast(({ begins }) => begins.has(began))
  if (named !== undefined) return named
  const booked = visits.findLast(
    (visit) => visit.isPlanned && began !== undefined && isOfDay(visit, began),
  )
  if (booked !== undefined) return booked
  if (message.plans) {
    return message.begins ? undefined : visits.findLast(({ isPlanned }) => isPlanned)
  }
  const current = visits.findLast(({ isPlanned }) => !isPlanned)
  if (current === undefined) return visits.at(-1)
  return isNext(current, message, began) ? undefined : current
}

function isOfDay({ begins }: Visit, at: string): boolean {
  return [...begins].some((begin) => londonDate(begin) === londonDate(at))
}

/** Whether a message about what goes on tells of a visit after the one that it finds. */
function isNext(
  current: Visit,
  { begins, moves }: UnnumberedSaid,
  began: string | undefined,
): boolean {
  const state = current.fields.state?.[1]
  const ended = current.fields.dischargedAt?.[1]
  if (state === 'cancelled') return begins || moves
  if (state !== 'finished' && typeof ended !== 'string') {
    return begins && began !== undefined && current.begins.size > 0 && !isOfDay(current, began)
  }
  // Nobody who has left is moved, or comes before they left.
  if (began === undefined || typeof ended !== 'string') return begins || moves
  return (
    londonDate(began) > londonDate(ended) ||
    (began.length > 10 && ended.length > 10 && began >= ended)
  )
}
