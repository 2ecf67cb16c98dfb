import { forecastFund, fundOn, rulesOf } from '../fund/index.ts'
import { dayInLondon, formatPounds, isRefusal } from '../kernel/index.ts'
import type { Place } from '../room.ts'

/** A scheme of this year's fund: what it has, what is spent, and where it is likely to end by its clause's band. */
export type PaidBy = {
  readonly id: string
  readonly name: string
  /** `£100 of £120 spent, and likely to end within its band` */
  readonly says: string
  /** likely to end further from what it has than the clause lets it */
  readonly isOutside: boolean
}

/** The schemes of the fund of today; none where there is no fund of today, or more than one. */
export async function schemesToday(
  place: Pick<Place, 'databases' | 'agreement' | 'clock'>,
): Promise<PaidBy[]> {
  const rules = rulesOf(place.agreement.current())
  const id = fundOn(rules, dayInLondon(place.clock.now()))
  const fund = isRefusal(id) ? undefined : rules.funds.get(id)
  if (fund === undefined) return []
  const rows = await forecastFund(place, { fund })
  return rows.map(({ scheme, has, spent, outside }): PaidBy => {
    const of = `${formatPounds(spent)} of ${formatPounds(has)} spent`
    const { id: own, name } = scheme
    if (outside === undefined)
      return { id: own, name, says: `${of}, within its plan`, isOutside: false }
    const [pence, way] = outside < 0n ? [-outside, 'under'] : [outside, 'over']
    const says = `${of}, likely to end ${formatPounds(pence)} ${way} its plan`
    return { id: own, name, says, isOutside: true }
  })
}

/** By its id or its name, whichever is said. */
export function schemeNamed(schemes: readonly PaidBy[], said: string): PaidBy | undefined {
  const asked = said.toLowerCase()
  return schemes.find(({ id, name }) => id === asked || name.toLowerCase() === asked)
}
