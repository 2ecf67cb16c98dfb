import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ChartWithTable,
  ClauseLink,
  EmptyState,
  formatFullDate,
  requireViewer,
  SummaryList,
  type SummaryRow,
  sendPage,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { valueWords } from '../figure-words.ts'
import { type Goal, goalsOf } from '../goals.ts'
import { AssuranceMark, VariationMark } from './marks.tsx'
import { periodWords } from './period-words.ts'
import { pictureOf } from './run-picture.ts'

type Drawn = { readonly goal: Goal; readonly picture: string }

/** What the goals of the agreement are to come to, and where they will land. */
export function registerGoals(app: FastifyInstance, place: Place): void {
  app.get('/measure/goals', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const goals: Drawn[] = []
    for (const goal of await goalsOf(place)) {
      goals.push({ goal, picture: await pictureOf(goal.charted, request.nonce) })
    }
    return sendPage(request, reply, {
      title: 'Where the goals will land',
      nav: 'measure',
      body: <Goals goals={goals} place={place} />,
    })
  })
}

function Goals({ goals, place }: { goals: readonly Drawn[]; place: Place }): ReactNode {
  const known = place.agreement.current()?.table<{ id: string; goal: string }>('goal') ?? []
  return (
    <>
      <BackLink href="/measure">What we count</BackLink>
      <h1>Where the goals will land</h1>
      <p className="cc-lead">
        If each goes on varying as it does now, it lands where its range says: of ten ways in which
        it may go on, eight end within it.
      </p>
      {goals.length === 0 && <EmptyState title="No clause of the agreement sets a target." />}
      {goals.map(({ goal, picture }) => (
        <section key={goal.target.id}>
          <h2>{goal.charted.definition.name}</h2>
          <p>
            The goal is that{' '}
            {known.find(({ id }) => id === goal.target.goal)?.goal ?? goal.target.goal}.
          </p>
          <ChartWithTable
            picture={picture}
            says={`${goal.charted.definition.name}, with its target. ${landsWords(goal)}`}
          >
            <SummaryList rows={rowsOf(goal)} />
          </ChartWithTable>
        </section>
      ))}
    </>
  )
}

function rowsOf(goal: Goal): SummaryRow[] {
  const { target, charted, now } = goal
  const { definition, points } = charted
  const last = points.at(-1)
  return [
    {
      key: 'It was',
      value: `${valueWords(definition, target.baseline.value)}, ${target.baseline.month}`,
    },
    {
      key: 'It is to be',
      value: `${valueWords(definition, target.value)} by ${formatFullDate(target.by)}`,
      note: definition.unit,
    },
    {
      key: 'It is now',
      value: now === null ? 'not told' : valueWords(definition, now),
      ...(last === undefined ? {} : { note: periodWords(definition, last.period) }),
    },
    { key: 'It will land', value: landsWords(goal) },
    { key: 'Does it change?', value: <VariationMark charted={charted} /> },
    { key: 'Against its target', value: <AssuranceMark charted={charted} /> },
    { key: 'What both sides bear', value: target.shared },
    { key: 'Agreed in', value: <ClauseLink number={target.clause} /> },
  ]
}

function landsWords({ lands, charted: { definition } }: Goal): string {
  if (lands === undefined) return 'Too few months are told to say.'
  const [low, middle, high] = [lands.p10, lands.p50, lands.p90].map((one) => {
    return valueWords(definition, one)
  })
  return `Between ${low} and ${high}, most likely about ${middle}`
}
