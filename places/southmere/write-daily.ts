import { type Day, isoDay } from './calendar.ts'
import type { CouncilClient, CouncilEvent } from './council-client.ts'
import { caseOf, type Worker } from './council-teams.ts'
import { councilWaits, plannedFrom } from './council-waits.ts'
import { CLIENT } from './council-words.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { STORY_PEOPLE } from './story-people.ts'

/** The columns of a council's daily file. */
const COLUMNS = [
  ...[
    'record_type',
    'la_person_id',
    'nhs_number',
    'given_name',
    'family_name',
    'date_of_birth',
    'sex',
  ],
  ...['postcode', 'address_line_1', 'phone', 'gp_practice', 'reference', 'kind', 'status', 'start'],
  ...['end', 'due', 'team', 'worker', 'worker_phone', 'provider_id', 'provider_name'],
  ...['units_per_week', 'visits', 'reason', 'outcome', 'as_of'],
]
const HEADER = csvRow(COLUMNS)
/** How many days are told before as-of. */
export const DAILY_DAYS = 60
/** An assessment is due so many days after it began: assumption; the law says no number. */
const DUE_DAYS = 28
/** One in so many of those with support at home has equipment, or somebody who may not be told: assumptions. */
const EQUIPPED = 4
const UNTOLD = 40
/** One in so many of those with support is being assessed again: assumption. */
const ASSESSED_AGAIN = 25
/** Of the stories, Sylvia Grant is being assessed again, and Thomas Bright has asked for help: at every size. */
const SYLVIA = 17
const THOMAS = 12

const EQUIPMENT = ['Key safe', 'Walking frame', 'Commode', 'Hospital bed at home', 'Grab rails']
const WAIT_REASONS = {
  assessment: [
    'No worker free yet',
    'More has been asked of the family',
    'Waits for the hospital’s word',
  ],
  service: ['No carer free near them', 'The home that they chose is full', 'Price not agreed yet'],
}
const NOT_TOLD = ['a former partner', 'a neighbour who calls', 'a son who asked for their money']

type Row = {
  record_type: string
  reference: string
  kind: string
  status?: string
  start: Day
  end?: Day
  due?: Day
  held?: Worker
  provider?: CouncilEvent['provider']
  units?: string
  visits?: string
  reason?: string
}

/** A thing with the days on which the council's file has it: the last of them is the day before `until`. */
type Told = { row: Row; from: Day; until: Day }

/** What is open with the council for somebody, on each day of which a file tells. */
export function writeDaily(
  world: World,
  life: Life,
  workers: readonly Worker[],
  days: { from: Day; until: Day },
  files: ExtractFiles,
): void {
  const client = life.council
  if (client === undefined || client.view.death !== undefined) return
  const who = whoCells(client)
  for (const { row, from, until } of toldOf(world, life, client, workers, days)) {
    for (let day = Math.max(from, days.from); day < Math.min(until, days.until); day += 1) {
      const status = row.record_type === 'package' && row.start > day ? 'planned' : row.status
      files.write(`council/daily-${isoDay(day)}.csv`, rowText({ ...row, status }, who, day), HEADER)
    }
  }
}

function toldOf(
  world: World,
  life: Life,
  client: CouncilClient,
  workers: readonly Worker[],
  { until }: { until: Day },
): Told[] {
  const { index, address } = life.person
  const own = workers.filter(({ team }) => team.name.endsWith(address.area.district))
  // Whose case is held is told by name in the council's record: these are the new ones.
  const held = caseOf(world, workers, life) === undefined ? own[index % own.length] : undefined
  const events = client.events.flatMap((event) => eventTold(event, life.stays, held, until))
  if (client.clientType !== CLIENT.user) return events
  const waits = councilWaits(world, client).flatMap((wait): Told[] => {
    if (wait.waitsFor === 'review') return []
    const reasons = WAIT_REASONS[wait.waitsFor]
    const row: Row = {
      record_type: 'waiting',
      reference: `WL-${client.view.id}`,
      kind: wait.waitsFor === 'assessment' ? 'assessment' : 'support',
      start: wait.since,
      reason: reasons[index % reasons.length],
    }
    return [{ row, from: wait.since, until: world.asOf }]
  })
  return [
    ...events,
    ...waits,
    ...underWay(world, life, client, held ?? own[0]!),
    ...besides(life, client),
  ]
}

/** What no return has yet, for it is not over: who is being assessed again, and by whom; who has just asked. */
function underWay(
  world: World,
  { person: { index } }: Life,
  { events, view }: CouncilClient,
  held: Worker,
): Told[] {
  const told: Told[] = []
  const add = (row: Omit<Row, 'reference' | 'held'>, sign: string) =>
    told.push({
      row: { ...row, held, reference: `${sign}-${view.id}` },
      from: row.start,
      until: Number.POSITIVE_INFINITY,
    })
  const supported = events.some(({ type, end }) => type === 'Service' && end === undefined)
  const drawn = index >= STORY_PEOPLE && supported && index % ASSESSED_AGAIN === 0
  if (drawn || (index === SYLVIA && supported)) {
    const start = world.asOf - 2 - (index % 20)
    const kind = 'Care Act assessment'
    add({ record_type: 'assessment', kind, start, due: start + DUE_DAYS }, 'AS')
  }
  if (index === THOMAS) {
    const reason = 'Cannot get upstairs since a fall'
    add({ record_type: 'request', kind: '', start: world.asOf - 2, reason }, 'RQ')
  }
  return told
}

/** A request, an assessment or a package while it is open; of one whose end was never sent nothing is known. */
function eventTold(
  event: CouncilEvent,
  stays: Life['stays'],
  held: Worker | undefined,
  until: Day,
): Told[] {
  const { type, reference, start, end = until, component, provider, units, description } = event
  if (type === 'Review' || event.endNotSent) return []
  if (type !== 'Service') {
    const kind = type === 'Request' ? '' : description
    const due = type === 'Assessment' ? { due: start + DUE_DAYS } : {}
    const row: Row = { record_type: type.toLowerCase(), reference, kind, start, held, ...due }
    return [{ row, from: start, until: end }]
  }
  const visits = visitsOf(description)
  const row: Row = {
    record_type: 'package',
    reference,
    kind: component ?? '',
    start,
    provider,
    units,
    visits,
  }
  return [{ row, from: plannedFrom(start, stays), until: end }]
}

/** Equipment that is allocated, and who may not be told, for some of those who have support at home. */
function besides({ person: { index } }: Life, { events, view }: CouncilClient): Told[] {
  const support = events.find(({ type, end }) => type === 'Service' && end === undefined)
  if (support === undefined || index < STORY_PEOPLE) return []
  const { start } = support
  const told: Told[] = []
  const add = (row: Omit<Row, 'start'>) =>
    told.push({ row: { ...row, start }, from: start, until: Number.POSITIVE_INFINITY })
  if (index % EQUIPPED === 0) {
    const kind = EQUIPMENT[(index / EQUIPPED) % EQUIPMENT.length]!
    add({ record_type: 'equipment', reference: `EQ-${view.id}`, kind })
  }
  if (index % UNTOLD === 0) {
    const kind = NOT_TOLD[(index / UNTOLD) % NOT_TOLD.length]!
    add({
      record_type: 'do-not-tell',
      reference: `DNT-${view.id}`,
      kind,
      reason: 'where they live',
    })
  }
  return told
}

/** `Mon-Sun 08:00 30 1; Mon-Sun 12:30 30 1` of `Home care, 2 visits a day` */
function visitsOf(description: string): string | undefined {
  const [, count] = /(one|\d) visits? a day/.exec(description) ?? []
  if (count === undefined) return undefined
  const times = ['08:00', '12:30', '17:00', '21:00'].slice(0, count === 'one' ? 1 : Number(count))
  return times.map((time) => `Mon-Sun ${time} ${count === 'one' ? 45 : 30} 1`).join('; ')
}

function whoCells({ view }: CouncilClient): (string | undefined)[] {
  const known = view.restricted ? [] : [view.address.postcode, view.address.lines.join(', ')]
  return [
    view.id,
    view.nhsNumber,
    view.given,
    view.family,
    isoDay(view.birth),
    view.sex,
    known[0],
    known[1],
    view.restricted ? undefined : (view.landline ?? view.mobile),
    view.practice?.code,
  ]
}

function rowText(row: Row, who: readonly (string | undefined)[], asOf: Day): string {
  const day = (one: Day | undefined) => (one === undefined ? undefined : isoDay(one))
  const { held, provider } = row
  return csvRow([
    row.record_type,
    ...who,
    row.reference,
    row.kind,
    row.status,
    day(row.start),
    day(row.end),
    day(row.due),
    held?.team.name,
    held && `${held.given} ${held.family}`,
    held?.phone,
    provider?.locationId,
    provider?.name,
    row.units,
    row.visits,
    row.reason,
    undefined,
    isoDay(asOf),
  ])
}
