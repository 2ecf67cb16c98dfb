/** By what a source person belongs to an identity. */
export const BASES = [
  'alone',
  'nhs-number',
  'said',
  'merge',
  'identifier',
  'name-birth-postcode',
  'matched',
] as const
export type Basis = (typeof BASES)[number]
