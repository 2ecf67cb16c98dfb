import type { FastifyInstance } from 'fastify'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  FigureStrip,
  ListPaging,
  listAddress,
  PAGE_ROWS,
  pageAt,
  requireViewer,
  SummaryList,
  sendPage,
  sendProblem,
  Table,
} from '../../shell/index.ts'
import { accountId, readAccount } from '../account.ts'
import { originWords } from '../account-words.ts'
import { READ } from '../actions.ts'
import { sumsOf } from '../fund-view.ts'
import { schemesOf } from '../queries.ts'
import { balancesAt, journalOf, transferCount } from '../queries-read.ts'
import { RESERVE } from '../reserve.ts'
import { rulesOf } from '../rules.ts'
import { accountHref, fundHref, pounds, schemeHref } from './money.tsx'
import { Transfers } from './transfers.tsx'

/** One scheme: what it has of each contribution, and every transfer that made it so. */
export function registerScheme(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/scheme/:scheme', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id, scheme: of } = request.params as { fund: string; scheme: string }
    const db = place.databases.care.short
    const rules = rulesOf(place.agreement.current())
    const fund = rules.funds.get(id)
    const schemes = new Map((await schemesOf(db, id)).map((one) => [one.id, one]))
    const scheme = schemes.get(of)
    if (fund === undefined || scheme === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such scheme',
        sentences: ['The plan of that year does not have it.'],
        next: { href: '/fund', label: 'See the fund of this year' },
      })
    }
    const found = await balancesAt(db, { fund: id })
    const accounts = [...found]
      .map(([account, balance]) => ({ ...readAccount(account)!, balance }))
      .filter((one) => one.scheme === of)
    const { has, spent, committed, left } = sumsOf(accounts)
    const address = listAddress(schemeHref(id, of), {}, request.query)
    const page = pageAt(await transferCount(db, { fund: id, scheme: of }), address.page)
    const newest = { count: PAGE_ROWS, skip: Math.max(0, page.from - 1) }
    const transfers = await journalOf(db, { fund: id, scheme: of, newest })
    const known = { rules, schemes }
    const then = encodeURIComponent(schemeHref(id, of))
    const reserves = place.whyNot(viewer, RESERVE) === undefined
    const body = (
      <>
        <BackLink href={fundHref(id)}>{fund.name}</BackLink>
        <h1>{scheme.name}</h1>
        <FigureStrip
          label={scheme.name}
          figures={[
            { label: 'for the year', value: pounds(has) },
            { label: 'spent', value: pounds(spent) },
            { label: 'set apart and not paid', value: pounds(committed) },
            {
              label: 'left',
              value: pounds(left),
              ...(left * 20n < has ? { tone: 'alert' as const } : {}),
            },
          ]}
        />
        <SummaryList
          rows={[
            {
              key: 'Pays for',
              value: fund.activities.get(scheme.activity)?.name ?? scheme.activity,
            },
            ...(scheme.provider === undefined
              ? []
              : [{ key: 'Provided by', value: scheme.provider }]),
            ...(scheme.commissioner === undefined
              ? []
              : [{ key: 'Bought by', value: scheme.commissioner }]),
          ]}
        />
        {reserves && (
          <p>
            <a
              href={`/do/${RESERVE}?fund=${id}&scheme=${of}&activity=${scheme.activity}&then=${then}`}
            >
              Set money apart
            </a>
          </p>
        )}
        <h2>What it has of each contribution</h2>
        <Table
          caption="Accounts of the scheme"
          hideCaption
          columns={[
            {
              head: 'Account',
              cell: (one) => (
                <a href={accountHref(accountId(one))}>
                  {ACCOUNT_WORDS.get(one.kind)} of {originWords(one.origin, known)}
                </a>
              ),
            },
            { head: 'Posted', align: 'right', cell: ({ balance }) => pounds(balance.posted) },
            {
              head: 'Set apart',
              align: 'right',
              cell: ({ balance }) => pounds(balance.comingIn - balance.goingOut),
            },
          ]}
          rows={accounts}
          rowKey={(one) => accountId(one)}
        />
        <h2>Transfers</h2>
        <Transfers
          caption="Transfers of the scheme"
          {...{ transfers, known }}
          now={place.clock.now()}
        />
        <ListPaging label="Transfers" address={address} page={page} />
      </>
    )
    return sendPage(request, reply, { title: scheme.name, nav: 'fund', body })
  })
}

const ACCOUNT_WORDS = new Map([
  ['commitment', 'Not spent,'],
  ['accrual', 'Accrued,'],
  ['spend', 'Spent,'],
])
