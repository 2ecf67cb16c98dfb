import type { WENT } from './outcome.ts'

/**
 * Where somebody went who left hospital, as far as it is known here: by their way home and by whether that was a care
 * home.
 */
export type Destination = {
  /** ours: the exact words of the return are not known here */
  readonly words: string
  readonly pathway: string
  /** absent where the return does not divide that way home by it */
  readonly went?: readonly (typeof WENT)[number][]
  /** how many of the destinations of the return it is: those that cannot be told apart here are one */
  readonly of: number
  /** the first and the last day on which the return asked for it so, YYYY-MM-DD */
  readonly from: string
  readonly to?: string
}

/** Since the specification of 30 April 2024 there are eight (domain/policy-2026.md, section 3). */
const EIGHT = '2024-05-27'
const BEFORE = '2020-04-08'
const BEFORE_TO = '2024-05-26'
const AT_HOME = ['home', 'elsewhere'] as const

export const DESTINATIONS: readonly Destination[] = [
  {
    words: 'Pathway 0: home, or a temporary place, without new or more support',
    ...{ pathway: '0', went: AT_HOME, of: 1, from: EIGHT },
  },
  {
    words: 'Pathway 0: back to the same care home, with the same support',
    ...{ pathway: '0', went: ['care-home'], of: 1, from: EIGHT },
  },
  {
    words:
      'Pathway 1: home, with rehabilitation, reablement or recovery, or with other new or more support',
    ...{ pathway: '1', went: AT_HOME, of: 2, from: EIGHT },
  },
  {
    words: 'Pathway 1: back to the same care home, with rehabilitation or more support',
    ...{ pathway: '1', went: ['care-home'], of: 1, from: EIGHT },
  },
  {
    words: 'Pathway 2: a short-term bed, or a hospice',
    ...{ pathway: '2', of: 1, from: EIGHT },
  },
  {
    words: 'Pathway 3: a care home that is new to them, or a hospice, at the end of life or not',
    ...{ pathway: '3', of: 2, from: EIGHT },
  },
  ...['0', '1', '2', '3'].map((pathway) => {
    return { words: `Pathway ${pathway}`, pathway, of: 1, from: BEFORE, to: BEFORE_TO }
  }),
]

/** Those of which a month is told: of one in which the list changed, the list that it began with. */
export function destinationsOf(month: string): readonly Destination[] {
  const first = `${month}-01`
  return DESTINATIONS.filter(({ from, to = '9999' }) => from <= first && first <= to)
}
