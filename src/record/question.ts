import type { Agreement, Party, Responsibility } from '../agreement/index.ts'
import type { Viewer } from '../kernel/index.ts'
import type { Act } from './act.ts'

/** What became of what a resident asked, as whoever answers chooses it. */
export const BECAME = ['in-order', 'not-in-order', 'put-right', 'stays'] as const
export type Became = (typeof BECAME)[number]

export const BECAME_WORDS: Readonly<Record<Became, string>> = {
  'in-order': 'It was in order',
  'not-in-order': 'It should not have been, and this was done about it',
  'put-right': 'It was wrong, and has been put right',
  stays: 'It stays as it is, and this is why',
}

export function becameWords(became: string | undefined): string {
  return BECAME.includes(became as Became) ? BECAME_WORDS[became as Became] : 'Answered'
}

/** Whoever answers for records, where what is asked about was done by nobody of a party. */
export function partyAsked(agreement: Agreement, organisation: string): string {
  const parties = agreement.table<Party>('party')
  if (parties.some(({ id }) => id === organisation)) return organisation
  const matters = agreement.table<Responsibility>('responsibility')
  return matters.find(({ matter }) => matter === 'records')?.answerable ?? parties[0]!.id
}

/** The side that did it answers; for a party that stands beside both, whoever of either side does. */
export function mayAnswer(agreement: Agreement, { party = '' }: Act, { actor }: Viewer): boolean {
  const side = agreement.table<Party>('party').find(({ id }) => id === party)?.side ?? ''
  return side === '' || actor.side === side
}
