import { OUTCOMES } from './cld-lists.ts'

/** What people call the things that Client Level Data names. A value that is not here is shown as it came. */

const SERVICES = wordsFor({
  reablement: 'Reablement',
  'short term residential care': 'Short stay in a care home',
  'short term nursing care': 'Short stay in a nursing home',
  'long term residential care': 'Care home',
  'long term nursing care': 'Nursing home',
  'home support or domiciliary care': 'Home care',
  'home support': 'Home care',
  'day support': 'Day centre',
  meals: 'Meals at home',
  transport: 'Transport',
  equipment: 'Equipment at home',
  'direct payment': 'Direct payment',
  'shared lives': 'Shared Lives',
  'community supported living': 'Supported living',
  'extra care housing': 'Extra care housing',
  'professional support': 'Professional support',
  'professional support- social worker': 'Social worker',
  'learning/education/employment support': 'Help with learning or work',
  'end of life care': 'End of life care',
  'emergency support': 'Emergency support',
  'other short term support': 'Other short-term support',
  'other long term support': 'Other long-term support',
  'carer respite': 'Break for the carer',
  'carer sitting service': 'Sitting service for the carer',
  'carer universal services': 'Services for carers',
  'other carer support': 'Support for the carer',
})

const SERVICE_TYPES = wordsFor({
  'Long term support: Nursing care': 'Nursing home',
  'Long term support: Residential care': 'Care home',
  'Long term support: Community': 'Support at home',
  'Long term support: Prison': 'Support in prison',
  'Short term support: ST-Max': 'Reablement',
  'Short term support: Ongoing low level': 'Low-level support',
  'Short term support: Other short term': 'Other short-term support',
  'Unpaid carer support: Direct to unpaid carer': 'Support for the carer',
  'Unpaid carer support: Support involving the person cared-for': 'Support for the carer',
})

const ROUTES = wordsFor({
  'planned entry (transition)': 'From children’s services',
  'discharge from hospital': 'On leaving hospital',
  'diversion from hospital services': 'To avoid a hospital stay',
  'community / other route': 'From home',
  prison: 'From prison',
  'self-funder': 'Had paid for their own care',
  'discharge from reablement': 'After reablement',
  'transfer from other la': 'From another council',
})

const DELIVERIES = wordsFor({
  'Direct payment': 'By direct payment',
  'CASSR managed personal budget': 'From a budget that the council manages',
  'CASSR commissioned support': 'Arranged by the council',
})

const REASONS: [RegExp, string][] = [
  [/access (?:&|and) mobility/i, 'Needs help getting about'],
  [/personal care/i, 'Needs help with personal care'],
  [/visual/i, 'Needs support with sight loss'],
  [/hearing/i, 'Needs support with hearing loss'],
  [/dual/i, 'Needs support with sight and hearing loss'],
  [/memory (?:&|and) cognition/i, 'Needs support with memory'],
  [/learning disability/i, 'Needs support with a learning disability'],
  [/mental health/i, 'Needs support with mental health'],
  [/substance/i, 'Needs support with drugs or alcohol'],
  [/asylum/i, 'Needs support as an asylum seeker'],
  [/isolation/i, 'Needs support because of isolation'],
]

/** What an outcome leads to, for whoever asks who still waits; one that is not here leads nowhere by itself. */
const LEADS_TO: ReadonlyMap<string, string> = new Map([
  ['Progress to reablement/ST-Max', 'reablement'],
  ['Progress to assessment, review or reassessment', 'assessment'],
  ['Progress to support planning or services', 'support'],
  ['NFA: Responsibility moved to another local authority', 'ended'],
  ['NFA: Referral to NHS services or NHS funded social care', 'ended'],
  ['NFA: Self-funded client or under 12wk disregard', 'ended'],
  ['NFA: Support declined', 'ended'],
  ['NFA: Deceased', 'ended'],
  ['NFA: No services offered for other reason', 'ended'],
])

export function serviceWords(component: string, serviceType: string): string {
  const known =
    SERVICES.get(component.toLowerCase()) ?? (component || SERVICE_TYPES.get(serviceType))
  return known ?? (serviceType || 'Service')
}

export function assessmentWords(type: string): string {
  if (type === 'Long term assessment') return 'Assessment for long-term support'
  if (type === 'Short term assessment') return 'Assessment for short-term support'
  return type || 'Assessment'
}

export function outcomeWords(value: string): string {
  return OUTCOMES.find(([outcome]) => outcome === value)?.[1] ?? value
}

/** `assessment`, `reablement`, `support`, `ended`; '' where nothing follows from it. */
export function outcomeLeadsTo(value: string): string {
  return LEADS_TO.get(value) ?? ''
}

export function routeWords(value: string): string {
  return ROUTES.get(value.toLowerCase()) ?? value
}

export function deliveryWords(value: string): string {
  return DELIVERIES.get(value) ?? value
}

/** Why somebody is supported; undefined where it is not known or is somebody else's need. */
export function supportReasonWords(value: string): string | undefined {
  if (value === '' || /^unknown$/i.test(value) || /support to (?:unpaid )?carer/i.test(value)) {
    return undefined
  }
  return REASONS.find(([pattern]) => pattern.test(value))?.[1] ?? value
}

/** `4 visits a day` out of `Home care, 4 visits a day`. */
export function visitsIn(description: string): string | undefined {
  return /\b(?:\d+|one|two|three|four|five|six) visits? a (?:day|week)\b/i.exec(description)?.[0]
}

/** A word of the input may be `constructor`: no plain object is asked for it. */
function wordsFor(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words))
}
