import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, formatPounds, isDay } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  FigureStrip,
  formatFullDate,
  type ListAddress,
  type ListPage,
  ListPaging,
  listAddress,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { type Account, accountId, type Balance, NOTHING, readAccount } from '../account.ts'
import { accountWords } from '../account-words.ts'
import { READ } from '../actions.ts'
import { balancesAt } from '../queries-read.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import type { Transfer } from '../transfer.ts'
import { accountHref, fundHref, schemeHref } from './money.tsx'
import { newestTransfers, schemesById } from './newest.ts'
import { type Known, Transfers } from './transfers.tsx'

/** One account as it stood on a day, and every transfer up to then. */
export function registerAccount(app: FastifyInstance, place: Place): void {
  app.get('/fund/account/:account', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { account: id } = request.params as { account: string }
    const account = readAccount(id)
    const rules = rulesOf(place.agreement.current())
    const fund = rules.funds.get(account?.fund ?? '')
    if (account === undefined || fund === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such account',
        sentences: ['No fund of the agreement has it.'],
        next: { href: '/fund', label: 'See the fund of this year' },
      })
    }
    const shown = await showAccount(place, account, request.query)
    const body = <AccountPage {...{ place, account, fund, shown }} />
    return sendPage(request, reply, { title: 'Account', nav: 'fund', body })
  })
}

type Shown = {
  readonly at: string
  readonly balance: Balance
  readonly known: Known
  readonly transfers: readonly Transfer[]
  readonly address: ListAddress
  readonly page: ListPage
}

async function showAccount(place: Place, account: Account, query: unknown): Promise<Shown> {
  const id = accountId(account)
  const today = dayInLondon(place.clock.now())
  const { at: said } = (query ?? {}) as { at?: unknown }
  const at = typeof said === 'string' && isDay(said) && said <= today ? said : today
  const db = place.databases.care.short
  const balance = (await balancesAt(db, { at, account: id })).get(id) ?? NOTHING
  const schemes = await schemesById(db, account.fund)
  const known = { rules: rulesOf(place.agreement.current()), schemes }
  const address = listAddress(
    at === today ? accountHref(id) : `${accountHref(id)}?at=${at}`,
    {},
    query,
  )
  const newest = await newestTransfers(db, { account: id, to: at }, address)
  return { at, balance, known, address, ...newest }
}

type Props = { place: Place; account: Account; fund: FundRule; shown: Shown }

function AccountPage({ place, account, fund, shown }: Props): ReactNode {
  const { at, balance, known, transfers, address, page } = shown
  const { posted, comingIn, goingOut } = balance
  const now = place.clock.now()
  const id = accountId(account)
  const scheme = known.schemes.get(account.scheme)
  return (
    <>
      <BackLink href={scheme === undefined ? fundHref(fund.id) : schemeHref(fund.id, scheme.id)}>
        {scheme?.name ?? fund.name}
      </BackLink>
      <h1>{accountWords(account, known)}</h1>
      <p className="cc-lead">
        {formatPounds(posted)} at the end of {formatFullDate(at)}
      </p>
      <FigureStrip
        figures={[
          { label: 'posted', value: formatPounds(posted) },
          { label: 'set apart to come in', value: formatPounds(comingIn) },
          { label: 'set apart to go out', value: formatPounds(goingOut) },
        ]}
      />
      <AskDay id={id} at={at} today={dayInLondon(now)} />
      <Transfers caption="Transfers of the account" {...{ transfers, known, now }} />
      <ListPaging label="Transfers" address={address} page={page} />
      <p className="cc-small">
        Other ledgers call it <span className="cc-code">{id}</span>.
      </p>
    </>
  )
}

function AskDay({ id, at, today }: { id: string; at: string; today: string }): ReactNode {
  return (
    <form method="get" action={accountHref(id)} className="cc-find">
      <div className="nhsuk-form-group">
        <label className="nhsuk-label" htmlFor="at">
          As it stood on
        </label>
        <input
          className="nhsuk-input nhsuk-input--width-10"
          id="at"
          name="at"
          type="date"
          max={today}
          defaultValue={at}
        />
      </div>
      <button className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">
        Show it
      </button>
    </form>
  )
}
