import type { ReactNode } from 'react'
import type { NowItem } from '../now-item.ts'
import { dateWords } from './dates.ts'
import { Learnt } from './said.tsx'

/**
 * Lines of what is so, with source and learnt date once for all that have the same, so that what is said stands out
 * from who says it.
 */
export function NowLines(props: {
  items: readonly NowItem[]
  now: Date
  /** one line for all of a group: short names, such as conditions */
  run?: boolean
}): ReactNode {
  const { items, now, run } = props
  const groups = Map.groupBy(
    items,
    ({ sources, learntAt }) => `${sources} ${learntAt.slice(0, 10)}`,
  )
  return [...groups].map(([key, group]) => (
    <div key={key} className="cc-group">
      <ul className={run ? 'cc-items cc-items--run' : 'cc-items'}>
        {group.map((item) => (
          <li key={item.key}>
            <Line item={item} now={now} />
          </li>
        ))}
      </ul>
      <Learnt
        sources={group[0]!.sources}
        learntAt={group
          .map(({ learntAt }) => learntAt)
          .sort()
          .at(-1)}
        now={now}
      />
    </div>
  ))
}

export function Line({ item, now }: { item: NowItem; now: Date }): ReactNode {
  const when = whenWords(item, now)
  return (
    <>
      <span className="cc-items__what">{item.what}</span>
      {item.more && `, ${item.more}`}
      {item.by && `, by ${item.by}`}
      {when !== '' && `, ${when}`}
      {item.aside && <span className="cc-aside"> ({item.aside})</span>}
      <Warnings item={item} />
    </>
  )
}

export function Warnings({ item }: { item: NowItem }): ReactNode {
  return item.warnings?.map((warning) => (
    <span key={warning} className="cc-warning">
      {warning}
    </span>
  ))
}

/** `since Tue 3 Mar`, `since 2019` where the day no longer matters, `prescribed Tue 3 Mar`, `as at Wed 31 Dec 2025`. */
export function whenWords({ trueAt, dated, endedAt, ended, asAt }: NowItem, now: Date): string {
  const told = asAt === undefined ? '' : `as at ${dateWords(asAt, now)}`
  const over = ended ?? (endedAt === undefined ? undefined : `ended ${dateWords(endedAt, now)}`)
  const began = trueAt === undefined ? '' : `${dated ?? 'since'} ${dayOrYear(trueAt, dated, now)}`
  return [over ?? began, told].filter((part) => part !== '').join(', ')
}

function dayOrYear(date: string, dated: NowItem['dated'], now: Date): string {
  const year = date.slice(0, 4)
  const long = Number(year) < now.getUTCFullYear() - 1
  const since = dated === undefined || dated === 'since'
  return date.length < 10 || (long && since)
    ? date.length === 7
      ? date
      : year
    : dateWords(date, now)
}
