import { ageOn, MINUTES_A_DAY } from './calendar.ts'
import type { Address } from './county.ts'
import type { Person, World } from './person.ts'
import type { Quota } from './quota.ts'
import { isOpen, type Stay } from './stay.ts'

/** One in so many of those who are in hospital now, or waited in it, lives in the county next door: assumption. */
export const VISITOR_SHARE = 1 / 20
/** Of the agreement: who then has them as their own. */
export const HIGHFELL = 'highfell-council'

/**
 * Makes somebody who lives alone one of Highfell's, which has one hospital with Southmere and no feed here: neither a
 * practice nor the council of Southmere knows them. ZH is, like ZM, an area that Royal Mail does not have.
 */
export function mayLiveElsewhere(
  world: World,
  person: Person,
  stays: readonly Stay[],
  visitors: Quota,
): void {
  const waited = ({ readyAt, leftAt }: Stay) => {
    return readyAt !== undefined && leftAt !== undefined && leftAt - readyAt > MINUTES_A_DAY
  }
  const weight = stays.filter((stay) => isOpen(stay) || waited(stay)).length
  visitors.add(weight)
  const { householdKind, birth, restricted } = person
  const mayBe = householdKind === 'alone' && restricted === undefined
  if (!mayBe || ageOn(birth, world.asOf) < 18 || weight === 0) return
  if (!visitors.take()) return
  person.away = true
  person.formerAddress = undefined
  person.address = addressOf(person)
}

function addressOf({ index, address }: Person): Address {
  const area = {
    lsoa: 'E01995001',
    name: 'Highfell 001A',
    district: 'Highfell',
    districtCode: 'E07995001',
    town: 'Highfell',
    deprivationDecile: 5,
  }
  const unit = `${'ABDEFGHJ'[index % 8]}${'LNPQRSTU'[Math.floor(index / 8) % 8]}`
  const postcode = `ZH${1 + (index % 9)} ${Math.floor(index / 64) % 10}${unit}`
  return { lines: address.lines, city: 'Highfell', postcode, area }
}
