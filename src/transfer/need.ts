/** What somebody needs who leaves hospital, in words that whoever is asked reads of them and that name nobody. */
const NEEDS = {
  'help-to-move': 'help to get up and move about',
  'two-carers': 'two people to help them at a time',
  hoist: 'a hoist',
  'washing-dressing': 'help to wash and dress',
  meals: 'help with meals',
  medicines: 'help to take medicines',
  nursing: 'nursing care',
  nights: 'somebody there at night',
  memory: 'care for somebody whose memory fails',
  'lives-alone': 'lives alone',
  equipment: 'equipment at home',
  'end-of-life': 'care at the end of life',
} as const

export type Need = keyof typeof NEEDS
export const NEED_IDS = Object.keys(NEEDS) as [Need, ...Need[]]

export function needOf(need: Need): string {
  return NEEDS[need]
}

/** Why the record makes early notice due. */
const SIGNS = {
  package: 'care that they had before they came',
  carer: 'somebody at home who cares for them without pay',
  need: 'a likely need of care when they leave',
} as const

export type Sign = keyof typeof SIGNS
export const SIGN_IDS = Object.keys(SIGNS) as [Sign, ...Sign[]]

export function signWords(sign: Sign): string {
  return SIGNS[sign]
}

/** Why somebody says no, or asks no more. */
const REASONS = {
  'no-room': 'there is no room or nobody to send',
  'cannot-meet-need': 'what they need cannot be given there',
  'not-ours': 'it is for somebody else to do',
  'too-late': 'it would be too late',
  'family-says-no': 'they or their family have said no',
  'found-elsewhere': 'something else was found',
  'no-longer-needed': 'it is not needed any more',
} as const

export type Reason = keyof typeof REASONS
export const REASON_IDS = Object.keys(REASONS) as [Reason, ...Reason[]]

export function reasonWords(reason: Reason): string {
  return REASONS[reason]
}

/** For a field of a form. */
export const NEED_CHOICES: Readonly<Record<string, string>> = NEEDS
export const REASON_CHOICES: Readonly<Record<string, string>> = REASONS
