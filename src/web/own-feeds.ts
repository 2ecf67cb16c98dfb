import type { Agreement } from '../agreement/index.ts'
import type { FeedRow } from '../intake/index.ts'
import type { FeedState } from '../record/index.ts'

/** What a list on Today rests on, and how far it has been heard. */
export type Heard = {
  /** feeds that such a list rests on and that are late */
  late: readonly FeedState[]
  /** some hospital has told of its beds at some time */
  hospitals: boolean
  /** somebody who gives council care has been heard at some time */
  councils: boolean
  /** the organisation's own record: nothing of it is promised here, or it never came, or it did */
  own: 'not-promised' | 'never' | 'heard'
  /** YYYY-MM-DD: the newest day as at which anything of it spoke */
  ownAsAt?: string
  /** how often that is to come */
  ownEvery?: { words: string; ms: number }
}

/** Which feeds a list rests on follows from what the agreement says that each gives. Pure. */
export function heardOf(
  agreement: Agreement,
  feeds: readonly FeedState[],
  organisation: string,
): Heard {
  // No list has anybody of a feed that is kept apart: that there is one changes nothing on it.
  const promised = agreement.table<FeedRow>('feed').filter(({ apart }) => !apart)
  const gives = (dataClass: string) => promised.filter((row) => row.gives.includes(dataClass))
  const came = ({ id }: FeedRow) =>
    feeds.some(({ feed, lastArrivedAt }) => feed === id && lastArrivedAt !== undefined)
  const own = promised.filter(({ party }) => party === organisation)
  const told = [...gives('hospital'), ...gives('council-care'), ...own]
  return {
    late: feeds.filter(({ feed, late }) => late && told.some(({ id }) => id === feed)),
    hospitals: gives('hospital').some(came),
    councils: gives('council-care').some(came),
    own: own.length === 0 ? 'not-promised' : own.some(came) ? 'heard' : 'never',
    ownAsAt: feeds
      .flatMap(({ feed, asAt }) => (own.some(({ id }) => id === feed) ? (asAt ?? []) : []))
      .sort()
      .at(-1),
    ownEvery: own[0] && { words: own[0].every, ms: own[0].everyMs },
  }
}

/** Whether an organisation sends here who is in its beds: then its staff begin with the beds. */
export function hasBeds(agreement: Agreement, organisation: string): boolean {
  return agreement
    .table<FeedRow>('feed')
    .some(({ speaksFor, gives }) => speaksFor.includes(organisation) && gives.includes('hospital'))
}
