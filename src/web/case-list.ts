import type { ListedPerson, Occurrence } from '../record/index.ts'
import { isStay } from './ward-list.ts'

/** A request that waits for an answer, or an assessment that is under way. */
export type WorkRow = {
  personId: string
  name: string
  kind: 'request' | 'assessment'
  label: string
  /** how a request came: 'On leaving hospital', 'From home' */
  route?: string
  since?: string
}

/** Somebody whom we already care for and who is in hospital now. */
export type AwayRow = {
  personId: string
  name: string
  care: readonly string[]
  hospital: string
  ward: string
  inSince?: string
  /** ready to come home: their care has to start again */
  readyAt?: string
}

/** One line a person, what has waited longest first. Pure. */
export function workOf(listed: readonly ListedPerson[]): WorkRow[] {
  return [...new Map(listed.map((person) => [person.personId, person])).values()]
    .flatMap(({ personId, who, open }) => {
      const [oldest] = open.filter(isWork).sort(bySince)
      if (oldest === undefined) return []
      const { kind, label, detail, startAt } = oldest.event
      const row = { personId, name: who.name, label, route: detail.route, since: startAt }
      return [{ ...row, kind: kind as WorkRow['kind'] }]
    })
    .sort((a, b) => (a.since ?? '').localeCompare(b.since ?? '') || byName(a, b))
}

function isWork({ event }: Occurrence): boolean {
  return event.kind === 'request' || event.kind === 'assessment'
}

/** Those who are ready to come home first, then by how long they have been away. Pure. */
export function awayOf(
  listed: readonly ListedPerson[],
  now: Date,
  partyName: (code: string) => string | undefined,
): AwayRow[] {
  return listed
    .flatMap(({ personId, who, open }) => {
      const stay = open.find(isStay)?.event
      if (stay === undefined) return []
      const services = open.filter(({ event }) => event.kind === 'service')
      const ready = Date.parse(stay.detail.readyAt ?? '') <= now.getTime()
      return [
        {
          personId,
          name: who.name,
          care: [...new Set(services.map(({ event }) => event.label))],
          hospital: partyName(stay.organisation ?? '') ?? stay.organisationName ?? 'Hospital',
          ward: stay.unit ?? '',
          inSince: stay.startAt,
          readyAt: ready ? stay.detail.readyAt : undefined,
        },
      ]
    })
    .sort((a, b) => order(a).localeCompare(order(b)) || byName(a, b))
}

function order(row: AwayRow): string {
  return row.readyAt === undefined ? `1 ${row.inSince ?? ''}` : `0 ${row.readyAt}`
}

function bySince(a: Occurrence, b: Occurrence): number {
  return (a.event.startAt ?? '').localeCompare(b.event.startAt ?? '')
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name)
}
