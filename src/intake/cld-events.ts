import type { PersonId } from '../kernel/index.ts'
import { whyNoId } from '../people/index.ts'
import type { CareEvent, Told } from '../record/index.ts'
import type { CldRow } from './cld-row.ts'
import {
  assessmentWords,
  deliveryWords,
  outcomeLeadsTo,
  outcomeWords,
  routeWords,
  serviceWords,
  visitsIn,
} from './cld-words.ts'
import { councilResource } from './council-resource.ts'
import { startOfDay } from './moment.ts'
import type { CouncilSaid } from './reading.ts'

/** A row that speaks of an event, with its dates read (YYYY-MM-DD; `end` is '' while it goes on). */
export type CldEvent = {
  row: CldRow
  client: { personId: PersonId; sourceId: string; authority: string }
  type: string
  start: string
  end: string
  /** the return in which it stands; its scope is the council's code */
  told: Told
  stamp: string
}

/** Columns of client level data, as systems of codes. */
const SERVICE_TYPE = 'urn:cld:service-type'
const ROUTE_OF_ACCESS = 'urn:cld:route-of-access'

const KINDS: ReadonlyMap<string, CareEvent['kind']> = new Map(
  Object.entries({
    Request: 'request',
    Assessment: 'assessment',
    Service: 'service',
    Review: 'review',
  }),
)

/** The event for timelines, and the same in FHIR as council systems exchange it (exchange-standards 2.3). */
export function councilEvent(event: CldEvent, eventId: string): CouncilSaid {
  const { client, told, type, start, end } = event
  const status = statusOf(event)
  const reference = whyNoId(event.row.get('Event Reference'))
    ? ''
    : event.row.get('Event Reference')
  const care: CareEvent = {
    personId: client.personId,
    eventId,
    kind: KINDS.get(type)!,
    status,
    form: 'return',
    startAt: start,
    ...(end === '' ? {} : { endAt: end }),
    organisation: told.scope,
    label: labelOf(event),
    detail: detailOf(event),
    ...marksOf(event),
    ...(reference === '' ? {} : { numbers: [reference] }),
    saidAt: startOfDay(told.asAt),
    told,
  }
  const { row, stamp } = event
  const resource = councilResource(care, {
    patient: client.sourceId,
    server: told.scope,
    reason: row.get('Primary Support Reason'),
    called: row.get('Service Component') || row.get('Service Type'),
    ...(type === 'Service' && { typed: { system: SERVICE_TYPE, code: row.get('Service Type') } }),
    reference: row.get('Event Reference'),
    stamp,
    asAt: told.asAt,
  })
  return { event: care, resources: [resource] }
}

/** As of the end of the return's period: a later return says what became of it. */
function statusOf({ start, end, told }: CldEvent): 'planned' | 'active' | 'finished' {
  if (start > told.asAt) return 'planned'
  return end === '' || end > told.asAt ? 'active' : 'finished'
}

/** What the national list calls it, by which it is classed whatever we call it. */
function marksOf({ row, type }: CldEvent): Pick<CareEvent, 'marks'> {
  const [called, route] = [row.get('Service Type'), row.get('Request: Route of Access')]
  if (type === 'Service' && called !== '')
    return { marks: { codes: { '': [`${SERVICE_TYPE}|${called}`] } } }
  if (type === 'Request' && route !== '')
    return { marks: { codes: { route: [`${ROUTE_OF_ACCESS}|${route}`] } } }
  return {}
}

function labelOf({ row, type }: CldEvent): string {
  switch (type) {
    case 'Request':
      return 'Request for support'
    case 'Assessment':
      return assessmentWords(row.get('Assessment Type'))
    case 'Review':
      return 'Review of support'
    default:
      return serviceWords(row.get('Service Component'), row.get('Service Type'))
  }
}

function detailOf({ row, type, end }: CldEvent): Record<string, string> {
  const description = row.get('Event Description')
  const service = type === 'Service'
  const detail: Record<string, string> = {
    outcome: outcomeWords(row.get('Event Outcome')),
    next: service && end === '' ? '' : outcomeLeadsTo(row.get('Event Outcome')),
    term: service && row.get('Service Type').startsWith('Long term support') ? 'long' : '',
    description,
    route: type === 'Request' ? routeWords(row.get('Request: Route of Access')) : '',
    needs: type === 'Assessment' ? row.get('Eligible Needs Identified') : '',
    method: type === 'Assessment' ? row.get('Method of Assessment') : '',
    reason: type === 'Review' ? row.get('Review Reason') : '',
    achieved: type === 'Review' ? row.get('Review Outcomes Achieved') : '',
    visits: service ? (visitsIn(description) ?? '') : '',
    provider: service ? row.get('Provider CQC Location Name') : '',
    providerId: service ? row.get('Provider CQC Location ID') : '',
    delivery: service ? deliveryWords(row.get('Delivery Mechanism')) : '',
    unitCost: service ? row.decimal('Unit Cost') : '',
    costFrequency: service ? row.get('Cost Frequency (Unit Type)') : '',
    plannedUnits: service ? row.decimal('Planned units per week') : '',
  }
  if (type === 'Review') detail.method = row.get('Method of Review')
  for (const name in detail) if (detail[name] === '') delete detail[name]
  return detail
}
