import type { Origin } from './name-lists.ts'
import { chooser, type Random } from './random.ts'

/**
 * England's residents by five-year age band, per cent, at the census of 21 March 2021 (ONS, table
 * TS007A; 56,490,048 people), rounded to a tenth; the later mid-year estimates start from this. 85
 * to 89 and 90 and over are split from the published 2.4 for 85 and over. Rounded figures typed in
 * by hand: quote ONS, not this.
 */
export const AGE_BANDS: readonly { from: number; share: number }[] = [
  5.4, 5.9, 6.0, 5.7, 6.0, 6.6, 7.0, 6.7, 6.3, 6.4, 6.9, 6.7, 5.8, 4.9, 4.9, 3.6, 2.5, 1.5, 0.9,
].map((share, band) => ({ from: band * 5, share: share / 99.7 }))

export const LAST_BAND = AGE_BANDS.length - 1

export type Ethnicity = {
  /** NHS ethnic category A to Z (NHS Data Dictionary; exchange-standards section 2.2) */
  nhs: string
  nhsWords: string
  /** the council's words (Client Level Data Release 2; exchange-standards section 1.2) */
  council: string
  /** whose names: origin and weight */
  origins: readonly (readonly [Origin, number])[]
}

/**
 * Ethnic groups with England's shares in per cent at the 2021 census (ONS, table TS021), rounded to
 * a tenth, as above. The NHS list is older than the census list: Arab and Roma people have no
 * category of their own in it.
 */
const groups: readonly (readonly [Ethnicity, number])[] = [
  group('A', 'White: British', 'White: English, Welsh, Scottish, Northern Irish or British', 73.5, [
    ['british', 97],
    ['irish', 3],
  ]),
  group('B', 'White: Irish', 'White: Irish', 0.9, [['irish', 1]]),
  group('C', 'White: any other', 'White: Gypsy or Irish Traveller', 0.1, [
    ['british', 1],
    ['irish', 1],
  ]),
  group('C', 'White: any other', 'White: Roma', 0.2, [['romanian', 1]]),
  group('C', 'White: any other', 'White: Any other White background', 6.3, [
    ['polish', 4],
    ['romanian', 3],
    ['southernEuropean', 3],
  ]),
  group(
    'D',
    'Mixed: White and Black Caribbean',
    'Mixed or multiple ethnic groups: White and Black Caribbean',
    0.9,
    [
      ['british', 1],
      ['caribbean', 1],
    ],
  ),
  group(
    'E',
    'Mixed: White and Black African',
    'Mixed or multiple ethnic groups: White and Black African',
    0.4,
    [
      ['british', 1],
      ['westAfrican', 1],
    ],
  ),
  group('F', 'Mixed: White and Asian', 'Mixed or multiple ethnic groups: White and Asian', 0.8, [
    ['british', 1],
    ['indian', 1],
  ]),
  group(
    'G',
    'Mixed: any other',
    'Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background',
    0.8,
    [
      ['british', 1],
      ['arab', 1],
    ],
  ),
  group('H', 'Asian: Indian', 'Asian or Asian British: Indian', 3.3, [['indian', 1]]),
  group('J', 'Asian: Pakistani', 'Asian or Asian British: Pakistani', 2.8, [['pakistani', 1]]),
  group('K', 'Asian: Bangladeshi', 'Asian or Asian British: Bangladeshi', 1.1, [
    ['bangladeshi', 1],
  ]),
  group('R', 'Other: Chinese', 'Asian or Asian British: Chinese', 0.8, [['chinese', 1]]),
  group('L', 'Asian: any other', 'Asian or Asian British: Any other Asian background', 1.7, [
    ['indian', 2],
    ['pakistani', 1],
    ['chinese', 1],
  ]),
  group('N', 'Black: African', 'Black, Black British, Caribbean or African: African', 2.6, [
    ['westAfrican', 3],
    ['eastAfrican', 2],
  ]),
  group('M', 'Black: Caribbean', 'Black, Black British, Caribbean or African: Caribbean', 1.1, [
    ['caribbean', 1],
  ]),
  group(
    'P',
    'Black: any other',
    'Black, Black British, Caribbean or African: Any other Black, Black British or Caribbean background',
    0.5,
    [
      ['caribbean', 1],
      ['westAfrican', 1],
    ],
  ),
  group('S', 'Other: any other', 'Other ethnic group: Arab', 0.6, [['arab', 1]]),
  group('S', 'Other: any other', 'Other ethnic group: Any other ethnic group', 1.6, [
    ['arab', 2],
    ['southernEuropean', 1],
    ['eastAfrican', 1],
  ]),
]

export const ETHNICITIES: readonly Ethnicity[] = groups.map(([ethnicity]) => ethnicity)

const chooseAny = chooser(groups)
/**
 * Older people are less mixed than the whole: from 65 on, two in three draws outside White British
 * are drawn again. Assumption.
 */
export function chooseEthnicity(random: Random, age: number): Ethnicity {
  const first = chooseAny(random)
  return age >= 65 && first.nhs !== 'A' && random.chance(0.66) ? chooseAny(random) : first
}

/**
 * The chance to die within the two years before as-of, by age at the end of them: yearly risk
 * doubling about every seven years (Gompertz), set so that close to 1 in 100 people die a year.
 * Assumption, shaped like England's life tables.
 */
export function chanceOfDeath(age: number): number {
  const yearly = Math.min(0.45, 0.000035 * Math.exp(0.092 * age))
  return 1 - (1 - yearly) ** 2
}

function group(
  nhs: string,
  nhsWords: string,
  council: string,
  share: number,
  origins: Ethnicity['origins'],
): readonly [Ethnicity, number] {
  return [{ nhs, nhsWords, council, origins }, share]
}
