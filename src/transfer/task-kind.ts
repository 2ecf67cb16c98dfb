/**
 * What has to happen before somebody can leave hospital, in the words that follow “waits for”. A person opens those
 * that are offered; the others come from a hospital's codes alone.
 */
const KINDS = {
  'medical-review': 'a doctor’s view of what they need',
  'therapy-review': 'a therapist’s view of what they need',
  'decision-to-leave': 'the formal decision that they can leave',
  medicines: 'medicines to take home, and letters',
  transport: 'transport',
  'infection-control': 'the end of an infection',
  'hub-referral': 'a referral to the transfer hub',
  'needs-and-pathway': 'what they need first, and the way home',
  referrals: 'referrals by the transfer hub',
  funding: 'who pays',
  'social-care-assessment': 'a social care assessment',
  'continuing-care-checklist': 'the checklist of continuing healthcare',
  'continuing-care-decision': 'the decision on continuing healthcare',
  'fast-track': 'care at the end of life',
  aftercare: 'aftercare under section 117',
  'mental-capacity': 'what they can decide themselves',
  safeguarding: 'what keeps them safe',
  'family-concern': 'what the family is worried about',
  'family-choice': 'what they and the family choose',
  'self-funded-care': 'care that they arrange themselves',
  'home-ready': 'a home that is ready',
  reablement: 'reablement or rehabilitation at home',
  'home-care': 'care at home',
  'restart-care': 'the care that they had before',
  'start-care': 'the start of care, whoever pays',
  'community-care': 'health care at home',
  'recovery-bed': 'a bed to recover in',
  'mental-health-bed': 'a bed in mental health care',
  'care-home': 'a place in a care home',
  'provider-action': 'what the provider asked for',
  equipment: 'equipment',
  adaptations: 'a home that is adapted',
  housing: 'somewhere to live',
  'out-of-area': 'another county',
  other: 'something that the hospital has no word for here',
} as const

export type TaskKind = keyof typeof KINDS

export const TASK_KINDS = Object.keys(KINDS) as [TaskKind, ...TaskKind[]]

/**
 * What is only for safeguarding stands where safeguarding stands, and not on a list that others read; what is `other`
 * is a code that is on none of our lists.
 */
const NOT_OFFERED: ReadonlySet<TaskKind> = new Set(['safeguarding', 'other'])
export const OFFERED_KINDS = TASK_KINDS.filter((kind) => !NOT_OFFERED.has(kind)) as [
  TaskKind,
  ...TaskKind[],
]

export function isTaskKind(text: string): text is TaskKind {
  return Object.hasOwn(KINDS, text)
}

export function taskWords(kind: TaskKind): string {
  return KINDS[kind]
}
