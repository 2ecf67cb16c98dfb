import type { DataClass } from './data-class.ts'
import { labelOf } from './detail-words.ts'
import type { Directory } from './directory.ts'
import type { IdentityView } from './identity-view.ts'
import type { Occurrence } from './occurrence.ts'
import type { Sources } from './sources.ts'

/** Who is caring, and the number to ring. */
export type Caring = {
  key: string
  dataClass: DataClass
  who: string
  what: string
  /** the number that a feed gives */
  phone?: string
  /** whom the agreement says to ask there: `the transfer hub, 01632 960147` */
  ask?: string
}

/** Matters of the agreement in which somebody is asked about care: for who is in hospital, and for who is not. */
const LEAVING = ['leaving-hospital', 'care-and-support', 'records']
const AT_HOME = ['care-and-support', 'records']

export type CaringInput = {
  stay?: Occurrence
  /** open services, fresh */
  services: readonly Occurrence[]
  who: Pick<IdentityView, 'gpPractice'>
  sources: Sources
  directory: Directory
}

/** Wards, services and practice, each once, with whom to ring: what a feed says of it, and what was agreed. Pure. */
export function caringOf({ stay, services, who, sources, directory }: CaringInput): Caring[] {
  const matters = stay === undefined ? AT_HOME : LEAVING
  const lines = [
    ...(stay === undefined ? [] : [placeLine(stay, sources, directory)]),
    ...services.map((one) => serviceLine(one, sources, directory)),
  ]
  const asked = new Set<string>()
  const found = lines.map(({ code, ...line }): Caring => {
    const contact = code === undefined ? undefined : sources.contactOf(code, matters)
    const ask = contact && `${contact.who}, ${contact.how}`
    if (ask === undefined || asked.has(ask)) return line
    asked.add(ask)
    return { ...line, ask }
  })
  const distinct = new Map(found.map((one) => [`${one.who} ${one.what}`, one]))
  const [practice] = who.gpPractice
  if (practice === undefined) return [...distinct.values()]
  const phone = directory.named(practice.value)?.phone
  const line = { key: 'practice', dataClass: 'demographics' as const, who: practice.value, phone }
  return [...distinct.values(), { ...line, what: 'GP practice' }]
}

type Line = Caring & { code?: string }

function placeLine({ event }: Occurrence, sources: Sources, directory: Directory): Line {
  const name = event.organisationName ?? sources.partyName(event.organisation ?? '')
  const ward = directory.named(event.unit, event.source)
  return {
    key: event.eventId,
    dataClass: event.dataClass,
    who: [name ?? sources.nameOf(event.source), event.unit].filter((part) => part).join(', '),
    what: 'there now',
    phone: ward?.phone ?? directory.named(name)?.phone,
    code: event.organisation,
  }
}

function serviceLine({ event }: Occurrence, sources: Sources, directory: Directory): Line {
  const name =
    event.organisationName ??
    sources.partyName(event.organisation ?? '') ??
    sources.nameOf(event.source)
  const { provider } = event.detail
  return {
    key: event.eventId,
    dataClass: event.dataClass,
    who: provider ?? name,
    what: provider === undefined ? labelOf(event) : `${labelOf(event)}, for ${name}`,
    phone: directory.named(provider)?.phone ?? directory.named(name)?.phone,
    code: event.organisation,
  }
}

/** Names under which the places of these lines may be known: what is asked of the directory. */
export function namesToRing(
  occurrences: readonly Occurrence[],
  who: Pick<IdentityView, 'gpPractice'>,
  sources: Sources,
): string[] {
  const names = occurrences.flatMap(({ event }) => [
    event.unit,
    event.organisationName ?? sources.partyName(event.organisation ?? ''),
    event.detail.provider,
  ])
  const all = [...names, ...who.gpPractice.map(({ value }) => value)]
  return [...new Set(all.flatMap((name) => (name ? [name.trim().toLowerCase()] : [])))]
}
