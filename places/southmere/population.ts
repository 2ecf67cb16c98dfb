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
const GROUPS: readonly (Ethnicity & { share: number })[] = [
  {
    nhs: 'A',
    nhsWords: 'British',
    council: 'White: English, Welsh, Scottish, Northern Irish or British',
    share: 73.5,
    origins: [
      ['british', 97],
      ['irish', 3],
    ],
  },
  {
    nhs: 'B',
    nhsWords: 'Irish',
    council: 'White: Irish',
    share: 0.9,
    origins: [['irish', 1]],
  },
  {
    nhs: 'C',
    nhsWords: 'Any other White background',
    council: 'White: Gypsy or Irish Traveller',
    share: 0.1,
    origins: [
      ['british', 1],
      ['irish', 1],
    ],
  },
  {
    nhs: 'C',
    nhsWords: 'Any other White background',
    council: 'White: Roma',
    share: 0.2,
    origins: [['romanian', 1]],
  },
  {
    nhs: 'C',
    nhsWords: 'Any other White background',
    council: 'White: Any other White background',
    share: 6.3,
    origins: [
      ['polish', 4],
      ['romanian', 3],
      ['southernEuropean', 3],
    ],
  },
  {
    nhs: 'D',
    nhsWords: 'White and Black Caribbean',
    council: 'Mixed or multiple ethnic groups: White and Black Caribbean',
    share: 0.9,
    origins: [
      ['british', 1],
      ['caribbean', 1],
    ],
  },
  {
    nhs: 'E',
    nhsWords: 'White and Black African',
    council: 'Mixed or multiple ethnic groups: White and Black African',
    share: 0.4,
    origins: [
      ['british', 1],
      ['westAfrican', 1],
    ],
  },
  {
    nhs: 'F',
    nhsWords: 'White and Asian',
    council: 'Mixed or multiple ethnic groups: White and Asian',
    share: 0.8,
    origins: [
      ['british', 1],
      ['indian', 1],
    ],
  },
  {
    nhs: 'G',
    nhsWords: 'Any other mixed background',
    council: 'Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background',
    share: 0.8,
    origins: [
      ['british', 1],
      ['arab', 1],
    ],
  },
  {
    nhs: 'H',
    nhsWords: 'Indian',
    council: 'Asian or Asian British: Indian',
    share: 3.3,
    origins: [['indian', 1]],
  },
  {
    nhs: 'J',
    nhsWords: 'Pakistani',
    council: 'Asian or Asian British: Pakistani',
    share: 2.8,
    origins: [['pakistani', 1]],
  },
  {
    nhs: 'K',
    nhsWords: 'Bangladeshi',
    council: 'Asian or Asian British: Bangladeshi',
    share: 1.1,
    origins: [['bangladeshi', 1]],
  },
  {
    nhs: 'R',
    nhsWords: 'Chinese',
    council: 'Asian or Asian British: Chinese',
    share: 0.8,
    origins: [['chinese', 1]],
  },
  {
    nhs: 'L',
    nhsWords: 'Any other Asian background',
    council: 'Asian or Asian British: Any other Asian background',
    share: 1.7,
    origins: [
      ['indian', 2],
      ['pakistani', 1],
      ['chinese', 1],
    ],
  },
  {
    nhs: 'N',
    nhsWords: 'African',
    council: 'Black, Black British, Caribbean or African: African',
    share: 2.6,
    origins: [
      ['westAfrican', 3],
      ['eastAfrican', 2],
    ],
  },
  {
    nhs: 'M',
    nhsWords: 'Caribbean',
    council: 'Black, Black British, Caribbean or African: Caribbean',
    share: 1.1,
    origins: [['caribbean', 1]],
  },
  {
    nhs: 'P',
    nhsWords: 'Any other Black background',
    council:
      'Black, Black British, Caribbean or African: Any other Black, Black British or Caribbean background',
    share: 0.5,
    origins: [
      ['caribbean', 1],
      ['westAfrican', 1],
    ],
  },
  {
    nhs: 'S',
    nhsWords: 'Any other ethnic group',
    council: 'Other ethnic group: Arab',
    share: 0.6,
    origins: [['arab', 1]],
  },
  {
    nhs: 'S',
    nhsWords: 'Any other ethnic group',
    council: 'Other ethnic group: Any other ethnic group',
    share: 1.6,
    origins: [
      ['arab', 2],
      ['southernEuropean', 1],
      ['eastAfrican', 1],
    ],
  },
]

export const ETHNICITIES: readonly Ethnicity[] = GROUPS

const chooseAny = chooser(GROUPS.map((group) => [group, group.share] as const))
/**
 * Older people are less mixed than the whole: from 65 on, two in three draws outside White British
 * are drawn again. Assumption.
 */
export function chooseEthnicity(random: Random, age: number): Ethnicity {
  const first = chooseAny(random)
  return age >= 65 && first.nhs !== 'A' && random.chance(0.66) ? chooseAny(random) : first
}

/**
 * The chance to die within so many years before as-of, by age at the end of them: yearly risk
 * doubling about every seven years (Gompertz), set so that close to 1 in 100 people die a year.
 * Assumption, shaped like England's life tables.
 */
export function chanceOfDeath(age: number, years: number): number {
  const yearly = Math.min(0.45, 0.000035 * Math.exp(0.092 * age))
  return 1 - (1 - yearly) ** years
}
