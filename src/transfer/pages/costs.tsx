import type { ReactNode } from 'react'
import { unitCosts } from '../../capacity/index.ts'
import { formatPounds } from '../../kernel/index.ts'
import { ClauseLink, type Column, plural, Table } from '../../shell/index.ts'
import type { ClockLook } from '../look-at-clock.ts'
import { type ChoiceCost, choiceCosts, type Paid } from '../way-costs.ts'

type Props = { readonly look: Extract<ClockLook, { outcome: 'allowed' }> }

/** What each choice costs each side, before it is made. */
export function Costs({ look }: Props): ReactNode {
  const { read, rule, at, view, agreement } = look
  const planned = read.known.filter(({ dataClass }) => view.opens.includes(dataClass))
  const around = { places: read.places, rule, now: at }
  const choices = choiceCosts(unitCosts(agreement), read.stay, planned, around)
  const madeUp = choices.some((one) => 'cost' in one && one.cost.madeUp)
  const sides = agreement.sides
  const others = choices.some((one) => 'day' in one && one.day.some(({ whose }) => whose === ''))
  const payers = [...sides, ...(others ? [{ id: '', name: 'others, or not known' }] : [])]
  return (
    <>
      <h2>What each choice costs, and whom</h2>
      {madeUp && (
        <p className="cc-warning">Some of these prices are made up, as their clauses say.</p>
      )}
      <Table
        caption="What each choice costs each side"
        hideCaption
        columns={columnsOf(payers)}
        rows={choices}
        rowKey={({ activity }) => activity}
        tone={({ pathway }) =>
          pathway !== undefined && pathway === read.counted.pathway ? 'alert' : undefined
        }
      />
    </>
  )
}

function columnsOf(payers: readonly { id: string; name: string }[]): Column<ChoiceCost>[] {
  return [
    { head: 'Choice', cell: ({ words }) => words },
    ...payers.map(
      ({ id, name }): Column<ChoiceCost> => ({
        head: `A day, ${name}`,
        align: 'right',
        nowrap: true,
        cell: (one) => ('missing' in one ? '' : paidWords(one.day, id)),
      }),
    ),
    ...payers.map(
      ({ id, name }): Column<ChoiceCost> => ({
        head: `In all, ${name}`,
        align: 'right',
        nowrap: true,
        cell: (one) => ('missing' in one || !one.whole ? '' : paidWords(one.whole.paid, id)),
      }),
    ),
    { head: 'How that is reckoned', cell: reckonedWords },
  ]
}

function paidWords(paid: readonly Paid[], whose: string): string {
  return formatPounds(paid.find((one) => one.whose === whose)?.pence ?? 0n)
}

function reckonedWords(one: ChoiceCost): ReactNode {
  if ('missing' in one) return one.missing
  const { cost, whole, own } = one
  const long =
    whole === undefined ? 'for how long is not said' : `in all ${plural(whole.days, 'day')}`
  const much =
    cost.per !== 'hour'
      ? ''
      : own
        ? ', as many hours as they have planned'
        : `, ${plural(cost.usual?.minutesADay ?? 0, 'minute')} a day`
  return (
    <>
      <ClauseLink number={cost.clause} />, prices of {cost.priceYear}
      {much}; {long}
      {cost.madeUp ? '; made up' : `; ${cost.source}, ${cost.licence}`}
    </>
  )
}
