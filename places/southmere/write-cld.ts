import { councilDay, type Day, type Quarter, quartersBetween } from './calendar.ts'
import type { CouncilClient, CouncilEvent } from './council-client.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import { COUNCIL } from './organisations.ts'
import type { World } from './person.ts'

/** The 50 fields of Client Level Data in file order (exchange-standards section 1.1). */
export const CLD_COLUMNS: readonly string[] = [
  'LA Code',
  'Reporting Period Start Date',
  'Reporting Period End Date',
  'NHS Number',
  'LA Person Unique Identifier',
  'First Name',
  'Last Name',
  'GP Practice Name',
  'GP Practice Code',
  'Gender',
  'Ethnicity',
  'Date of Birth',
  'Date of Death',
  'Client Type',
  'Primary Support Reason',
  'Postcode',
  'Accommodation Status',
  'Employment Status',
  'Has Unpaid Carer',
  'Autism Spectrum Disorder (ASD)',
  'Visual Impairment',
  'Hearing Impairment',
  'Dementia',
  'Client Funding Status',
  'Event Type',
  'Event Reference',
  'Event Start Date',
  'Event End Date',
  'Event Description',
  'Event Outcome',
  'Request: Route of Access',
  'Assessment Type',
  'Eligible Needs Identified',
  'Method of Assessment',
  'Total Hrs Caring per week',
  'No. of adults being cared for',
  'Adult 1 Linked Person ID',
  'Adult 2 Linked Person ID',
  'Adult 3 Linked Person ID',
  'Service Type',
  'Service Component',
  'Delivery Mechanism',
  'Provider CQC Location Name',
  'Provider CQC Location ID',
  'Review Reason',
  'Review Outcomes Achieved',
  'Method of Review',
  'Unit Cost',
  'Cost Frequency (Unit Type)',
  'Planned units per week',
]

const HEADER = csvRow(CLD_COLUMNS)

export type CldPeriod = Quarter & { path: string }

/**
 * One file a calendar quarter; the last one ends the day before as-of, for its quarter is not over.
 */
export function cldPeriods(world: World): CldPeriod[] {
  const last = world.asOf - 1
  return quartersBetween(world.asOf - world.historyDays, last).map((quarter) => ({
    ...quarter,
    end: Math.min(quarter.end, last),
    path: `council/cld-${quarter.name}.csv`,
  }))
}

/**
 * A client's rows in every file that they belong in, by the national rules (exchange-standards
 * section 1.3): requests, assessments and reviews in the quarter in which they ended; services in
 * every quarter that they touch, without an end until they have one.
 */
export function writeClient(
  client: CouncilClient,
  periods: readonly CldPeriod[],
  files: ExtractFiles,
): void {
  for (const period of periods) {
    for (const event of client.events) {
      const shown = eventIn(event, period)
      if (shown !== undefined) files.write(period.path, row(client, period, shown), HEADER)
    }
    if (
      client.knownFrom !== undefined &&
      client.knownFrom <= period.end &&
      (client.knownUntil ?? period.start) >= period.start
    ) {
      files.write(period.path, row(client, period, undefined), HEADER)
    }
  }
}

function eventIn(event: CouncilEvent, { start, end }: Quarter): CouncilEvent | undefined {
  const ended = event.end !== undefined && event.end <= end
  if (ended && event.endNotSent) return undefined
  if (event.type !== 'Service') return ended && event.end! >= start ? event : undefined
  if (event.start > end || (event.end !== undefined && event.end < start)) return undefined
  return ended ? event : { ...event, end: undefined, outcome: undefined }
}

function row(client: CouncilClient, period: Quarter, event: CouncilEvent | undefined): string {
  const { view } = client
  const died = view.death !== undefined && view.death <= period.end ? view.death : undefined
  const service = event?.type === 'Service'
  return csvRow([
    COUNCIL.code,
    councilDay(period.start),
    councilDay(period.end),
    view.nhsNumber,
    view.id,
    view.given,
    view.family,
    view.practice?.name,
    view.practice?.code,
    { female: 'Female', male: 'Male', unknown: 'Unknown' }[view.sex],
    view.ethnicity?.council ?? 'No data: Undeclared or not known',
    councilDay(view.birth),
    dayText(died),
    client.clientType,
    client.supportReason,
    view.address.postcode,
    client.accommodation,
    client.employment,
    client.hasUnpaidCarer,
    client.autism,
    client.sight,
    client.hearing,
    client.dementia,
    client.funding,
    event?.type,
    event?.reference,
    dayText(event?.start),
    dayText(event?.end),
    event?.description,
    event?.outcome,
    event?.route,
    // The list of eligible needs is not confirmed: left blank rather than invented.
    event?.assessmentType,
    '',
    event?.type === 'Assessment' ? event.method : '',
    client.caringHours,
    client.caresFor.length > 0 ? client.caresFor.length : '',
    ...[0, 1, 2].map((one) => client.caresFor[one]),
    event?.serviceType,
    event?.component,
    event?.mechanism,
    service ? event.provider?.name : '',
    service ? event.provider?.locationId : '',
    event?.reviewReason,
    event?.achieved,
    event?.type === 'Review' ? event.method : '',
    event?.unitCost,
    event?.frequency,
    event?.units,
  ])
}

function dayText(day: Day | undefined): string {
  return day === undefined ? '' : councilDay(day)
}
