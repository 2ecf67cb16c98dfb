import type { FastifyInstance } from 'fastify'
import { plural } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatMonth,
  ListChoice,
  ListPaging,
  listAddress,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { lastDayOf, monthsOf } from '../period.ts'
import { rulesOf } from '../rules.ts'
import { noSuchFund } from './fund.tsx'
import { fundHref } from './money.tsx'
import { newestTransfers, schemesById } from './newest.ts'
import { Transfers } from './transfers.tsx'

/** Every transfer of a fund, the newest first; of one month, in the order in which it is sealed. */
export function registerJournal(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/journal', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id } = request.params as { fund: string }
    const rules = rulesOf(place.agreement.current())
    const fund = rules.funds.get(id)
    if (fund === undefined) return noSuchFund(request, reply)
    const months = monthsOf(fund)
    const address = listAddress(`${fundHref(id)}/journal`, { month: months }, request.query)
    const month = address.chosen('month')
    const db = place.databases.care.short
    const asked = {
      fund: id,
      ...(month === undefined ? {} : { from: `${month}-01`, to: lastDayOf(month) }),
    }
    const { page, transfers } = await newestTransfers(db, asked, address)
    const schemes = await schemesById(db, id)
    const options = months.map((one) => ({ value: one, label: formatMonth(one) }))
    const body = (
      <>
        <BackLink href={fundHref(id)}>{fund.name}</BackLink>
        <h1>Journal</h1>
        <p className="cc-lead">
          {plural(page.of, 'transfer')}
          {month === undefined ? ' in the year' : ` booked in ${formatMonth(month)}`}, the newest
          first.
        </p>
        <ListChoice
          label="Month"
          address={address}
          name="month"
          options={[{ label: 'All' }, ...options]}
        />
        <Transfers
          caption="Transfers, the newest first"
          transfers={transfers}
          known={{ rules, schemes }}
          now={place.clock.now()}
        />
        <ListPaging label="Transfers" address={address} page={page} />
        <p className="cc-small">
          A transfer is never changed: what was wrong is taken back by a further one. The fund is
          made by <ClauseLink number={fund.clause} />.
        </p>
      </>
    )
    return sendPage(request, reply, { title: 'Journal', nav: 'fund', body })
  })
}
