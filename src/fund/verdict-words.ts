import type { Verdict } from './match-care.ts'

/** What people call a verdict. */
export const VERDICT_WORDS = {
  agreed: 'as it was given',
  short: 'less was given',
  over: 'more than was agreed',
  twice: 'charged twice',
  'not-ours': 'nobody of ours',
  ended: 'the care had ended',
  'in-hospital': 'in hospital',
} satisfies Record<Verdict, string>
