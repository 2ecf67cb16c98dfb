import { addDays } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Hands } from './made-up-fund.ts'
import { type LiabilityOpened, OPEN_LIABILITY } from './open-liability.ts'
import type { FundRule } from './rules.ts'
import { SETTLE } from './settle.ts'

/**
 * Costs of the running year of the made-up place of which both sides thought that the other bears them: one that is
 * settled, one for which a side has proposed parts, and one to which the other has not said anything yet.
 */
export async function makeUpDisputes(
  place: Place,
  fund: FundRule,
  { nhs, council }: Hands,
): Promise<void> {
  const day = (after: number) => addDays(fund.from, after)
  const open = async (who: typeof nhs, key: string, input: object) => {
    const own = { fund: fund.id, activity: 'care-homes', scheme: 'care-homes', ...input }
    const answer = await place.call(OPEN_LIABILITY, { viewer: who, input: own, key })
    return answer.ok ? (answer.result as LiabilityOpened) : undefined
  }
  const say = async (who: typeof nhs, key: string, input: object) =>
    place.call(SETTLE, { viewer: who, input, key })
  const [nhsPays, councilPays] = [nhs, council].map(({ actor }) => actor.organisation)
  const placement = await open(council, 'made-up disputed placement', {
    ...{ about: 'Nursing home places of the spring', pence: '4812500', at: day(20) },
    ...{
      supplier: 'Ash House Nursing Home',
      says: 'The need was for nursing all day, so it is health care.',
    },
  })
  if (placement !== undefined) {
    const bears = { liability: placement.liability, party: nhsPays, parts: 2, other: councilPays }
    const reason = 'The share of nursing in the hours that were given'
    await say(council, 'made-up proposed placement', { ...bears, reason })
    await say(nhs, 'made-up settled placement', { ...bears, reason: 'Agreed by both officers' })
  }
  const nights = await open(nhs, 'made-up disputed nights', {
    ...{
      scheme: 'home-care',
      activity: 'home-care',
      about: 'Night visits after the pilot ended',
      pence: '1964000',
    },
    ...{
      supplier: 'Harbour Care',
      at: day(31),
      says: 'The pilot was ours, and it ended on 30 April.',
    },
  })
  if (nights !== undefined) {
    const bears = { liability: nights.liability, party: councilPays, parts: 3, other: nhsPays }
    await say(nhs, 'made-up proposed nights', { ...bears, reason: 'One month of four was ours' })
  }
  await open(council, 'made-up disputed beds', {
    ...{ about: 'Beds that were kept over a weekend', pence: '386000', at: day(45) },
    ...{ supplier: 'The Limes', says: 'The hospital asked for them to be kept.' },
  })
}
