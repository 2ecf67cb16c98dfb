/**
 * The words of Client Level Data, Release 2, letter for letter (exchange-standards section 1.2).
 * Where that page could not confirm the Release 2 spelling of a list, the older spelling that it
 * gives is used and the list is marked here.
 */
export const CLIENT = {
  user: 'Service user',
  carer: 'Unpaid carer',
  known: 'Unpaid carer known by association',
} as const

export const OUTCOME = {
  reablement: 'Progress to reablement/ST-Max',
  assessment: 'Progress to assessment, review or reassessment',
  planning: 'Progress to support planning or services',
  continued: 'Continuation of support or services',
  hospital: 'Admitted to hospital',
  health: 'NFA: Referral to NHS services or NHS funded social care',
  selfFunded: 'NFA: Self-funded client or under 12wk disregard',
  advice: 'NFA: Information and advice or signposting',
  elsewhere: 'NFA: Referral to other service within the local authority',
  declined: 'NFA: Support declined',
  died: 'NFA: Deceased',
  asPlanned: 'NFA: Support ended as planned',
  otherEnd: 'NFA: Support ended for other reason',
  none: 'NFA: No services offered for other reason',
  other: 'NFA: Other',
} as const

/** Release 2 spelling not confirmed: Release 1's. */
export const ROUTE = {
  community: 'Community / Other route',
  hospital: 'Discharge from Hospital',
  diversion: 'Diversion from Hospital Services',
  transition: 'Planned Entry (Transition)',
} as const

export const ASSESSMENT = { long: 'Long term assessment', short: 'Short term assessment' } as const

export const METHOD = {
  user: 'Service user only',
  carer: 'Carer only',
  both: 'Service user and carer',
} as const

export const SERVICE = {
  nursing: 'Long term support: Nursing care',
  residential: 'Long term support: Residential care',
  community: 'Long term support: Community',
  reablement: 'Short term support: ST-Max',
  lowLevel: 'Short term support: Ongoing low level',
  shortTerm: 'Short term support: Other short term',
  carer: 'Unpaid carer support: Direct to unpaid carer',
} as const

/** Release 2 spelling confirmed for the first eight; the rest as in version 5 of the list. */
export const COMPONENT = {
  reablement: 'Reablement',
  shortResidential: 'Short term residential care',
  shortNursing: 'Short term nursing care',
  homeCare: 'Home support or domiciliary care',
  supportedLiving: 'Community supported living',
  extraCare: 'Extra care housing',
  equipment: 'Equipment',
  directPayment: 'Direct payment',
  longNursing: 'Long Term Nursing Care',
  longResidential: 'Long Term Residential Care',
  day: 'Day Support',
  professional: 'Professional Support',
  carerRespite: 'Carer Respite',
  carerServices: 'Carer Universal Services',
} as const

export const MECHANISM = {
  directPayment: 'Direct payment',
  managed: 'CASSR managed personal budget',
  commissioned: 'CASSR commissioned support',
} as const

/** Release 2 spelling not confirmed: Release 1's. */
export const REVIEW = {
  planned: 'Planned',
  hospital: 'Unplanned - Hospital (Planned and unplanned episodes)',
  carer: 'Unplanned - Carer related',
  safeguarding: 'Unplanned - Safeguarding concern',
  other: 'Unplanned - Other Reason',
} as const

export const ACHIEVED = ['Fully Met', 'Partially Met', 'Not Met'] as const

/** Release 2 spelling not confirmed: Release 1's. */
export const SUPPORT_REASON = {
  mobility: 'Physical Support: Access & mobility only',
  personal: 'Physical Support: Personal care support',
  sight: 'Sensory Support: Support for visual impairment',
  memory: 'Support with Memory & Cognition',
  learning: 'Learning Disability Support',
  mental: 'Mental Health Support',
  isolation: 'Social Support: Support for Social Isolation/Other',
  carer: 'Social Support: Support to Carer',
} as const

export const HOME = {
  owner: 'Owner occupier or shared ownership scheme',
  social: 'Tenant: Local authority or other social housing provider',
  private: 'Tenant: Private landlord',
  family: 'Settled mainstream housing with family or friends',
  supported: 'Supported accommodation, supported lodgings or supported group home',
  extraCare: 'Sheltered housing, extra care housing or other sheltered housing',
  residential: 'Registered care home',
  nursing: 'Registered nursing home',
} as const

export const WORK = {
  paid: 'Paid: 16 or more hours a week',
  seeking: 'Not in paid employment: Seeking work',
  retired: 'Not in paid employment: Not actively seeking work or retired',
  unknown: 'Unknown',
} as const

export const FUNDING = {
  council: 'Fully social care funded',
  joint: 'Joint client and social care funded',
  client: 'Fully client funded',
} as const

/** Exact strings not confirmed: words with the beginnings that the national code looks for. */
export const FREQUENCY = {
  hour: 'Hourly',
  session: 'Per session',
  week: 'Weekly',
  once: 'One-off',
} as const
