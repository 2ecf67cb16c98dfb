import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  type Column,
  EmptyState,
  FigureStrip,
  formatDateTime,
  requireViewer,
  Spark,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { READ, TRY } from '../actions.ts'
import { ASK } from '../ask-planning.ts'
import { figureWords } from '../figure-words.ts'
import { PUBLISH } from '../publish.ts'
import { type Charted, chartAll } from '../signal.ts'
import { AssuranceMark, VariationMark } from './marks.tsx'
import { periodWords } from './period-words.ts'
import { pictureOf } from './run-picture.ts'

type Line = { readonly charted: Charted; readonly picture: string }

/** Is it getting better? Every measure in a line: what it is now, and whether it changes or only varies. */
export function registerScorecard(app: FastifyInstance, place: Place): void {
  app.get('/measure', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const lines: Line[] = []
    for (const charted of await chartAll(place)) {
      lines.push({ charted, picture: await pictureOf(charted, request.nonce, true) })
    }
    const body = <Scorecard lines={lines} place={place} viewer={viewer} />
    return sendPage(request, reply, { title: 'Is it getting better?', nav: 'measure', body })
  })
}

function Scorecard(props: { lines: readonly Line[]; place: Place; viewer: Viewer }): ReactNode {
  const { lines, place, viewer } = props
  const worked = lines.flatMap(({ charted }) => charted.points.map(({ workedAt }) => workedAt))
  const last = worked.sort((a, b) => b.getTime() - a.getTime())[0]
  const may = (name: string) => place.whyNot(viewer, name) === undefined
  return (
    <div className="cc-card">
      <h1>Is it getting better?</h1>
      <p className="cc-lead">{leadWords(lines)}</p>
      {lines.length === 0 ? (
        <EmptyState title="No clause of the agreement makes a measure." />
      ) : (
        <>
          <Counts lines={lines} />
          <Table
            caption="What we count, what it is now, and whether it changes"
            hideCaption
            columns={COLUMNS}
            rows={lines}
            rowKey={({ charted }) => charted.definition.id}
            tone={({ charted }) => (charted.signal.signal === 'concern' ? 'alert' : undefined)}
          />
        </>
      )}
      <p className="cc-small">
        A change is called one only where it breaks a rule of Making Data Count; what breaks none
        varies as it always did. Both calculators gave the same of every figure, and no figure rests
        on few people.
        {last !== undefined && ` Worked ${formatDateTime(last.toISOString(), place.clock.now())}.`}
      </p>
      <p className="cc-no-print">
        <a href="/measure/goals">See where the goals will land</a> ·{' '}
        <a href="/measure/dictionary">See what can be counted</a> ·{' '}
        <a href="/public/measures.json">Take the public figures</a>
        {may(TRY) && (
          <>
            {' '}
            · <a href="/measure/try">Try a definition</a>
          </>
        )}
        {may(ASK) && (
          <>
            {' '}
            · <a href="/measure/ask">Ask how many people</a>
          </>
        )}
        {may(PUBLISH) && (
          <>
            {' '}
            · <a href={`/do/${PUBLISH}?then=%2Fmeasure`}>Work what is new</a>
          </>
        )}
      </p>
    </div>
  )
}

function leadWords(lines: readonly Line[]): string {
  const names = (signal: string) =>
    lines
      .filter(({ charted }) => charted.signal.signal === signal)
      .map(({ charted }) => charted.definition.name)
  const [better, worse] = [names('improvement'), names('concern')]
  if (better.length + worse.length === 0)
    return 'Nothing that we count gives a signal: it varies as it did.'
  const said = [
    ...(worse.length > 0 ? [`Worse: ${worse.join('; ')}.`] : []),
    ...(better.length > 0 ? [`Better: ${better.join('; ')}.`] : []),
  ]
  return `${said.join(' ')} All else varies as it did.`
}

function Counts({ lines }: { lines: readonly Line[] }): ReactNode {
  const many = (test: (one: Charted) => boolean) =>
    lines.filter(({ charted }) => test(charted)).length
  return (
    <FigureStrip
      label="In short"
      figures={[
        { label: 'get worse', value: many(({ signal }) => signal.signal === 'concern') },
        { label: 'get better', value: many(({ signal }) => signal.signal === 'improvement') },
        {
          label: 'give no signal',
          value: many(({ signal, points }) => points.length > 0 && signal.signal === 'none'),
        },
        { label: 'of too few people', value: many(({ points }) => points.length === 0) },
      ]}
    />
  )
}

const COLUMNS: Column<Line>[] = [
  {
    head: 'Measure',
    cell: ({ charted: { definition } }) => (
      <a href={`/measure/${definition.id}`}>{definition.name}</a>
    ),
  },
  { head: 'Latest', cell: ({ charted }) => <Latest charted={charted} /> },
  { head: 'Does it change?', cell: ({ charted }) => <VariationMark charted={charted} /> },
  { head: 'Its target', cell: ({ charted }) => <AssuranceMark charted={charted} /> },
  {
    head: 'So far',
    cell: ({ charted, picture }) =>
      charted.points.length === 0 ? null : <Spark picture={picture} />,
  },
]

function Latest({ charted: { definition, points } }: { charted: Charted }): ReactNode {
  const last = points.at(-1)
  if (last === undefined) return 'too few to show'
  return (
    <>
      {figureWords(definition, last.told)}
      <span className="cc-learnt">{periodWords(definition, last.period)}</span>
    </>
  )
}
