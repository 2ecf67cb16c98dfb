import { DAY_MS, MadeOf } from '../kernel/index.ts'
import { allergiesOf } from './allergies.ts'
import { missedLately } from './care-visits.ts'
import { carersOf } from './carers.ts'
import type { DataClass } from './data-class.ts'
import { type Directory, NO_DIRECTORY } from './directory.ts'
import { type KnownResource, newestOfEach } from './known-resource.ts'
import type { Difference, NowItem } from './now-item.ts'
import { isOpen, type Occurrence } from './occurrence.ts'
import { type Past, pastOf } from './past-diagnosis.ts'
import { sideBySide } from './side-by-side.ts'
import { isStale, type Sources } from './sources.ts'
import { type ReadContext, readingOf, readStatements, type Unshown } from './standing.ts'
import type { Section, Statement } from './statement.ts'
import { eventDifference, eventItem, isStaleEvent, withoutWithdrawn } from './told-event.ts'

/** Services that ended this recently still matter to whoever plans the next one. */
const RECENT_MS = 90 * DAY_MS

export type Setting = 'dead' | 'hospital' | 'care-home' | 'home-with-care' | 'home'

export type Now = {
  stay?: Occurrence
  services: readonly NowItem[]
  endedServices: readonly NowItem[]
  requests: readonly NowItem[]
  conditions: readonly NowItem[]
  medicines: readonly NowItem[]
  allergies: readonly NowItem[]
  alerts: readonly NowItem[]
  carers: readonly NowItem[]
  wishes: readonly NowItem[]
  plans: readonly NowItem[]
  /** teams and workers, with the number to ring */
  team: readonly NowItem[]
  /** of the carers, whom a source names as next of kin */
  nextOfKin: readonly NowItem[]
  /** what only an old return says: it was so as at its day, and is not known to be so now */
  lastKnown: readonly NowItem[]
  /** what sources do not say the same of */
  differences: readonly Difference[]
}

/** Services that go on, as they were told: what whoever is caring is worked out from. */
export function openServices(input: NowInput): Occurrence[] {
  const { occurrences, sources, now, allows = () => true } = input
  return withoutWithdrawn(occurrences).filter(
    ({ event }) =>
      event.kind === 'service' &&
      isOpen(event, now) &&
      !isStaleEvent(event, sources, now) &&
      allows(event.dataClass),
  )
}

export type NowInput = {
  occurrences: readonly Occurrence[]
  resources: readonly KnownResource[]
  sources: Sources
  now: Date
  directory?: Directory
  allows?(dataClass: DataClass): boolean
}

export type NowRead = {
  now: Now
  /** conditions that are history: what past stays were for, and what was done */
  history: readonly History[]
  /** read, and in no line of the page */
  unshown: readonly Unshown[]
}

export type History = { past: Past; resource: KnownResource; dataClass: DataClass }

/**
 * What is true now, from what the sources said last, of the classes that are allowed. Pure; `now` decides what is
 * open, what is over and which returns have grown old.
 */
export function readNow(input: NowInput): NowRead {
  const { sources, now, directory = NO_DIRECTORY, allows = () => true } = input
  const context = { sources, directory, now }
  const occurrences = withoutWithdrawn(input.occurrences)
  const resources = newestOfEach(input.resources)
  const history = resources.flatMap((resource) => historyOf(resource, occurrences, context))
  const past = new Set(history.map(({ resource }) => resource))
  const read = readStatements(
    resources.filter((resource) => !past.has(resource)),
    context,
  )
  const allowed = read.statements.filter(({ dataClass }) => allows(dataClass))
  // What somebody must not do holds until it is taken back.
  const isOld = ({ section, source, asAt }: Statement) =>
    section !== 'alerts' && isStale(source, asAt, sources, now)
  const standing = eventsNow(occurrences, input)
  const fresh = sectionsOf(
    allowed.filter((one) => !isOld(one)),
    sources,
  )
  const { nextOfKin: _, ...old } = sectionsOf(allowed.filter(isOld), sources).sections
  return {
    history: history.filter(({ dataClass }) => allows(dataClass)),
    unshown: read.unshown,
    now: {
      ...standing,
      ...fresh.sections,
      lastKnown: [...standing.lastKnown, ...Object.values(old).flat()],
      differences: [...fresh.differences, ...standing.differences],
    },
  }
}

/** A diagnosis that its source has taken back, or that nobody can read for certain, is no history either. */
function historyOf(
  resource: KnownResource,
  occurrences: readonly Occurrence[],
  context: ReadContext,
): History[] {
  const past = pastOf(resource, occurrences)
  if (past === undefined) return []
  const { stands } = readingOf(resource, context)
  if (stands === 'wrong' || stands === 'unsure') return []
  return [{ past, resource, dataClass: resource.dataClass }]
}

/** What is true now, where nothing else is asked. */
export function nowOf(input: NowInput): Now {
  return readNow(input).now
}

type Sections = Pick<
  Now,
  | 'allergies'
  | 'alerts'
  | 'carers'
  | 'conditions'
  | 'medicines'
  | 'plans'
  | 'team'
  | 'wishes'
  | 'nextOfKin'
>

type Shown = { readonly sections: Sections; readonly differences: readonly Difference[] }

const shownOf = new MadeOf<Statement, Shown>()

/** Of the same statements the same is shown. */
function sectionsOf(statements: readonly Statement[], sources: Sources): Shown {
  const [first] = statements
  if (first === undefined) return putTogether(statements, sources)
  return shownOf.get(first, [sources, ...statements], () => putTogether(statements, sources))
}

function putTogether(statements: readonly Statement[], sources: Sources): Shown {
  const of = (section: Section) => statements.filter((one) => one.section === section)
  const plain = (section: Section) => sideBySide(of(section), sources)
  const allergies = allergiesOf(of('allergies'), sources)
  const carers = carersOf(of('carers'), sources)
  const medicines = plain('medicines')
  const alerts = plain('alerts')
  const others = (['conditions', 'plans', 'team', 'wishes'] as const).map(plain)
  const [conditions, plans, team, wishes] = others.map(({ items }) => items)
  const differences = [allergies, alerts, medicines, ...others, carers].flatMap(
    (one) => one.differences,
  )
  return {
    sections: {
      allergies: allergies.items,
      alerts: [...alerts.items, ...medicines.items.filter(({ forbids }) => forbids)],
      carers: carers.items,
      conditions: conditions!,
      medicines: medicines.items.filter(({ forbids }) => !forbids),
      plans: plans!,
      team: team!,
      wishes: wishes!,
      nextOfKin: carers.nextOfKin,
    },
    differences,
  }
}

type EventsNow = Pick<
  Now,
  'stay' | 'services' | 'endedServices' | 'requests' | 'lastKnown' | 'differences'
>

function eventsNow(
  occurrences: readonly Occurrence[],
  { sources, now, allows = () => true }: NowInput,
): EventsNow {
  const open = occurrences.filter(({ event }) => isOpen(event, now)).sort(newestFirst)
  const isOld = ({ event }: Occurrence) => isStaleEvent(event, sources, now)
  const items = (found: readonly Occurrence[]) =>
    found.map((one) => eventItem(one, sources, now)).filter(({ dataClass }) => allows(dataClass))
  const ofKinds = (...kinds: string[]) =>
    open.filter((one) => kinds.includes(one.event.kind) && !isOld(one))
  const ended = occurrences
    .filter(({ event }) => event.kind === 'service' && endedLately(event.endAt ?? event.gone, now))
    .sort(newestFirst)
  const [stay] = ofKinds('stay')
  const services = ofKinds('service')
  const requests = ofKinds('request', 'assessment', 'review')
  return {
    stay: stay !== undefined && items([stay]).length > 0 ? stay : undefined,
    services: withMissed(items(services), { services, occurrences, now, allows }),
    endedServices: items(ended.filter((one) => !isOpen(one.event, now))),
    requests: items(requests),
    lastKnown: items(open.filter((one) => isOld(one) && one.event.kind !== 'stay')),
    differences: [...ofKinds('stay'), ...services, ...requests, ...ended]
      .flatMap((one) => eventDifference(one, sources, now) ?? [])
      .filter(({ dataClass }) => allows(dataClass)),
  }
}

/** What whoever gives a service should have done lately and did not stands beside it. */
function withMissed(
  items: readonly NowItem[],
  told: {
    services: readonly Occurrence[]
    occurrences: readonly Occurrence[]
    now: Date
    allows(dataClass: DataClass): boolean
  },
): NowItem[] {
  const { services, now, allows } = told
  const visits = told.occurrences.filter(
    ({ event }) => event.kind === 'visit' && allows(event.dataClass),
  )
  return items.map((item) => {
    const service = services.find(({ event }) => event.eventId === item.key)
    const providerId = service?.event.detail.providerId
    if (providerId === undefined) return item
    const missed = missedLately(visits, providerId, now)
    return missed.length === 0 ? item : { ...item, warnings: [...(item.warnings ?? []), ...missed] }
  })
}

/** Where the person is cared for, from what this viewer may see. */
export function settingOf(now: Now, dead: boolean): Setting {
  if (dead) return 'dead'
  if (now.stay !== undefined) return 'hospital'
  const home = now.services.some(({ what }) =>
    /care home|residential|nursing (?:care|home)/i.test(what),
  )
  if (home) return 'care-home'
  return now.services.length > 0 ? 'home-with-care' : 'home'
}

function newestFirst(a: Occurrence, b: Occurrence): number {
  const [left, right] = [a.event.startAt ?? '', b.event.startAt ?? '']
  if (left !== right) return left < right ? 1 : -1
  return a.event.eventId < b.event.eventId ? -1 : 1
}

function endedLately(endAt: string | undefined, now: Date): boolean {
  if (endAt === undefined) return false
  const age = now.getTime() - Date.parse(endAt)
  return age >= 0 && age < RECENT_MS
}
