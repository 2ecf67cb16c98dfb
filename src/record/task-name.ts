/**
 * What has to happen before somebody can leave hospital, by its name and in the words that follow “waits for”: systems
 * tell of it by the one or the other.
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

export function isTaskKind(text: string): text is TaskKind {
  return Object.hasOwn(KINDS, text)
}

export function taskWords(kind: TaskKind): string {
  return KINDS[kind]
}

/** What is meant by a name as systems write it, `Therapy_review`, or by our words. */
export function taskNamed(label: string): TaskKind | undefined {
  const said = label.trim().toLowerCase()
  const name = said.replaceAll(/[\s_]+/g, '-')
  return isTaskKind(name) ? name : TASK_KINDS.find((kind) => KINDS[kind] === said)
}
