import { type FieldValue, latest, type Stamped, stamped } from './latest.ts'

/** What one message says of a visit that its hospital gives no number. */
export type UnnumberedSaid = {
  stamp: string
  /** the message begins a visit */
  begins: boolean
  fields: Record<string, FieldValue | undefined>
}

/**
 * The visits of somebody whose hospital gives none a number, out of all that was said of them: in the order of
 * their stamps, a message that begins a visit begins one where none is open, or where it tells of another day;
 * every other belongs to the visit before it. So an admission time that is put right makes no second stay, and
 * the order of arrival does not matter. Visits are counted from 1.
 */
export function unnumberedVisits(known: Stamped): Map<string, Stamped> {
  const messages = Object.values(known)
    .map(([, value]) => value as unknown as UnnumberedSaid)
    .sort((a, b) => (a.stamp < b.stamp ? -1 : 1))
  const visits: Stamped[] = []
  for (const message of messages) {
    const current = visits.at(-1)
    const said = stamped(message.fields, message.stamp)
    if (current === undefined || (message.begins && isNext(current, message))) visits.push(said)
    else visits[visits.length - 1] = latest(current, said)
  }
  return new Map(visits.map((visit, at) => [String(at + 1), visit]))
}

function isNext(current: Stamped, { fields }: UnnumberedSaid): boolean {
  const over = current.state?.[1] === 'finished' || current.state?.[1] === 'cancelled'
  if (over) return true
  const [was, is] = [current.admittedAt?.[1], fields.admittedAt]
  if (typeof was !== 'string' || typeof is !== 'string') return false
  return was.slice(0, 10) !== is.slice(0, 10)
}
