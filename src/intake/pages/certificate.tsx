import type { ReactNode } from 'react'
import {
  BackLink,
  capital,
  clauseHref,
  formatDateTime,
  formatFullDate,
  formatList,
  formatMonth,
  plural,
  SummaryList,
  type SummaryRow,
  Table,
  Tag,
} from '../../shell/index.ts'
import type { Badge } from '../badge.ts'
import type { Certificate, CertifiedField } from '../certificate.ts'
import { Shared, sharedRows } from './shared-rows.tsx'
import type { ToldCount } from './told-count.ts'

const BADGES: Record<Badge, { tone: 'green' | 'yellow' | 'red'; words: string }> = {
  pass: { tone: 'green', words: 'Pass' },
  warn: { tone: 'yellow', words: 'Warn' },
  fail: { tone: 'red', words: 'Fail' },
}

export type Base = '' | '/public'

export function BadgeTag({ badge }: { badge: Badge }): ReactNode {
  return <Tag tone={BADGES[badge].tone}>{BADGES[badge].words}</Tag>
}

export function certificateHref(source: string, base: Base): string {
  const list = base === '' ? '/intake/certificates' : '/public/feeds'
  return `${list}/${encodeURIComponent(source)}`
}

/** One page a feed, the same for a trust, a council and a provider, and the same to everybody but for small numbers. */
export function CertificatePage(props: {
  told: Certificate
  counts: ToldCount
  /** rows of its last return whose reference stands for more than one person, for whoever gives the feed */
  shared?: readonly (readonly number[])[] | undefined
  base: Base
  now: Date
}): ReactNode {
  const { told, counts, base, now } = props
  const { badge, because, usable, sent } = told
  return (
    <>
      <BackLink href={base === '' ? '/intake/certificates' : '/public/feeds'}>
        What each of us gives and gets
      </BackLink>
      <h1>Is it kept as promised? {capital(told.name)}</h1>
      <p className="cc-lead">
        <BadgeTag badge={badge} /> {counts.number(usable)} of {counts.items(sent)} can be used
        {because.length === 0 || base !== '' ? '.' : `: ${because.join('; ')}.`}
      </p>
      <SummaryList rows={[...promisedRows(told, base), ...cameRows(told, counts, now)]} />
      <Shared rows={props.shared ?? []} />
      <Table
        caption="Field by field"
        columns={[
          { head: 'Field', cell: ({ name }: CertifiedField) => name },
          {
            head: 'Asked for in',
            cell: ({ asked }) => counts.number(asked),
            align: 'right',
          },
          {
            head: 'Filled there',
            cell: ({ asked, missing }) => counts.share(asked - missing, asked),
            align: 'right',
          },
          {
            head: 'Can be used, of what is filled',
            cell: ({ filled, valid }) => (filled === 0 ? '' : counts.share(valid, filled)),
            align: 'right',
          },
          {
            head: 'Official rule',
            cell: ({ official_rule: rule }) => (rule === null ? '' : capital(rule)),
          },
        ]}
        rows={told.fields}
        rowKey={({ name }) => name}
        empty={<p>Nothing has come of which fields are counted.</p>}
      />
      <p className="cc-learnt">
        {told.thresholds} Figures are of the last twelve months, and the same are told of every
        feed.
        {base === '' ? '' : ` Made ${formatDateTime(now, now)}; nobody is named.`}
      </p>
    </>
  )
}

function promisedRows({ clause, every, promised }: Certificate, base: Base): SummaryRow[] {
  if (clause === null || every === null) return []
  return [
    {
      key: 'Promised',
      value: capital(formatList(promised)),
      note: (
        <>
          at least every {every}, by <a href={clauseHref(clause, base)}>clause {clause}</a>
        </>
      ),
    },
  ]
}

function cameRows(told: Certificate, counts: ToldCount, now: Date): SummaryRow[] {
  const {
    since,
    sent,
    usable,
    quarantined,
    last_arrived_at: last,
    rehearsed,
    look_days: days,
  } = told
  const days28 = `in the last ${plural(days, 'day', 'days')}`
  return [
    {
      key: 'Sent',
      value: `${counts.items(sent)}${since === null ? '' : `, since ${formatMonth(since)}`}`,
      note: last === null ? 'nothing yet' : `last ${formatDateTime(last, now)}`,
    },
    { key: 'Usable', value: `${counts.share(usable, sent)}: ${counts.items(usable)}` },
    {
      key: 'In quarantine when they came',
      value: quarantined === 0 ? 'nothing' : counts.items(quarantined),
    },
    { key: 'Fresh', value: freshWords(told) },
    { key: 'Missing', value: missingWords(told) },
    ...sharedRows(told, counts),
    {
      key: 'Given',
      value: `Looks by others’ staff at what its party gives: ${counts.looks(told.gives)}`,
      note: days28,
    },
    {
      key: 'Got',
      value: `Looks by its party’s staff at what others give: ${counts.looks(told.gets)}`,
      note: days28,
    },
    {
      key: 'Last rehearsed',
      value:
        rehearsed === null ? (
          'never'
        ) : (
          <>
            {formatDateTime(rehearsed.at, now)} <BadgeTag badge={rehearsed.badge} />
          </>
        ),
    },
  ]
}

function freshWords({ freshness_hours: fresh }: Certificate): string {
  if (fresh === null)
    return 'Not known: nothing has been told yet that was so after it was first heard'
  const { p50, p95 } = fresh
  return `Half of it within ${hoursWords(p50)}, 95 of 100 within ${hoursWords(p95)}`
}

export function hoursWords(hours: number): string {
  if (hours <= 48) return plural(hours, 'hour', 'hours')
  return plural(Math.round(hours / 24), 'day', 'days')
}

function missingWords({ missing, late }: Certificate): string {
  const { late: times, never_told: never, periods } = missing
  const said = [
    ...(late ? ['it is late now'] : []),
    ...(times > 0 ? [`late ${plural(times, 'time', 'times')} in a year`] : []),
    ...(never.length > 0 ? [`never told: ${formatList(never)}`] : []),
    ...periods.map(({ from, to }) => {
      return `no return speaks of ${formatFullDate(from)} to ${formatFullDate(to)}`
    }),
  ]
  return said.length === 0 ? 'Nothing that is known of' : capital(said.join('; '))
}
