import type { Agreement } from '../agreement/index.ts'
import type { Database, Transaction } from '../kernel/index.ts'
import { identitiesAfter } from '../people/index.ts'
import { objectionFeeds } from './opt-out-kind.ts'
import { planPeople } from './plan-people.ts'
import { foldPostcode } from './planned-person.ts'
import * as queries from './queries-planning.ts'

/** An area of the place, with its tenth of deprivation: 1 is the most deprived. */
export type AreaOfPlace = {
  area: string
  name: string
  districtCode: string
  district: string
  deprivationTenth?: number
  /** on which side of the place it lies */
  side?: string
  /** its square on the map of the place, from the left and from above */
  map?: { readonly x: number; readonly y: number }
}
export type PlacedPostcode = { postcode: string; area: string }

const BATCH = 10_000
const PEOPLE = 1_000

/** Keeps what a place is told of itself. A row that comes twice counts as it came last. */
export async function takeReference(
  tx: Transaction,
  { areas, postcodes }: { areas: readonly AreaOfPlace[]; postcodes: readonly PlacedPostcode[] },
): Promise<void> {
  const byArea = new Map(areas.map((one) => [one.area, one]))
  const areaOf = new Map(postcodes.map((one) => [foldPostcode(one.postcode), one.area]))
  await queries.writeAreas(
    tx,
    [...byArea.values()].map(({ deprivationTenth = null, side = null, map, ...one }) => ({
      ...one,
      deprivationTenth,
      side,
      mapX: map?.x ?? null,
      mapY: map?.y ?? null,
    })),
  )
  const rows = [...areaOf].map(([postcode, area]) => ({ postcode, area }))
  for (let from = 0; from < rows.length; from += BATCH) {
    await queries.writePostcodes(tx, rows.slice(from, from + BATCH))
  }
}

/** Looks at everybody anew, some at a time: after what all of them rest on has changed. */
export async function planEverybody(
  care: Pick<Database, 'short' | 'transaction'>,
  agreement: Agreement | undefined,
): Promise<void> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const identities = await identitiesAfter(care.short, after, PEOPLE)
    const last = identities.at(-1)
    if (last === undefined) return
    await care.transaction((tx) => planPeople(tx, identities, objectionFeeds(agreement)))
    after = last
  }
}
