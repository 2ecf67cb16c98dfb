import type { CareEvent, JsonObject, ParsedResource } from '../record/index.ts'

/** What FHIR has room for beside what the event tells. */
export type CouncilTold = {
  /** the council's own id of whom it is about, and whose number that is */
  patient: string
  server: string
  /** why support was asked for, in words */
  reason: string
  /** what it is, as the council calls it */
  called: string
  /** the code of the national list for that */
  typed?: { readonly system: string; readonly code: string }
  /** the council's number of the case, '' where it has none */
  reference: string
  stamp: string
  /** YYYY-MM-DD, of a return */
  asAt?: string
}

/** What a council tells of an event, in FHIR as council systems exchange it (exchange-standards 2.3). */
export function councilResource(care: CareEvent, told: CouncilTold): ParsedResource {
  const { eventId, personId, startAt } = care
  const { reference, stamp, server, asAt } = told
  const content: JsonObject = {
    ...contentOf(care, told),
    ...(reference === '' ? {} : { identifier: [{ value: reference }] }),
    id: eventId,
  }
  return {
    type: String(content.resourceType),
    sourceId: eventId,
    server,
    personId,
    content,
    stamp,
    ...(startAt === undefined ? {} : { trueAt: startAt }),
    ...(asAt === undefined ? {} : { asAt }),
  }
}

/** Of an event that turned out to be none of theirs: nothing is said of it any more. */
export function withdrawnResource(
  { eventId, personId, kind }: Pick<CareEvent, 'eventId' | 'personId' | 'kind'>,
  { patient, server, stamp }: Pick<CouncilTold, 'patient' | 'server' | 'stamp'>,
): ParsedResource {
  const type = typeOf(kind)
  const about = { [ABOUT[type]]: { reference: `Patient/${patient}` } }
  const content: JsonObject = {
    resourceType: type,
    id: eventId,
    status: 'entered-in-error',
    ...about,
  }
  return { type, sourceId: eventId, server, personId, content, stamp }
}

/** Which element says about whom it is. */
const ABOUT = { ServiceRequest: 'subject', EpisodeOfCare: 'patient', Task: 'for' } as const

function typeOf(kind: CareEvent['kind']): keyof typeof ABOUT {
  if (kind === 'request') return 'ServiceRequest'
  return kind === 'service' ? 'EpisodeOfCare' : 'Task'
}

function contentOf(care: CareEvent, { patient, reason, called, typed }: CouncilTold): JsonObject {
  const { startAt, endAt, status, label, detail } = care
  const about = { reference: `Patient/${patient}` }
  const council = { identifier: { value: care.organisation ?? '' } }
  const period = {
    ...(startAt === undefined ? {} : { start: startAt }),
    ...(endAt === undefined ? {} : { end: endAt }),
  }
  const resourceType = typeOf(care.kind)
  switch (resourceType) {
    case 'ServiceRequest':
      return {
        resourceType,
        status: {
          planned: 'active',
          active: 'active',
          finished: 'completed',
          cancelled: 'revoked',
        }[status],
        intent: 'plan',
        subject: about,
        ...(startAt === undefined ? {} : { occurrenceDateTime: startAt, authoredOn: startAt }),
        performer: [council],
        reasonCode: [{ text: reason === '' ? 'Unknown' : reason }],
      }
    case 'EpisodeOfCare':
      return {
        resourceType,
        status,
        type: [{ ...coded(typed), text: called === '' ? label : called }],
        patient: about,
        managingOrganization: council,
        period,
      }
    default:
      return {
        resourceType,
        status: {
          planned: 'in-progress',
          active: 'in-progress',
          finished: 'completed',
          cancelled: 'cancelled',
        }[status],
        intent: 'plan',
        code: { text: label },
        for: about,
        ...(startAt === undefined ? {} : { authoredOn: startAt, lastModified: endAt ?? startAt }),
        owner: council,
        executionPeriod: period,
        ...(detail.outcome === undefined ? {} : { statusReason: { text: detail.outcome } }),
      }
  }
}

function coded(typed: CouncilTold['typed']): JsonObject {
  return typed === undefined || typed.code === '' ? {} : { coding: [{ ...typed }] }
}
