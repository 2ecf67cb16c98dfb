import {
  ageOn,
  at,
  type Day,
  hl7Day,
  hl7Minute,
  type Minute,
  monthNumber,
  onDay,
} from './calendar.ts'
import { COUNTY_NAME } from './county.ts'
import type { View } from './dirt.ts'
import type { ExtractFiles } from './extract-files.ts'
import {
  allergySegments,
  clinicianText,
  diagnosisSegment,
  frailtySegment,
  kinSegment,
  nurseSegment,
  segment,
  text,
} from './hl7-segments.ts'
import type { Life } from './life.ts'
import { HOSPITAL } from './organisations.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import { REVIEWED_DAYS, type Review, reviewsOf } from './reviews.ts'
import { isOpen, locationText, type Stay } from './stay.ts'
import type { Location } from './wards.ts'

type Event = {
  code: 'A01' | 'A02' | 'A03' | 'A08' | 'A11'
  at: Minute
  location: Location
  prior?: Location
  plan?: Plan
  /** the day on which they are expected to leave, as far as it was said by then */
  expected?: Day
}
/** What segment ZU1 says: when ready, by which pathway, why still here; or what a review found. */
type Plan = { ready: Minute; pathway: number; reason: string } | { met: boolean }

/**
 * Structures by HL7 UK A.2 on version 2.4 (exchange-standards section 2.1): a discharge has the
 * shape of a transfer.
 */
const STRUCTURE = {
  A01: 'ADT_A01',
  A02: 'ADT_A02',
  A03: 'ADT_A02',
  A08: 'ADT_A01',
  A11: 'ADT_A11',
} as const

/** Admissions whose message carries more than it must. Assumptions. */
const CARRIES = { allergies: 0.6, diagnosis: 0.7, frailty: 0.35, nurse: 0.6 }

/**
 * Writes the messages of a stay, oldest first, each into the file of its month:
 * `hospital/adt-001.hl7` is the first month of the two years. Within a month people follow one
 * another; each person's own messages are in order of time.
 */
export function writeStays(
  world: World,
  life: Life,
  files: ExtractFiles,
  nextMessage: () => string,
): void {
  if (life.stays.length === 0) return
  const random = randomOf(world.seed, 'segments', life.person.index)
  const first = monthNumber(world.asOf - world.historyDays)
  for (const stay of life.stays) {
    const view = life.hospital[stay.registration]!
    const reviews = isOpen(stay) ? reviewsOf(stay, world.asOf - REVIEWED_DAYS, world.asOf) : []
    for (const event of eventsOf(stay, reviews)) {
      const month = monthNumber(onDay(event.at)) - first + 1
      const path = `hospital/adt-${String(month).padStart(3, '0')}.hl7`
      files.write(path, messageOf(world, random, life, view, stay, event, nextMessage()))
    }
  }
}

export function eventsOf(stay: Stay, reviews: readonly Review[] = []): Event[] {
  const where = (when: Minute) => stay.moves.findLast((move) => move.at <= when)!.location
  const events: Event[] = stay.moves.map((move, place) =>
    place === 0
      ? { code: 'A01', at: move.at, location: move.location }
      : {
          code: 'A02',
          at: move.at,
          location: move.location,
          prior: stay.moves[place - 1]!.location,
        },
  )
  if (stay.cancelledAt !== undefined) {
    return [...events, { code: 'A11', at: stay.cancelledAt, location: where(stay.cancelledAt) }]
  }
  const update = (when: Minute, plan?: Plan): Event => ({
    code: 'A08',
    at: when,
    location: where(when),
    plan,
  })
  for (const said of stay.expected) if (said.at > stay.admittedAt) events.push(update(said.at))
  events.push(...plansOf(stay).map(({ at: when, plan }) => update(when, plan)))
  events.push(...reviews.map(({ at: when, met }) => update(when, { met })))
  if (stay.leftAt !== undefined) {
    const plan =
      stay.readyAt === undefined
        ? undefined
        : { ready: stay.readyAt, pathway: stay.pathway!, reason: stay.delays.at(-1)?.reason ?? '' }
    events.push({ code: 'A03', at: stay.leftAt, location: where(stay.leftAt), plan })
  }
  return events
    .sort((left, right) => left.at - right.at)
    .map((event) => ({
      ...event,
      expected: stay.expected.findLast((said) => said.at <= event.at)?.day,
    }))
}

/** Ready, then why still here, each when it was written down. */
function plansOf(stay: Stay): { at: Minute; plan: Plan }[] {
  const { readyAt: ready, pathway } = stay
  if (ready === undefined || pathway === undefined) return []
  const delays = stay.delays.map(({ at: when, reason }) => ({
    at: when,
    plan: { ready, pathway, reason },
  }))
  // Whoever leaves on the day with no new need is not written up twice: the discharge carries the date.
  const written = pathway > 0 || stay.delays.length > 0 || stay.leftAt === undefined
  return written ? [{ at: ready + 20, plan: { ready, pathway, reason: '' } }, ...delays] : []
}

/** A few minutes after the fact. */
export function sentAt(when: Minute): Minute {
  return when + 1 + (when % 17)
}

export function messageOf(
  world: World,
  random: Random,
  life: Life,
  view: View,
  stay: Stay,
  event: Event,
  control: string,
): string {
  // Sent a few minutes after the fact, never after midnight at the start of as-of.
  const sent = Math.min(sentAt(event.at), at(world.asOf, 0) - 1)
  const leaving = event.code === 'A03' || event.code === 'A11'
  const more = event.code === 'A01' ? admissionSegments(world, random, life, stay, event) : NONE
  const segments = [
    segment('MSH', {
      2: '^~\\&',
      3: 'MEREPAS',
      4: HOSPITAL.code,
      5: 'ROUTE',
      6: COUNTY_NAME.toUpperCase(),
      7: `${hl7Minute(sent)}00`,
      9: `ADT^${event.code}^${STRUCTURE[event.code]}`,
      10: control,
      11: 'P',
      12: '2.4',
      17: 'GBR',
      18: 'UNICODE UTF-8',
    }),
    segment('EVN', { 1: event.code, 2: hl7Minute(sent), 6: hl7Minute(event.at) }),
    patientSegment(view, stay, event),
    practiceSegment(view),
    ...more.before,
    visitSegment(life, stay, event),
    segment('PV2', {
      3: `^${text(stay.reason.words)}`,
      9: leaving || event.expected === undefined ? '' : hl7Day(event.expected),
    }),
    ...more.after,
  ]
  if (event.plan !== undefined) segments.push(planSegment(event.plan))
  // MSH-1 is the separator itself, which joining has already written.
  return `${segments.filter((one) => one !== '').join('\r')}\r\n`.replace(/^MSH\|\|/, 'MSH|')
}

const NONE = { before: [], after: [] } as const

/** What an admission says beside who, where and when, in the order of ADT_A01. */
function admissionSegments(
  world: World,
  random: Random,
  life: Life,
  stay: Stay,
  event: Event,
): { before: string[]; after: string[] } {
  const kin = life.relatives.find(
    ({ nextOfKin, knownTo }) => nextOfKin && knownTo.includes('mere-general'),
  )
  const after: string[] = []
  const ward = world.organisations.wards.find(({ name }) => name === event.location.ward)
  if (random.chance(CARRIES.nurse) && ward !== undefined) {
    after.push(nurseSegment(random.pick(ward.nurses), ward.phone, event.at))
  }
  const old = ageOn(life.person.birth, onDay(event.at)) >= 65
  if (random.chance(CARRIES.frailty) && old) after.push(frailtySegment(random.between(2, 8)))
  if (random.chance(CARRIES.allergies)) {
    const known = life.allergies.hospital.filter(({ since }) => since <= onDay(event.at))
    after.push(...allergySegments(known))
  }
  if (random.chance(CARRIES.diagnosis)) after.push(diagnosisSegment(stay))
  return { before: kin === undefined ? [] : [kinSegment(kin)], after }
}

function patientSegment(view: View, stay: Stay, event: Event): string {
  const { address } = view
  const ids = [`${view.id}^^^${HOSPITAL.code}^MR`]
  if (view.nhsNumber !== undefined) ids.push(`${view.nhsNumber}^^^NHS^NH`)
  const lines = [
    address.lines[0]!,
    address.lines.slice(1).join(', '),
    address.city,
    COUNTY_NAME,
    address.postcode,
    'GBR',
    'H',
  ]
  const phones: string[] = []
  if (view.landline !== undefined) phones.push(`${view.landline}^PRN^PH`)
  if (view.mobile !== undefined) phones.push(`${view.mobile}^PRN^CP`)
  if (view.email !== undefined) phones.push(`^NET^Internet^${view.email}`)
  const died = event.code === 'A03' && stay.died
  return segment('PID', {
    1: '1',
    3: ids.join('~'),
    5: [view.family, view.given, view.middle ?? '', '', view.title].map(text).join('^'),
    7: hl7Day(view.birth),
    8: { female: 'F', male: 'M', unknown: 'U' }[view.sex],
    11: lines.map(text).join('^'),
    13: phones.join('~'),
    22: view.ethnicity?.nhs ?? 'Z',
    29: died ? hl7Minute(event.at) : '',
    30: died ? 'Y' : '',
    32: statusOf(view),
  })
}

/**
 * HL7 table 0445 as the UK has it: NHS number present and verified, present but not traced, or
 * trace required.
 */
function statusOf(view: View): string {
  if (view.nhsNumber === undefined) return 'NSTS03'
  return view.dirt.includes('nhsNumberMistyped') ? 'NSTS02' : 'NSTS01'
}

function practiceSegment(view: View): string {
  const doctor = view.practice?.doctors[0]
  // PD1-12: the address is to be kept from everybody.
  const protection = view.restricted ? 'Y' : ''
  if (view.practice === undefined || doctor === undefined) {
    return protection === '' ? '' : segment('PD1', { 12: protection })
  }
  return segment('PD1', {
    3: `${text(view.practice.name)}^^${view.practice.code}`,
    4: clinicianText(doctor),
    12: protection,
  })
}

function visitSegment(life: Life, stay: Stay, event: Event): string {
  const leaving = event.code === 'A03'
  const fromHome = life.person.careHome === undefined
  return segment('PV1', {
    1: '1',
    2: 'I',
    3: locationText(event.location),
    // Admission method, source, discharge method and destination by the NHS Data Dictionary
    // (exchange-standards 2.2).
    4: stay.method,
    6: event.prior === undefined ? '' : locationText(event.prior),
    7: clinicianText(stay.consultant),
    14: fromHome ? '19' : '85',
    19: stay.visit,
    36: leaving ? (stay.died ? '4' : '1') : '',
    37: leaving ? destinationOf(stay, fromHome) : '',
    44: hl7Minute(stay.admittedAt),
    45: leaving ? hl7Minute(event.at) : '',
  })
}

function destinationOf(stay: Stay, fromHome: boolean): string {
  if (stay.died) return '79'
  if (stay.pathway === 2) return '51'
  return stay.pathway === 3 || !fromHome ? '85' : '19'
}

function planSegment(plan: Plan): string {
  if ('met' in plan) return segment('ZU1', { 1: '1', 5: plan.met ? 'Y' : 'N' })
  const { ready, pathway, reason } = plan
  return segment('ZU1', { 1: '1', 2: hl7Minute(ready), 3: String(pathway), 4: text(reason) })
}
