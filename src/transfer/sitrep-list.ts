/** A part of the acute discharge situation report, from which month on it is asked for (YYYY-MM-DD). */
export type SitrepGroup = {
  readonly group: string
  readonly from: string
  /** why it is not made as it is asked for: what of it is not known here for certain */
  readonly notMade?: string
}

/**
 * The groups of the national file as a dated list. What of its specification is not known for certain is not made: a
 * row under a name that nobody asks for is worse than one that is missing.
 */
export const SITREP_GROUPS = [
  { group: 'NCTR', from: '2020-04-08' },
  { group: 'Discharges', from: '2020-04-08' },
  { group: 'NCTR not discharged', from: '2020-04-08' },
  {
    group: 'Discharge destination',
    from: '2020-04-08',
    notMade:
      'the exact names of the eight destinations since May 2024 are not known here: in our words, some together',
  },
  { group: 'Delay reason LOS 14+', from: '2022-05-27' },
  { group: 'Delay reason LOS 7+', from: '2024-05-27' },
  { group: 'Additional bed days lost', from: '2022-05-27' },
  {
    group: 'Delay reason LOS 7+ Costs',
    from: '2025-08-01',
    notMade:
      'the national file multiplies the delayed bed days by one price; how it divides them by reason is not known here',
  },
] as const satisfies readonly SitrepGroup[]

export type SitrepName = (typeof SITREP_GROUPS)[number]['group']

/** Whether a month is one for which a group is asked for: from the one in which that began. */
export function isAskedFor(name: SitrepName, month: string): boolean {
  const { from } = SITREP_GROUPS.find(({ group }) => group === name)!
  return from.slice(0, 7) <= month
}
