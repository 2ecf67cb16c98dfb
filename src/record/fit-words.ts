import type { Fit } from '../people/index.ts'

type Reason = Fit['reasons'][number]

const SAME: Record<Reason['as'], string> = {
  'nhs-number': 'NHS number',
  'own-number': 'your own number for them',
  'birth-date': 'birth date',
  'birth-year': 'year of birth',
  family: 'family name',
  'part-of-family': 'part of the family name',
  given: 'first name',
  'other-name': 'another name of theirs',
  initial: 'first letter of the first name',
  postcode: 'postcode',
  outward: 'first half of the postcode',
  address: 'address',
}

/** By what somebody was found, the surest first: `NHS number`, `family name, a slip apart`. Pure. */
export function fitWords({ fit, unit }: { fit: Fit; unit?: string }): string[] {
  const words = fit.reasons.map(({ as, likeness }) => {
    if (likeness === 'short-form') return `another form of the ${SAME[as]}`
    if (likeness === 'slip') return `a ${SAME[as]} that is spelt almost so`
    if (likeness === 'beginning') return `the beginning of the ${SAME[as]}`
    return SAME[as]
  })
  return [...new Set(unit === undefined ? words : [`now on ${unit}`, ...words])]
}
