import type { FastifyInstance } from 'fastify'
import { dayInLondon } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { action, BackLink, formatFullDate, requireViewer, sendPage } from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { flowOf } from '../flow.ts'
import { schemesOf } from '../queries.ts'
import { balancesAt } from '../queries-read.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import { type FlowNames, FlowPicture, FlowTable } from './flow-picture.tsx'
import { noSuchFund } from './fund.tsx'
import { fundHref } from './money.tsx'

/** The way of each pound of a year, from where it came to what it bought. */
export function registerFlow(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/flow', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id } = request.params as { fund: string }
    const fund = rulesOf(place.agreement.current()).funds.get(id)
    if (fund === undefined) return noSuchFund(request, reply)
    const today = dayInLondon(place.clock.now())
    const { flow, names } = await readFlow(place, fund, today)
    const body = (
      <>
        <BackLink href={fundHref(id)}>{fund.name}</BackLink>
        <h1>Which way does the money go?</h1>
        <p className="cc-lead">
          From each contribution through schemes to what was bought, as booked up to{' '}
          {formatFullDate(today)}. What is set apart and not paid is not spent yet.
        </p>
        <FlowPicture flow={flow} names={names} />
        <FlowTable flow={flow} names={names} />
      </>
    )
    return sendPage(request, reply, { title: 'The way of the money', nav: 'fund', body })
  })
}

/** The flow of a fund as it was booked up to a day, with what everything in it is called. */
export async function readFlow(
  { databases, agreement }: Pick<Place, 'databases' | 'agreement'>,
  fund: FundRule,
  at: string,
): Promise<{ flow: ReturnType<typeof flowOf>; names: FlowNames }> {
  const db = databases.care.short
  const [balances, schemes] = [
    await balancesAt(db, { fund: fund.id, at }),
    await schemesOf(db, fund.id),
  ]
  const names = {
    fund,
    rules: rulesOf(agreement.current()),
    schemes: new Map(schemes.map(({ id, name }) => [id, name])),
  }
  return { flow: flowOf(balances), names }
}
