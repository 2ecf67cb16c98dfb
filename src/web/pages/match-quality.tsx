import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  DIVISIONS,
  type Division,
  type KeptCounts,
  qualityKept,
  qualityOfGroups,
  SEE_DOUBTS,
} from '../../people/index.ts'
import { disclosureRule } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  EmptyState,
  formatCount,
  formatDateTime,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'

const TITLE = 'How right it is who is who'
const CALLED: Readonly<Record<Division, string>> = {
  'ethnic-group': 'Ethnic group',
  deprivation: 'How deprived the neighbourhood is, tenth 01 the most',
  age: 'Age',
  sex: 'Sex',
}

/**
 * For whom records are joined wrongly, or not found, and how long it takes until a doubt is settled. The public page
 * tells a group's figures where they rest on as many people and pairs as the agreement asks for.
 */
export function registerMatchQuality(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock } = place
  app.get('/people/quality', action(SEE_DOUBTS), async (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    const kept = await qualityKept(databases.care.short)
    const body = <QualityPage kept={kept} least={0} now={clock.now()} />
    return sendPage(request, reply, { title: TITLE, nav: 'today', body })
  })
  app.get('/public/match-quality', action(PUBLIC), async (request, reply) => {
    const rule = disclosureRule(agreement.current())
    const kept = rule && (await qualityKept(databases.care.short))
    const body = <QualityPage kept={kept} least={rule?.least ?? 0} now={clock.now()} />
    return sendPage(request, reply, { title: TITLE, nav: 'today', purposeBar: false, body })
  })
}

type Kept = Awaited<ReturnType<typeof qualityKept>>

function QualityPage({ kept, least, now }: { kept: Kept; least: number; now: Date }): ReactNode {
  const all = kept?.counts ?? []
  const told = DIVISIONS.map((by) => all.filter((one) => one.by === by))
  const hidden = told.some((counts) => enough(counts, least).length < counts.length)
  const differs = told.flatMap((counts) => qualityOfGroups(enough(counts, least)).differs)
  return (
    <>
      <h1>{TITLE}</h1>
      {kept === undefined ? (
        <EmptyState title="It has not been measured yet.">
          <p>It is measured where it is known whose each record is.</p>
        </EmptyState>
      ) : (
        <>
          {differs.map(({ says }) => (
            <p key={says} className="cc-lead">
              {says}
            </p>
          ))}
          {differs.length === 0 && (
            <p className="cc-lead">
              No group {hidden && 'that is large enough to be told '}differs from the others by more
              than the error of measurement.
            </p>
          )}
          <p>
            A link is missed where two records of one person stand apart, and false where records of
            two people are taken for one person’s. Each rate has the interval in which it lies
            nineteen times of twenty.
          </p>
          {told.map((counts, at) => (
            <Divided key={DIVISIONS[at]} by={DIVISIONS[at]!} counts={counts} least={least} />
          ))}
          <p className="cc-learnt">Measured {formatDateTime(kept.at, now)}.</p>
        </>
      )}
    </>
  )
}

type DivisionProps = { by: Division; counts: readonly KeptCounts[]; least: number }

function Divided({ by, counts, least }: DivisionProps): ReactNode {
  const may = enough(counts, least)
  const rows = counts.map((own) => ({
    own,
    told: may.includes(own) ? qualityOfGroups([own]).rows[0] : undefined,
  }))
  return (
    <Table
      caption={CALLED[by]}
      rows={rows}
      rowKey={({ own }) => own.group}
      empty={<EmptyState title="Nobody is known by this." />}
      columns={[
        { head: 'Group', cell: ({ own }) => own.group },
        { head: 'People', cell: ({ own, told }) => (told ? formatCount(own.persons) : TOO_FEW) },
        {
          head: 'Links missed',
          cell: ({ told }) =>
            told && `${percent(told.missed_rate)} (${percent(told.low)} to ${percent(told.high)})`,
        },
        {
          head: 'Links false',
          cell: ({ told }) =>
            told &&
            `${percent(told.false_rate)} (${percent(told.false_low)} to ${percent(told.false_high)})`,
        },
        {
          head: 'Until a doubt is settled',
          cell: ({ own, told }) => told && tookWords(own, least),
        },
      ]}
    />
  )
}

const TOO_FEW = 'too few to tell'

/**
 * Groups of which so many people, and pairs of their records, were counted, and so many found wanting or none. Those
 * that are not told must be as many together: all other divisions are of the same people, so that what is left of them
 * could be worked out.
 */
export function enough(counts: readonly KeptCounts[], least: number): KeptCounts[] {
  const tells = (count: number) => count === 0 || count >= least
  const tellsAll = (some: readonly KeptCounts[]) => {
    const sum = (read: (one: KeptCounts) => number) => some.reduce((all, one) => all + read(one), 0)
    const [missed, wrong] = [sum((one) => one.missed), sum((one) => one.false)]
    const many = sum((one) => one.persons) >= least && sum((one) => one.wanted) >= least
    return many && tells(missed) && tells(wrong)
  }
  const told = counts.filter((one) => tellsAll([one])).sort((a, b) => a.persons - b.persons)
  const hidden = counts.filter((one) => !told.includes(one))
  while (hidden.length > 0 && told.length > 0 && !tellsAll(hidden)) hidden.push(told.shift()!)
  return counts.filter((one) => told.includes(one))
}

function tookWords({ settled, days }: KeptCounts, least: number): string {
  if (days === null || settled < Math.max(1, least)) return 'too few were settled to tell'
  return days < 1 ? 'half within a day' : `half within ${plural(Math.round(days), 'day')}`
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)}%`
