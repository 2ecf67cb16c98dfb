import { dayInLondon, type Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatAgo, plural } from '../shell/index.ts'
import { READ } from './actions.ts'
import { ANSWER_LIKENESS } from './answer-likeness.ts'
import { APPROVE } from './approve.ts'
import { speaksForSide } from './authority.ts'
import { forecastFund } from './forecast-fund.ts'
import { unansweredLines } from './queries-lines.ts'
import { openProposals } from './queries-proposals.ts'
import { fundsOn, rulesOf } from './rules.ts'

/** On Today of whoever speaks for a side: sums that wait for it; of whoever may say so: invoices that may be twice. */
export async function moneyToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  return [
    ...(await toApprove(place, viewer)),
    ...(await toAnswer(place, viewer)),
    ...(await offPlan(place, viewer)),
  ]
}

async function toApprove(
  { databases, agreement, clock, whyNot }: Place,
  viewer: Viewer,
): Promise<TodayLine[]> {
  if (whyNot(viewer, APPROVE) !== undefined) return []
  const { funds, sides } = rulesOf(agreement.current())
  const { side, role } = viewer.actor
  if (!sides.has(side)) return []
  const waiting = (await openProposals(databases.care.short)).filter(({ fund, approved }) => {
    const rule = funds.get(fund)
    return rule !== undefined && speaksForSide(rule, role) && !approved.includes(side)
  })
  const [oldest] = waiting
  if (oldest === undefined) return []
  const at = { href: `/fund/${oldest.fund}`, verb: 'See what for', action: READ }
  const what = `${plural(waiting.length, 'sum waits', 'sums wait')} for your side to be committed`
  const since = `${oldest.name} asked ${formatAgo(oldest.learntAt, clock.now())}.`
  return [{ what, since, first: 'waits', at }]
}

/** To whomever the clause of a running year tells it: schemes that are likely to end far from their plan. */
async function offPlan(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const today = dayInLondon(place.clock.now())
  const told = fundsOn(rulesOf(place.agreement.current()), today).filter(({ outturn }) =>
    outturn?.tells.has(viewer.actor.role),
  )
  const lines: TodayLine[] = []
  for (const fund of told) {
    const rows = await forecastFund(place, { fund })
    const outside = rows.filter((row) => row.outside !== undefined)
    if (outside.length === 0) continue
    const over = outside.filter((row) => row.outside! > 0n).length
    const what = plural(outside.length, 'scheme is', 'schemes are')
    lines.push({
      what: `${what} likely to end the year far from the plan`,
      since: `${over} above it, ${outside.length - over} below it, by clause ${fund.outturn!.clause}.`,
      first: 'told',
      at: { href: `/fund/${fund.id}/forecast`, verb: 'See which', action: READ },
    })
  }
  return lines
}

async function toAnswer({ databases, clock, whyNot }: Place, viewer: Viewer): Promise<TodayLine[]> {
  if (whyNot(viewer, ANSWER_LIKENESS) !== undefined) return []
  const lines = await unansweredLines(databases.care.short)
  const [oldest] = lines
  if (oldest === undefined) return []
  const at = { href: '/fund/invoices', verb: 'See which', action: READ }
  const what = `${plural(lines.length, 'invoice looks', 'invoices look')} like an earlier one`
  return [
    {
      what,
      since: `The first came ${formatAgo(oldest.learntAt, clock.now())}.`,
      first: 'waits',
      at,
    },
  ]
}
