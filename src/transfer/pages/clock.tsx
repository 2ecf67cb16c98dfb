import type { ReactNode } from 'react'
import {
  type Column,
  capital,
  formatDateTime,
  formatList,
  formatWait,
  Table,
  TimelineStrip,
} from '../../shell/index.ts'
import { joined, type Segment, totalsOf } from '../clock.ts'
import { holderWords, type TransferRule } from '../clock-kind.ts'
import { asNumber, decimal } from '../fraction.ts'
import { minuteOf, shared, written } from '../minute.ts'
import type { ReadStay } from '../read-stays.ts'
import { taskWords } from '../task-kind.ts'

const MINUTE_MS = 60_000

type Props = {
  readonly read: ReadStay
  readonly rule: TransferRule
  readonly at: Date
  /** in the agreement's order: their places give the colours */
  readonly sides: readonly string[]
  /** where minutes can be contested; undefined where this viewer may not */
  readonly contest?: (segment: Segment) => string
}

/** Whose each hour was: as a picture, in words, and as a table that says all of it. */
export function ClockOf({ read, rule, at, sides, contest }: Props): ReactNode {
  const until = { from: 0, to: minuteOf(at) }
  const segments = joined(read.segments).flatMap((one) => {
    const part = shared(one, until)
    return part === undefined ? [] : [{ ...one, ...part }]
  })
  const [first, last] = [segments[0], segments.at(-1)]
  if (first === undefined || last === undefined) return <p>No minute is counted.</p>
  const totals = totalsOf(read.segments, until)
  const held = [...totals.byHolder].map(([holder, share]) => {
    return `${rule.nameOf(holder)} ${formatWait(asNumber(share) * MINUTE_MS)}`
  })
  const open = asNumber(totals.unresolved)
  const rest = open === 0 ? [] : [`nobody ${formatWait(open * MINUTE_MS)}`]
  const words = `Of ${formatWait(totals.minutes * MINUTE_MS)}: ${formatList([...held, ...rest])}.`
  return (
    <>
      <p>{words}</p>
      <TimelineStrip
        from={written(first.from)!}
        to={written(last.to)!}
        label={words}
        lanes={lanesOf(segments, rule, sides, at)}
      />
      <Table
        caption="Whose each hour was"
        columns={columnsOf(rule, at, contest)}
        rows={segments}
        rowKey={({ from }) => String(from)}
        tone={({ state }) => (state === 'contested' ? 'alert' : undefined)}
      />
    </>
  )
}

const TONES = ['nhs', 'council'] as const

function lanesOf(
  segments: readonly Segment[],
  rule: TransferRule,
  sides: readonly string[],
  at: Date,
) {
  const marks = (some: readonly Segment[], name: string) =>
    some.map((one) => ({
      start: written(one.from)!,
      end: written(one.to)!,
      label: `${name}, ${spanWords(one, at)}`,
    }))
  const holders = [...new Set(segments.flatMap(({ shares }) => shares.map(({ holder }) => holder)))]
  const lanes = holders.map((holder) => ({
    label: rule.nameOf(holder),
    tone: TONES[sides.indexOf(rule.sideOf(holder))] ?? ('other' as const),
    marks: marks(
      segments.filter(({ shares }) => shares.some((share) => share.holder === holder)),
      rule.nameOf(holder),
    ),
  }))
  const open = segments.filter(({ unresolved }) => unresolved.parts > 0n)
  if (open.length === 0) return lanes
  return [...lanes, { label: 'Nobody', tone: 'other' as const, marks: marks(open, 'Nobody') }]
}

function spanWords({ from, to }: Segment, at: Date): string {
  return `${formatDateTime(written(from)!, at)} to ${formatDateTime(written(to)!, at)}`
}

function columnsOf(rule: TransferRule, at: Date, contest: Props['contest']): Column<Segment>[] {
  const columns: Column<Segment>[] = [
    { head: 'From', nowrap: true, cell: ({ from }) => formatDateTime(written(from)!, at) },
    { head: 'To', nowrap: true, cell: ({ to }) => formatDateTime(written(to)!, at) },
    {
      head: 'How long',
      align: 'right',
      nowrap: true,
      cell: ({ from, to }) => formatWait((to - from) * MINUTE_MS),
    },
    { head: 'Whose', cell: (one) => whoseWords(one, rule) },
    {
      head: 'What was open',
      cell: ({ holdings }) =>
        holdings.length === 0
          ? 'Nothing'
          : capital(
              formatList(
                holdings.map(({ kind, holders, among }) => {
                  const whose = among === undefined ? holderWords(rule, holders) : ON_THE_DAY
                  return `${taskWords(kind)} (${whose})`
                }),
              ),
            ),
    },
  ]
  if (contest === undefined) return columns
  const verb: Column<Segment> = {
    head: 'What you can do',
    hideHead: true,
    cell: (one) =>
      one.state === 'contested' ? '' : <a href={contest(one)}>Contest these minutes</a>,
  }
  return [...columns, verb]
}

/** Something changed on that day, and nobody says when. */
const ON_THE_DAY = 'known by its day alone, so nobody’s on that day'

function whoseWords({ state, shares, unresolved }: Segment, rule: TransferRule): string {
  if (state === 'contested') return 'Contested: nobody’s until it is settled'
  if (state === 'unresolved') return 'Nobody’s'
  const [only] = shares
  if (shares.length === 1 && unresolved.parts === 0n) return rule.nameOf(only!.holder)
  const told = shares.map(
    ({ holder, share }) => `${rule.nameOf(holder)} (${partWords(decimal(share))})`,
  )
  const rest = unresolved.parts === 0n ? [] : [`nobody (${partWords(decimal(unresolved))})`]
  return formatList([...told, ...rest])
}

/** `half`, `a third`; else in a hundred. */
function partWords(share: string): string {
  if (share === '0.5') return 'half'
  if (share.startsWith('0.3333')) return 'a third'
  return `${Math.round(Number(share) * 100)} in 100`
}
