import type { ReactNode } from 'react'
import type { NowItem } from '../now-item.ts'
import { Codes } from './codes.tsx'
import { dateWords, monthWords } from './dates.ts'
import { Learnt } from './said.tsx'

/**
 * Lines of what is so, with source and dates once for all that have the same, so that what is said stands out from
 * who says it.
 */
export function NowLines(props: {
  items: readonly NowItem[]
  now: Date
  /** one line for all of a group: short names, such as conditions */
  run?: boolean
}): ReactNode {
  const groups = Map.groupBy(props.items, groupKey)
  return [...groups].map(([key, group]) => (
    <Group key={key} group={group} now={props.now} run={props.run} />
  ))
}

function groupKey({ sources, learntAt, asAt }: NowItem): string {
  return JSON.stringify([sources, learntAt.slice(0, 10), asAt])
}

function Group(props: { group: readonly NowItem[]; now: Date; run?: boolean }): ReactNode {
  const { group, now, run } = props
  const [first] = group as [NowItem]
  const shared = sharedWhen(group, now)
  const learnt = group.map(({ learntAt }) => learntAt).sort()
  return (
    <div className="cc-group">
      <ul className={run ? 'cc-items cc-items--run' : 'cc-items'}>
        {group.map((item, at) => (
          <li key={item.key}>
            <Line item={item} when={shared === '' ? beganWords(item, now) : ''} />
            {run && at < group.length - 1 && '; '}
          </li>
        ))}
      </ul>
      <Learnt
        sources={first.sources}
        learntAt={learnt.at(-1)}
        now={now}
        before={[
          shared === '' ? '' : `All ${shared}. `,
          first.asAt === undefined ? '' : `As at ${dateWords(first.asAt, now)}: `,
        ].join('')}
      />
    </div>
  )
}

/** What is the same for all of several lines is told once, under them. */
function sharedWhen(group: readonly NowItem[], now: Date): string {
  const [first, ...others] = new Set(group.map((item) => beganWords(item, now)))
  return group.length > 1 && others.length === 0 ? first! : ''
}

function Line({ item, when }: { item: NowItem; when: string }): ReactNode {
  return (
    <>
      <span className="cc-items__what">{item.what}</span>
      {item.more && `, ${item.more}`}
      {item.by && `, by ${item.by}`}
      {when !== '' && `, ${when}`}
      {item.aside && <span className="cc-aside"> ({item.aside})</span>}
      <Codes codes={item.codes} />
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

/** When, and as at which day its source says so: `since Tue 3 Mar, as at Wed 31 Dec 2025`. */
export function whenWords(item: NowItem, now: Date): string {
  const told = item.asAt === undefined ? '' : `as at ${dateWords(item.asAt, now)}`
  return [beganWords(item, now), told].filter((part) => part !== '').join(', ')
}

/** `since Tue 3 Mar`, `since 2019` where the day no longer matters, `prescribed Tue 3 Mar`, `ended Mon 2 Mar`. */
function beganWords({ trueAt, dated, endedAt, until, ended }: NowItem, now: Date): string {
  const over = ended ?? (endedAt === undefined ? undefined : `ended ${dateWords(endedAt, now)}`)
  const began = trueAt === undefined ? '' : `${dated ?? 'since'} ${dayOrYear(trueAt, dated, now)}`
  const planned = until === undefined ? '' : `until ${dateWords(until, now)}`
  return over ?? [began, planned].filter((part) => part !== '').join(' ')
}

function dayOrYear(date: string, dated: NowItem['dated'], now: Date): string {
  const year = date.slice(0, 4)
  const isOld = Number(year) < now.getUTCFullYear() - 1
  const since = dated === undefined || dated === 'since'
  if (date.length < 10) return date.length === 7 ? monthWords(`${date}-01`) : date
  return isOld && since ? year : dateWords(date, now)
}
