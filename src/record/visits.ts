import { DAY_MS, isWithoutTime } from '../kernel/index.ts'
import { isOfOneVoice, type KnownEvent, londonDay } from './known-event.ts'

const SAME_VISIT_MS = 2 * 3_600_000

/**
 * Which tellings of stays and attendances are of one visit. A voice, which is a source in one form, tells of a
 * visit once: two of its numbers are two visits, and so no group ever holds two of one voice. Groups are made by
 * what a visit is called first, then by where and when it began, the nearest first. A cancelled telling is
 * put to a live one only by its name: near in time, it may be the wrong booking that the right one replaced.
 */
export function sameVisits(visits: readonly KnownEvent[]): KnownEvent[][] {
  // Of one voice no two are ever one.
  if (visits.every((visit) => isOfOneVoice(visit, visits[0]!)))
    return visits.map((visit) => [visit])
  const groupOf = new Map(visits.map((visit) => [visit, [visit]]))
  for (const rule of [byName, byTime]) {
    for (const { a, b } of pairsOf(visits, rule)) join(groupOf, a, b)
  }
  return [...new Set(groupOf.values())]
}

type Pair = { a: KnownEvent; b: KnownEvent; apart: number }
/** How far apart two tellings of one visit are, in milliseconds; undefined where they are of two. */
type Rule = (a: KnownEvent, b: KnownEvent) => number | undefined

function pairsOf(visits: readonly KnownEvent[], rule: Rule): Pair[] {
  const pairs: Pair[] = []
  visits.forEach((one, index) => {
    for (const other of visits.slice(index + 1)) {
      if (isOfOneVoice(one, other)) continue
      const apart = rule(one, other)
      if (apart === undefined) continue
      const [a, b] = one.eventId < other.eventId ? [one, other] : [other, one]
      pairs.push({ a, b, apart })
    }
  })
  return pairs.sort((p, q) => p.apart - q.apart || (keyOf(p) < keyOf(q) ? -1 : 1))
}

function keyOf({ a, b }: Pair): string {
  return a.eventId + b.eventId
}

function join(groupOf: Map<KnownEvent, KnownEvent[]>, a: KnownEvent, b: KnownEvent): void {
  const [left, right] = [groupOf.get(a)!, groupOf.get(b)!]
  if (left === right) return
  if (right.some((one) => left.some((other) => isOfOneVoice(one, other)))) return
  const joined = [...left, ...right]
  for (const one of joined) groupOf.set(one, joined)
}

/** The same number at the same organisation, and no more than a day between what each says of the start. */
const byName: Rule = (a, b) => {
  if (!a.numbers.some((number) => b.numbers.includes(number))) return undefined
  if (!sameOrganisation(a, b)) return undefined
  const apart = apartOf(a, b)
  return apart === undefined || apart <= DAY_MS ? (apart ?? 0) : undefined
}

const byTime: Rule = (a, b) => {
  const cancelled = [a, b].filter(({ status }) => status === 'cancelled').length
  if (a.kind !== b.kind || cancelled === 1 || !placed(a) || !sameOrganisation(a, b))
    return undefined
  if (isWithoutTime(a.startAt) || isWithoutTime(b.startAt)) {
    return londonDay(a.startAt) === londonDay(b.startAt) && a.startAt !== undefined
      ? DAY_MS
      : undefined
  }
  const apart = apartOf(a, b)
  return apart !== undefined && apart <= SAME_VISIT_MS ? apart : undefined
}

function placed({ organisation, organisationName }: KnownEvent): boolean {
  return organisation !== undefined || organisationName !== undefined
}

/** By code, else by name; one that says neither does not contradict. */
function sameOrganisation(a: KnownEvent, b: KnownEvent): boolean {
  if (a.organisation !== undefined && b.organisation !== undefined)
    return a.organisation === b.organisation
  if (a.organisationName !== undefined && b.organisationName !== undefined)
    return a.organisationName === b.organisationName
  return a.source === b.source
}

function apartOf(a: KnownEvent, b: KnownEvent): number | undefined {
  if (a.startAt === undefined || b.startAt === undefined) return undefined
  return Math.abs(Date.parse(a.startAt) - Date.parse(b.startAt))
}
