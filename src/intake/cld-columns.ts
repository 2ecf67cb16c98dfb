/** The 50 fields of Client Level Data Release 2 (DHSC specification, May 2025), in file order. */
export const CLD_COLUMNS = [
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
] as const
export type CldColumn = (typeof CLD_COLUMNS)[number]

/** Other spellings of a heading that councils use, squeezed. */
const ALIASES = {
  autismspectrumdisorder: 'Autism Spectrum Disorder (ASD)',
  asd: 'Autism Spectrum Disorder (ASD)',
  routeofaccess: 'Request: Route of Access',
  totalhourscaringperweek: 'Total Hrs Caring per week',
  numberofadultsbeingcaredfor: 'No. of adults being cared for',
  costfrequency: 'Cost Frequency (Unit Type)',
  lapersonid: 'LA Person Unique Identifier',
  plannedunits: 'Planned units per week',
} satisfies Record<string, CldColumn>

/** A file with fewer known headings than this is some other table. */
const KNOWN_MIN = 5

export type Header =
  | { ok: true; delimiter: string; names: readonly string[] }
  | { ok: false; known: number; missing: readonly CldColumn[]; twice: readonly string[] }

const byName = new Map<string, CldColumn>([
  ...Object.entries(ALIASES),
  ...CLD_COLUMNS.map((column): [string, CldColumn] => [squeeze(column), column]),
])

/** Finds the columns whatever their case, punctuation, spacing and order; further columns keep their name. */
export function readHeader(cells: readonly string[], delimiter: string): Header {
  const names = cells.map((cell) => byName.get(squeeze(cell)) ?? cell.trim())
  const known = names.filter((name) => (CLD_COLUMNS as readonly string[]).includes(name))
  const missing = CLD_COLUMNS.filter((column) => !known.includes(column))
  const twice = known.filter((name, at) => known.indexOf(name) !== at)
  if (missing.length === 0 && twice.length === 0) return { ok: true, delimiter, names }
  return { ok: false, known: new Set(known).size, missing, twice: [...new Set(twice)] }
}

export function isOtherTable(header: Header): boolean {
  return !header.ok && header.known < KNOWN_MIN
}

function squeeze(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
