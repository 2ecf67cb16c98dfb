import type { Party } from '../agreement/index.ts'
import { type Certificate, type CertifyingPlace, certificates } from './certificate.ts'
import { type Looks, looksBothWays } from './looks-of-parties.ts'

/** What a party gives and what it gets, by the same figures for every one. */
export type Reciprocity = {
  readonly party: string
  readonly name: string
  /** what it is called of the side that it stands on; absent beside both */
  readonly side?: string
  readonly feeds: readonly Certificate[]
  /** items of its feeds that can be used, and of what must not be blank how many of a hundred are filled */
  readonly items: number
  readonly filled: number | null
  /** within how many hours half of what is newest comes, of the slowest of its feeds */
  readonly hours: number | null
  /** looks of others' staff at what it gives, and of its staff at what others give */
  readonly given: Looks
  readonly gets: Looks
}

/** Every party that gives something or gets something, in the agreement's order. */
export async function reciprocity(place: CertifyingPlace): Promise<Reciprocity[]> {
  const agreement = place.agreement?.current()
  if (agreement === undefined) return []
  const [all, looks] = await Promise.all([certificates(place), looksBothWays(place, agreement)])
  const sides = new Map(agreement.sides.map(({ id, name }) => [id, name]))
  return agreement.parties
    .map(({ id, name, side }: Party): Reciprocity => {
      const feeds = all.filter(({ party }) => party === id)
      const called = side === undefined ? undefined : sides.get(side)
      const filled = feeds.flatMap(({ gives }) => gives.filled ?? [])
      const hours = feeds.flatMap(({ freshness_hours: fresh }) => fresh?.p50 ?? [])
      return {
        ...{ party: id, name, feeds },
        ...(called === undefined ? {} : { side: called }),
        items: feeds.reduce((sum, { usable }) => sum + usable, 0),
        filled: filled.length === 0 ? null : Math.min(...filled),
        hours: hours.length === 0 ? null : Math.max(...hours),
        given: looks.given(id),
        gets: looks.gets(id),
      }
    })
    .filter(({ feeds, gets }) => feeds.length > 0 || gets.looks > 0)
}
