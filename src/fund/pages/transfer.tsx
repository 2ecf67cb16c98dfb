import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { formatPounds, isPersonId as isUuid, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatDateTime,
  formatFullDate,
  requireViewer,
  SummaryList,
  type SummaryRow,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { readAccount } from '../account.ts'
import { READ } from '../actions.ts'
import { POST } from '../post.ts'
import { transferWithOthers } from '../queries-read.ts'
import { REVERSE } from '../reverse.ts'
import { rulesOf } from '../rules.ts'
import { penceOf, type Transfer } from '../transfer.ts'
import { VOID } from '../void.ts'
import { fundHref, transferHref } from './money.tsx'
import { schemesById } from './newest.ts'
import { AccountLink, type Known, STEP_WORDS, Transfers } from './transfers.tsx'

/** One transfer: what moved, why, by which clause, and what became of it. */
export function registerTransfer(app: FastifyInstance, place: Place): void {
  app.get('/fund/transfer/:id', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { id } = request.params as { id: string }
    const db = place.databases.care.short
    const all = isUuid(id) ? await transferWithOthers(db, id) : []
    const one = all.find((each) => each.id === id)
    if (one === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such transfer',
        sentences: ['No transfer of a fund has this id.'],
        next: { href: '/fund', label: 'See the fund of this year' },
      })
    }
    const { fund } = readAccount(one.debit)!
    const schemes = await schemesById(db, fund)
    const rules = rulesOf(place.agreement.current())
    const known = { rules, schemes }
    const others = all.filter((each) => each.id !== id)
    const now = place.clock.now()
    const body = (
      <>
        <BackLink href={`${fundHref(fund)}/journal`}>Journal</BackLink>
        <h1>
          {one.reverses === undefined ? STEP_WORDS[one.step] : 'Taken back'}:{' '}
          {formatPounds(penceOf(one))}
        </h1>
        <SummaryList rows={rowsOf(one, known, now)} />
        <Verbs {...{ one, others, viewer }} whyNot={place.whyNot} />
        {others.length > 0 && (
          <>
            <h2>What became of it, or what it is about</h2>
            <Transfers
              caption="Transfers that belong to it"
              transfers={others}
              known={known}
              now={now}
            />
          </>
        )}
      </>
    )
    return sendPage(request, reply, { title: `Transfer ${one.number}`, nav: 'fund', body })
  })
}

function rowsOf(one: Transfer, known: Known, now: Date): SummaryRow[] {
  const { number, at, ofDay, learntAt, debit, credit, supplier, reason, clause, until } = one
  const later =
    ofDay === undefined ? undefined : `of ${formatFullDate(ofDay)}, whose month was sealed already`
  return [
    { key: 'Number', value: number },
    {
      key: 'Booked on',
      value: formatFullDate(at),
      note: later ?? `learnt ${formatDateTime(learntAt, now)}`,
    },
    { key: 'From', value: <AccountLink id={credit} known={known} /> },
    { key: 'To', value: <AccountLink id={debit} known={known} /> },
    { key: 'What for', value: reason },
    ...(supplier === undefined ? [] : [{ key: 'Who is paid', value: supplier }]),
    ...(until === undefined ? [] : [{ key: 'Holds until', value: formatFullDate(until) }]),
    { key: 'Done by', value: <ClauseLink number={clause} /> },
  ]
}

type VerbsProps = { one: Transfer; others: readonly Transfer[]; viewer: Viewer } & Pick<
  Place,
  'whyNot'
>

/** What may be done with it, by whoever a clause lets. */
function Verbs({ one, others, viewer, whyNot }: VerbsProps): ReactNode {
  const open = one.step === 'reserve' && !others.some(({ of }) => of === one.id)
  const back = one.posted > 0n && one.reverses === undefined
  const verbs = [
    ...(open ? [[POST, 'Say that it is paid'] as const, [VOID, 'Let it go'] as const] : []),
    ...(back ? [[REVERSE, 'Take it back'] as const] : []),
  ].filter(([name]) => whyNot(viewer, name) === undefined)
  if (verbs.length === 0) return null
  const then = encodeURIComponent(transferHref(one.id))
  return (
    <ul className="cc-items">
      {verbs.map(([name, label]) => (
        <li key={name}>
          <a href={`/do/${name}?transfer=${one.id}&then=${then}`}>{label}</a>
        </li>
      ))}
    </ul>
  )
}
