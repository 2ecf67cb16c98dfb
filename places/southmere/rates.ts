/**
 * How often feeds are wrong about people, per person known to that feed. No figure here is
 * official: where published figures exist for linkage in England they say how far links fail, not
 * why (matching hospital episodes across years: 0.2 % false and 4.1 % missed; features.md, line
 * "match quality"), so these are assumptions that leave a careful match about that far from
 * perfect. The council's feed carries the fewest keys and is corrected least; the GP's is checked
 * against the national register.
 */
export type DirtRates = {
  nhsNumberMissing: number
  /** a digit mistyped so that the check digit fails */
  nhsNumberMistyped: number
  /** the valid number of somebody of the household, or next to it */
  nhsNumberOfAnother: number
  givenMistyped: number
  familyMistyped: number
  givenAndFamilySwapped: number
  /** day and month the wrong way round, where that gives a date */
  birthSwapped: number
  /** a digit of the birth date wrong */
  birthMistyped: number
  /** of people who are known by a short form of their name */
  nickname: number
  /** of people who changed their family name on marrying: still the earlier one */
  earlierFamily: number
  /** of people who moved within two years: still the earlier address */
  earlierAddress: number
  middleMissing: number
  sexUnknown: number
  ethnicityUnknown: number
  contactMissing: number
  /** of people who died: known to be dead, and not since when */
  deathUndated: number
}

export type Feed = 'southmere-gp' | 'mere-general' | 'southmere-council'

export const DIRT: Readonly<Record<Feed, DirtRates>> = {
  'southmere-gp': {
    nhsNumberMissing: 0.002,
    nhsNumberMistyped: 0.0003,
    nhsNumberOfAnother: 0.0001,
    givenMistyped: 0.003,
    familyMistyped: 0.003,
    givenAndFamilySwapped: 0.0003,
    birthSwapped: 0.0005,
    birthMistyped: 0.0008,
    nickname: 0.01,
    earlierFamily: 0.03,
    earlierAddress: 0.08,
    middleMissing: 0.1,
    sexUnknown: 0.0005,
    ethnicityUnknown: 0.08,
    contactMissing: 0.05,
    deathUndated: 0.08,
  },
  'mere-general': {
    nhsNumberMissing: 0.015,
    nhsNumberMistyped: 0.002,
    nhsNumberOfAnother: 0.0004,
    givenMistyped: 0.01,
    familyMistyped: 0.01,
    givenAndFamilySwapped: 0.001,
    birthSwapped: 0.002,
    birthMistyped: 0.004,
    nickname: 0.03,
    earlierFamily: 0.06,
    earlierAddress: 0.2,
    middleMissing: 0.4,
    sexUnknown: 0.001,
    ethnicityUnknown: 0.1,
    contactMissing: 0.15,
    deathUndated: 0.03,
  },
  'southmere-council': {
    nhsNumberMissing: 0.08,
    nhsNumberMistyped: 0.008,
    nhsNumberOfAnother: 0.001,
    givenMistyped: 0.02,
    familyMistyped: 0.02,
    givenAndFamilySwapped: 0.002,
    birthSwapped: 0.006,
    birthMistyped: 0.01,
    nickname: 0.12,
    earlierFamily: 0.08,
    earlierAddress: 0.25,
    middleMissing: 1,
    sexUnknown: 0.004,
    ethnicityUnknown: 0.08,
    contactMissing: 1,
    deathUndated: 0,
  },
}

/**
 * Hospital patients with two hospital numbers: assumption, within the 4.1 % of links that the
 * national match missed.
 */
export const DOUBLE_REGISTRATION = 0.015

/**
 * People who are on an old list of the hospital that nobody has used since, and how often it has them otherwise than
 * they are: assumptions, as unequal as audits of linkage found (features.md, line "match quality"), so that about two
 * hundred pairs in ten thousand people are for people to decide.
 */
export const OLD_LIST = {
  british: {
    listed: 0.07,
    transliterated: 0.1,
    swapped: 0.03,
    firstOfJanuary: 0.1,
    sharedAddress: 0.05,
  },
  others: {
    listed: 0.1,
    transliterated: 0.35,
    swapped: 0.25,
    firstOfJanuary: 0.4,
    sharedAddress: 0.2,
  },
} as const

/**
 * Residents whom no Southmere practice has on its list: assumption. Visitors and people between
 * practices.
 */
export const NOT_REGISTERED = 0.03

/**
 * Discharge-ready dates, England, revised 2024-25 (NHS England, Discharge Ready Date;
 * fund-and-measures section 1.6 B): of 4,035,716 discharges 3,489,312 left on the day they were
 * ready; 546,404 left later, after 3,329,387 days.
 */
export const LEFT_ON_READY_DAY = 3_489_312 / 4_035_716
export const MEAN_DELAY_DAYS = 3_329_387 / 546_404

/**
 * The delayed by the bands in which England counts them (fund-and-measures section 1.7: 1, 2-3,
 * 4-6, 7-13, 14-20, 21 and more days). The shares are assumptions; the mean of the last band is set
 * so that the whole mean is the published one.
 */
export const DELAY_BANDS: readonly { from: number; to: number; share: number }[] = [
  { from: 1, to: 1, share: 0.3 },
  { from: 2, to: 3, share: 0.24 },
  { from: 4, to: 6, share: 0.19 },
  { from: 7, to: 13, share: 0.16 },
  { from: 14, to: 20, share: 0.06 },
]
export const LONG_DELAY_FROM = 21
export const LONG_DELAY_SHARE = 0.05

/**
 * How adults leave, England, June 2024 to March 2025, of 3,005,924 (acute discharge situation report; policy-2026
 * section 7): with no new need 85.7 %, home with support 9.5, to a bed to recover 3.1, to a care home 1.6. By age:
 * assumption, set so that the whole comes to these.
 */
export const PATHWAYS_ALL = [0.857, 0.095, 0.031, 0.016] as const
export const PATHWAYS: Readonly<
  Record<'under65' | 'from65', readonly [number, number, number, number]>
> = {
  under65: [0.959, 0.032, 0.0067, 0.0023],
  from65: [0.774, 0.147, 0.052, 0.027],
}

/**
 * How much likelier a delay is on pathways 1 to 3 than on 0; assumption. The whole is brought to
 * LEFT_ON_READY_DAY.
 */
export const DELAY_ODDS: readonly [number, number, number, number] = [1, 5, 8, 11]

/**
 * Those who are ready and still in at midnight, by how many midnights they have waited. Follows from the published
 * bands of the delayed (1 day 32.9 %, 2-3 23.8, 4-6 17.0, 7-13 15.4, 14-20 5.3, 21 and over 5.7; mean 6.09;
 * policy-2026 section 7): the longer a wait, the likelier it is met.
 */
export const WAITED_BANDS: readonly { from: number; to: number; share: number }[] = [
  { from: 1, to: 1, share: 0.164 },
  { from: 2, to: 3, share: 0.2 },
  { from: 4, to: 6, share: 0.185 },
  { from: 7, to: 13, share: 0.218 },
  { from: 14, to: 20, share: 0.098 },
  { from: 21, to: 40, share: 0.135 },
]

/**
 * The pathways of people who are ready and wait now, where the reason leaves it open: mostly 1 to 3, for whoever goes
 * home with nothing new waits seldom and briefly. Assumption; the published reasons that name a pathway
 * (delay-reasons.ts) are 18 to 17 to 16 for pathways 1 to 3.
 */
export const PATHWAYS_WAITING = [0.2, 0.35, 0.22, 0.23] as const

/**
 * Requests for support of new clients, England 2023-24: 2,085,720, of which 1.43 million by people
 * of 65 and over (NHS England, Adult Social Care Activity and Finance Report; The King's Fund,
 * Social care 360). One in five came from a hospital.
 */
export const REQUESTS_A_YEAR: readonly { from: number; share: number }[] = [
  { from: 18, share: 0.019 },
  { from: 65, share: 0.06 },
  { from: 75, share: 0.16 },
  { from: 85, share: 0.38 },
]
export const REQUESTS_FROM_HOSPITAL = 0.2

/**
 * People who wait at home for an assessment or a service that the council has said yes to, of everybody: assumption.
 * Councils together have spoken of several hundred thousand in England; no figure of theirs is used.
 */
export const WAITING_FOR_COUNCIL = 0.003

/**
 * People with long-term support in a year, England 2023-24: 858,720, of which 559,220 of 65 and
 * over (the same report): about 0.85 % of adults under 65 and 5.3 % of those over. By age within
 * that: assumption, people in care homes apart.
 */
export const LONG_TERM_SUPPORT: readonly { from: number; share: number }[] = [
  { from: 18, share: 0.0085 },
  { from: 65, share: 0.012 },
  { from: 75, share: 0.035 },
  { from: 85, share: 0.1 },
]

/**
 * Care-home residents whom the council pays for, in part at least: assumption; the rest pay
 * themselves and are not known to it.
 */
export const COUNCIL_FUNDED_RESIDENTS = 0.6

/**
 * Emergency stays per person and year. Together about 0.1: 6.02 million in 2017-18 in England
 * (Health Foundation, Emergency admissions, part one). The split by age is an assumption, as are
 * planned stays and attendances without a stay.
 */
export const STAYS_A_YEAR: readonly {
  from: number
  emergency: number
  planned: number
  attendances: number
}[] = [
  { from: 0, emergency: 0.12, planned: 0.02, attendances: 0.55 },
  { from: 5, emergency: 0.04, planned: 0.01, attendances: 0.28 },
  { from: 18, emergency: 0.06, planned: 0.02, attendances: 0.3 },
  { from: 45, emergency: 0.08, planned: 0.035, attendances: 0.24 },
  { from: 65, emergency: 0.15, planned: 0.07, attendances: 0.25 },
  { from: 75, emergency: 0.28, planned: 0.08, attendances: 0.35 },
  { from: 85, emergency: 0.5, planned: 0.05, attendances: 0.5 },
]

/** The rate in force at an age, from rows ordered by `from`. */
export function rateAt<T extends { from: number }>(rows: readonly T[], age: number): T {
  let found = rows[0]!
  for (const row of rows) if (age >= row.from) found = row
  return found
}
