import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  DIVISIONS,
  type Division,
  type KeptCounts,
  qualityKept,
  qualityOfGroups,
  SAMPLE_PATH,
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
import {
  BySample,
  CALLED,
  Differs,
  percent,
  type Sampled,
  SHORT,
  sampledOf,
  TOO_FEW,
} from './quality-by-sample.tsx'

const TITLE = 'How right it is who is who'
/**
 * For whom records are joined wrongly, or not found, and how long it takes until a doubt is settled. The public page
 * tells a group's figures where they rest on as many people and pairs as the agreement asks for.
 */
export function registerMatchQuality(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock } = place
  app.get('/people/quality', action(SEE_DOUBTS), async (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    const db = databases.care.short
    const [kept, sampled] = await Promise.all([qualityKept(db), sampledOf(db, agreement.current())])
    const told = { kept, sampled, least: 0, now: clock.now() }
    const body = <QualityPage {...told} mayLook />
    return sendPage(request, reply, { title: TITLE, nav: 'today', body })
  })
  app.get('/public/match-quality', action(PUBLIC), async (request, reply) => {
    const rule = disclosureRule(agreement.current())
    const db = databases.care.short
    const kept = rule && (await qualityKept(db))
    const sampled = rule === undefined ? [] : await sampledOf(db, agreement.current())
    const told = { kept, sampled, least: rule?.least ?? 0, now: clock.now() }
    const body = <QualityPage {...told} />
    return sendPage(request, reply, { title: TITLE, nav: 'today', purposeBar: false, body })
  })
}

type Kept = Awaited<ReturnType<typeof qualityKept>>

type Props = {
  kept: Kept
  sampled: readonly Sampled[]
  least: number
  now: Date
  mayLook?: boolean
}

function QualityPage({ kept, sampled, least, now, mayLook = false }: Props): ReactNode {
  return (
    <>
      <h1>{TITLE}</h1>
      <p>
        A link is missed where two records of one person stand apart, and false where records of two
        people are taken for one person’s. Each rate has the interval in which it lies nineteen
        times of twenty.
      </p>
      {kept === undefined && sampled.length === 0 && (
        <EmptyState title="It has not been measured yet.">
          <p>It is known when people have looked at pairs that were drawn by lot.</p>
        </EmptyState>
      )}
      {sampled.length > 0 && <BySample sampled={sampled} least={least} now={now} />}
      {mayLook && (
        <p>
          <a href={SAMPLE_PATH}>
            {sampled.length > 0 ? 'Look at pairs that were drawn' : 'Have pairs drawn by lot'}
          </a>
        </p>
      )}
      {kept !== undefined && <ByTruth kept={kept} least={least} now={now} />}
    </>
  )
}

function ByTruth(props: { kept: NonNullable<Kept>; least: number; now: Date }): ReactNode {
  const { kept, least, now } = props
  const told = DIVISIONS.map((by) => kept.counts.filter((one) => one.by === by))
  const hidden = told.some((counts) => enough(counts, least).length < counts.length)
  const differs = told.flatMap((counts, at) =>
    qualityOfGroups(enough(counts, least)).differs.map(
      ({ says }) => `${SHORT[DIVISIONS[at]!]}: ${says}`,
    ),
  )
  return (
    <>
      <h2>By the truth of the made-up place</h2>
      <Differs says={differs} hidden={hidden} />
      {told.map((counts, at) => (
        <Divided key={DIVISIONS[at]} by={DIVISIONS[at]!} counts={counts} least={least} />
      ))}
      <p className="cc-learnt">Measured {formatDateTime(kept.at, now)}.</p>
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
