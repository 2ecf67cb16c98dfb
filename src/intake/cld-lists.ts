import type { CldColumn } from './cld-columns.ts'

/**
 * Defined lists of Client Level Data Release 2, only those whose spelling is confirmed: a value outside one is
 * not valid, capitals included. A list that is not here accepts anything. Release 1 values are read as
 * the Release 2 value that DHSC maps them to; those that it maps to nothing are kept as they are.
 */

/** Outcomes in the order of DHSC's hierarchy: of several the first counts. With what people call them. */
export const OUTCOMES: readonly (readonly [value: string, words: string])[] = [
  ['Progress to reablement/ST-Max', 'Went on to reablement'],
  ['Progress to assessment, review or reassessment', 'Went on to an assessment or review'],
  ['Progress to support planning or services', 'Went on to support'],
  ['Continuation of support or services', 'Support goes on'],
  ['Admitted to hospital', 'Admitted to hospital'],
  ['NFA: Responsibility moved to another local authority', 'Moved to another council'],
  ['NFA: Referral to NHS services or NHS funded social care', 'Referred to the NHS'],
  ['NFA: Self-funded client or under 12wk disregard', 'Pays for their own care'],
  ['NFA: Information and advice or signposting', 'Given information and advice'],
  [
    'NFA: Referral to other service within the local authority',
    'Referred to another council service',
  ],
  ['NFA: Support declined', 'Declined support'],
  ['NFA: Deceased', 'Died'],
  ['NFA: Support ended as planned', 'Ended as planned'],
  ['NFA: Support ended for other reason', 'Ended for another reason'],
  ['NFA: No services offered for other reason', 'No service offered'],
  ['NFA: Other', 'Nothing further'],
]

const ETHNICITIES = [
  ...grouped('Asian or Asian British', [
    'Any other Asian background',
    'Bangladeshi',
    'Chinese',
    'Indian',
    'Pakistani',
  ]),
  ...grouped('Black, Black British, Caribbean or African', [
    'African',
    'Any other Black, Black British or Caribbean background',
    'Caribbean',
  ]),
  ...grouped('Mixed or multiple ethnic groups', [
    'Any other Mixed or multiple ethnic background',
    'White and Asian',
    'White and Black African',
    'White and Black Caribbean',
  ]),
  ...grouped('No data', ['Refused', 'Undeclared or not known']),
  ...grouped('Other ethnic group', ['Any other ethnic group', 'Arab']),
  ...grouped('White', [
    'Any other White background',
    'English, Welsh, Scottish, Northern Irish or British',
    'Gypsy or Irish Traveller',
    'Irish',
    'Roma',
  ]),
]

const METHODS = ['Carer only', 'Service user only', 'Service user and carer']

const LISTS: Partial<Record<CldColumn, readonly string[]>> = {
  'Event Type': ['Request', 'Assessment', 'Service', 'Review'],
  'Client Type': ['Service user', 'Unpaid carer', 'Unpaid carer known by association'],
  Ethnicity: ETHNICITIES,
  'Accommodation Status': [
    'Owner occupier or shared ownership scheme',
    'Tenant: Local authority or other social housing provider',
    'Tenant: Private landlord',
    'Settled mainstream housing with family or friends',
    'Supported accommodation, supported lodgings or supported group home',
    'Shared Lives scheme',
    'Approved premises for offenders released from prison or under probation supervision',
    'Sheltered housing, extra care housing or other sheltered housing',
    'Mobile accommodation for Gypsy, Roma and Traveller communities',
    'Rough sleeper or squatting',
    'Night shelter, emergency hostel or direct access hostel',
    'Refuge',
    'Placed in temporary accommodation by the council (inc. homelessness resettlement)',
    'Staying with family or friends as a short term guest',
    'Acute hospital or long term healthcare residential facility',
    'Registered care home',
    'Registered nursing home',
    'Prison, young offenders institution or detention centre',
    'Other temporary accommodation',
    'Unknown',
  ],
  'Employment Status': [
    'Paid: 16 or more hours a week',
    'Paid: Less than 16 hours a week',
    'Paid: Hours per week unknown',
    'Not in paid employment: Seeking work',
    'Not in paid employment: Voluntary work only',
    'Not in paid employment: Not actively seeking work or retired',
    'Unknown',
  ],
  'Has Unpaid Carer': ['Yes', 'No', 'Unknown'],
  'Client Funding Status': [
    'Fully social care funded',
    'Joint client and social care funded',
    'Fully client funded',
    'unknown',
    'Unknown',
  ],
  'Event Outcome': OUTCOMES.map(([value]) => value),
  'Assessment Type': ['Long term assessment', 'Short term assessment'],
  'Method of Assessment': METHODS,
  'Method of Review': METHODS,
  'Service Type': [
    'Long term support: Nursing care',
    'Long term support: Residential care',
    'Long term support: Community',
    'Long term support: Prison',
    'Short term support: ST-Max',
    'Short term support: Ongoing low level',
    'Short term support: Other short term',
    'Unpaid carer support: Direct to unpaid carer',
    'Unpaid carer support: Support involving the person cared-for',
  ],
  'Delivery Mechanism': [
    'Direct payment',
    'CASSR managed personal budget',
    'CASSR commissioned support',
  ],
}

/** Release 1 values and what they became; '' where nothing is like it: then it stays; null where it says nothing. */
const RELEASE_1 = renamedIn({
  'Client Type': {
    'Service User': 'Service user',
    Carer: 'Unpaid carer',
    'Carer known by association': 'Unpaid carer known by association',
  },
  'Accommodation Status': {
    'Tenant - private landlord': 'Tenant: Private landlord',
    Tenant: '',
    'Rough sleeper / squatting': 'Rough sleeper or squatting',
  },
  'Employment Status': {
    'Not in Paid Employment (seeking work)': 'Not in paid employment: Seeking work',
  },
  'Client Funding Status': {
    '18(3) (full cost client)': 'Fully client funded',
    'Joint Client and Social Care Funded': 'Joint client and social care funded',
    'Fully Social Care Funded': 'Fully social care funded',
    'Unknown - Individual Level': 'unknown',
    'Self-funder - Metering Only': '',
    'Joint Health and Social Care Funded': '',
    'Fully Health Funded': '',
  },
  'Event Outcome': {
    'Progress to Reablement/ST-Max': 'Progress to reablement/ST-Max',
    'Progress to Assessment': 'Progress to assessment, review or reassessment',
    'Progress to Re-assessment / Unplanned Review':
      'Progress to assessment, review or reassessment',
    'Progress to Support Planning / Services': 'Progress to support planning or services',
    'No change in package': 'Continuation of support or services',
    'NFA - Moved to another LA': 'NFA: Responsibility moved to another local authority',
    'NFA - 100% NHS funded care': 'NFA: Referral to NHS services or NHS funded social care',
    'NFA - Self-funded client (Inc. 12wk disregard)':
      'NFA: Self-funded client or under 12wk disregard',
    'NFA - Information & Advice / Signposting only': 'NFA: Information and advice or signposting',
    'NFA - Support declined': 'NFA: Support declined',
    'NFA - Deceased': 'NFA: Deceased',
    'Service ended as planned': 'NFA: Support ended as planned',
    'NFA - Support ended: Other reason': 'NFA: Support ended for other reason',
    'NFA - No services offered: Other reason': 'NFA: No services offered for other reason',
    'NFA- Other': 'NFA: Other',
    'Progress to financial assessment': '',
    // What goes on: Release 2 says nothing of it.
    'Provision of service': null,
    'Progress to End of Life Care': '',
  },
  'Service Type': {
    'Long Term Support: Nursing Care': 'Long term support: Nursing care',
    'Long Term Support: Residential Care': 'Long term support: Residential care',
    'Long Term Support: Community': 'Long term support: Community',
    'Long Term Support: Prison': 'Long term support: Prison',
    'Short Term Support: ST-Max': 'Short term support: ST-Max',
    'Short Term Support: Ongoing Low Level': 'Short term support: Ongoing low level',
    'Short Term Support: Other Short Term': 'Short term support: Other short term',
    'Carer Support: Direct to Carer': 'Unpaid carer support: Direct to unpaid carer',
    'Carer Support: Support involving the person cared-for':
      'Unpaid carer support: Support involving the person cared-for',
  },
  // All of it is not confirmed: what is not here stays as it came.
  'Service Component': {
    'Home Support': 'Home support or domiciliary care',
    'Short Term Residential Care': 'Short term residential care',
    'Short Term Nursing Care': 'Short term nursing care',
    'Community Supported Living': 'Community supported living',
    'Direct Payment': 'Direct payment',
  },
  'Assessment Type': {
    'Long Term Assessment': 'Long term assessment',
    'Short Term Assessment': 'Short term assessment',
    'Financial Assessment': '',
  },
  'Delivery Mechanism': {
    'Direct Payment': 'Direct payment',
    'CASSR Managed Personal Budget': 'CASSR managed personal budget',
    'CASSR Commissioned Support': 'CASSR commissioned support',
    'Self-Funder Metering Only': '',
  },
})

/** Release 2 values that Release 1 wrote in another way. */
const RENAMED = new Map<string, ReadonlySet<string | null>>([
  ...[...RELEASE_1].map(
    ([column, renamed]) => [column, new Set(renamed.values())] as [string, Set<string | null>],
  ),
  ['Ethnicity', new Set(ETHNICITIES)],
])

export type Checked = { ok: true; value: string } | { ok: false; why: string }

/** A value as Release 2 spells it, or why it is none. The sentence does not quote the value. */
export function checkValue(column: CldColumn, value: string): Checked {
  const list = LISTS[column]
  if (value === '' || list?.includes(value)) return { ok: true, value }
  const older = RELEASE_1.get(column)?.get(value)
  if (older !== undefined) return { ok: true, value: older === '' ? value : (older ?? '') }
  if (list === undefined) return { ok: true, value }
  const colon = value.replace(' - ', ': ')
  if (column === 'Ethnicity' && list.includes(colon)) return { ok: true, value: colon }
  const alike = list.some((one) => loose(one) === loose(value))
  const hint = alike ? '; it differs from one only in capitals, spaces or punctuation' : ''
  return { ok: false, why: `the value is not in the Release 2 list${hint}` }
}

/**
 * Which release has a value in its list of a column. `either` where the release did not change it, or where no list of
 * the column is confirmed.
 */
export type Fit = 'either' | 'release-1' | 'release-2' | 'neither'

export function fitOf(column: CldColumn, value: string): Fit {
  const known = FITS.get(column)
  if (known === undefined || value === '') return 'either'
  const before = known.get(value)
  if (before !== undefined) return before
  const fit = fitIn(column, value)
  if (known.size < FITS_MAX) known.set(value, fit)
  return fit
}

/** What stands again and again in a column is looked up once; of columns that are not here no list is confirmed. */
const FITS = new Map<string, Map<string, Fit>>(
  [...Object.keys(LISTS), ...RELEASE_1.keys()].map((column) => [column, new Map()]),
)
const FITS_MAX = 500

function fitIn(column: CldColumn, value: string): Fit {
  if (RELEASE_1.get(column)?.has(value)) return 'release-1'
  if (RENAMED.get(column)?.has(value)) return 'release-2'
  const list = LISTS[column]
  if (list === undefined || list.includes(value)) return 'either'
  return checkValue(column, value).ok ? 'release-1' : 'neither'
}

/** Whether the values that may stand in a column are known, or only that something may. */
export function isListed(column: CldColumn): boolean {
  return LISTS[column] !== undefined
}

function renamedIn(columns: Partial<Record<CldColumn, Readonly<Record<string, string | null>>>>) {
  const lists = Object.entries(columns).map(
    ([column, renamed]) => [column, new Map(Object.entries(renamed))] as const,
  )
  return new Map<string, ReadonlyMap<string, string | null>>(lists)
}

function grouped(group: string, values: string[]): string[] {
  return values.map((value) => `${group}: ${value}`)
}

function loose(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
