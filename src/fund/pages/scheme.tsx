import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  FigureStrip,
  type ListAddress,
  type ListPage,
  ListPaging,
  listAddress,
  requireViewer,
  SummaryList,
  type SummaryRow,
  sendPage,
  sendProblem,
  Table,
} from '../../shell/index.ts'
import { type Account, accountId, type Balance, readAccount } from '../account.ts'
import { originWords } from '../account-words.ts'
import { READ } from '../actions.ts'
import { sumsOf } from '../fund-sums.ts'
import type { Scheme } from '../queries.ts'
import { balancesAt } from '../queries-read.ts'
import { RESERVE } from '../reserve.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import type { Transfer } from '../transfer.ts'
import { accountHref, fundHref, pounds, schemeHref } from './money.tsx'
import { newestTransfers, schemesById } from './newest.ts'
import { type Known, Transfers } from './transfers.tsx'

/** One scheme: what it has of each contribution, and every transfer that made it so. */
export function registerScheme(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/scheme/:scheme', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { fund: id, scheme: of } = request.params as { fund: string; scheme: string }
    const db = place.databases.care.short
    const rules = rulesOf(place.agreement.current())
    const fund = rules.funds.get(id)
    const schemes = fund === undefined ? new Map<string, Scheme>() : await schemesById(db, id)
    const scheme = schemes.get(of)
    if (fund === undefined || scheme === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such scheme',
        sentences: ['The plan of that year does not have it.'],
        next: { href: '/fund', label: 'See the fund of this year' },
      })
    }
    const shown = await showScheme(
      place,
      { fund, scheme, known: { rules, schemes } },
      request.query,
    )
    const body = <SchemePage {...shown} now={place.clock.now()} may={mayReserve(place, viewer)} />
    return sendPage(request, reply, { title: scheme.name, nav: 'fund', body })
  })
}

type Asked = { readonly fund: FundRule; readonly scheme: Scheme; readonly known: Known }

type Shown = Asked & {
  readonly accounts: readonly (Account & { readonly balance: Balance })[]
  readonly transfers: readonly Transfer[]
  readonly address: ListAddress
  readonly page: ListPage
}

async function showScheme(place: Place, asked: Asked, query: unknown): Promise<Shown> {
  const db = place.databases.care.short
  const { fund, scheme } = asked
  const found = await balancesAt(db, { fund: fund.id })
  const accounts = [...found]
    .map(([account, balance]) => ({ ...readAccount(account)!, balance }))
    .filter((one) => one.scheme === scheme.id)
  const address = listAddress(schemeHref(fund.id, scheme.id), {}, query)
  const newest = await newestTransfers(db, { fund: fund.id, scheme: scheme.id }, address)
  return { ...asked, accounts, address, ...newest }
}

function mayReserve({ whyNot, clock }: Place, viewer: Viewer) {
  const today = dayInLondon(clock.now())
  return ({ until }: FundRule) => until >= today && whyNot(viewer, RESERVE) === undefined
}

type Props = Shown & { readonly now: Date; may(fund: FundRule): boolean }

function SchemePage({
  fund,
  scheme,
  known,
  accounts,
  transfers,
  address,
  page,
  now,
  may,
}: Props): ReactNode {
  const { has, spent, committed, left } = sumsOf(accounts)
  const then = encodeURIComponent(schemeHref(fund.id, scheme.id))
  const wanted = `fund=${fund.id}&scheme=${scheme.id}&activity=${scheme.activity}`
  return (
    <>
      <BackLink href={fundHref(fund.id)}>{fund.name}</BackLink>
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
      <SummaryList rows={aboutScheme(fund, scheme)} />
      {may(fund) && (
        <p>
          <a href={`/do/${RESERVE}?${wanted}&then=${then}`}>Set money apart</a>
        </p>
      )}
      <h2>What it has of each contribution</h2>
      <Accounts accounts={accounts} known={known} />
      <h2>Transfers</h2>
      <Transfers caption="Transfers of the scheme" {...{ transfers, known, now }} />
      <ListPaging label="Transfers" address={address} page={page} />
    </>
  )
}

function aboutScheme(fund: FundRule, { activity, provider, commissioner }: Scheme): SummaryRow[] {
  return [
    { key: 'Pays for', value: fund.activities.get(activity)?.name ?? activity },
    ...(provider === undefined ? [] : [{ key: 'Provided by', value: provider }]),
    ...(commissioner === undefined ? [] : [{ key: 'Bought by', value: commissioner }]),
  ]
}

function Accounts({ accounts, known }: Pick<Shown, 'accounts' | 'known'>): ReactNode {
  return (
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
  )
}

const ACCOUNT_WORDS = new Map([
  ['commitment', 'Not spent,'],
  ['accrual', 'Accrued,'],
  ['spend', 'Spent,'],
])
