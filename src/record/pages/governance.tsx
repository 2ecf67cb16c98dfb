import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { type AgreedNames, agreedNames } from '../../access/index.ts'
import {
  action,
  EmptyState,
  type Figure,
  FigureStrip,
  formatAgo,
  formatCount,
  formatDateTime,
  LiveNote,
  plural,
  requireViewer,
  sendPage,
  Table,
  Tag,
} from '../../shell/index.ts'
import { openAlerts } from '../alerts-today.ts'
import { ANSWER_LEAK } from '../answer-leak.ts'
import { GOVERNANCE, incidentsNow } from '../governance-today.ts'
import type { Incident } from '../incident.ts'
import { GOVERNANCE_PATH, INCIDENTS, OPEN_INCIDENT } from '../move-incident.ts'
import { type OptOutRun, optOutRuns } from '../queries-opt-out-tests.ts'
import { QUESTIONS_PATH, waitingFor } from '../questions-today.ts'
import { WATCH_PATH } from '../watch-person.ts'
import { registerFlows } from './flows.tsx'
import { IncidentTable } from './incident-table.tsx'
import type { RecordPlace } from './person-place.ts'

const TITLE = 'Governance'
const RUNS = 14

type Told = { readonly names: AgreedNames; readonly now: Date }

/** How records are governed: what waits, incidents with their clock, and whether opting out is obeyed. */
export function registerGovernance(app: FastifyInstance, place: RecordPlace): void {
  registerFlows(app, place)
  app.get(GOVERNANCE_PATH, action(GOVERNANCE), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const [alerts, { glass, questions }, incidents, runs] = await Promise.all([
      openAlerts(place, viewer),
      waitingFor(place, viewer),
      incidentsNow(place),
      optOutRuns(place.databases.care.short, RUNS),
    ])
    const told = { names: agreedNames(place.agreement.current()), now: place.clock.now() }
    const waits = { alerts: alerts.length, asked: glass.length + questions.length }
    return sendPage(request, reply, {
      title: TITLE,
      nav: 'governance',
      script: ['live'],
      body: (
        <>
          <h1>{TITLE}</h1>
          <p className="cc-lead">
            What waits for whoever answers for records, on both sides. Both sides see the same.
          </p>
          <LiveNote topic={INCIDENTS} words="An incident has gone on. Show it" />
          <FigureStrip figures={figuresOf(waits, incidents, runs)} />
          <ul className="cc-toolbar">
            <li>
              <a href={WATCH_PATH}>Ask about unusual looks</a>
            </li>
            <li>
              <a href={QUESTIONS_PATH}>Answer residents and check what was opened in need</a>
            </li>
            <li>
              <a href="/governance/flows">See which data flows, and by which clause</a>
            </li>
          </ul>
          <section id="incidents">
            <h2>Incidents</h2>
            <IncidentTable incidents={incidents} {...told} />
            {place.whyNot(viewer, OPEN_INCIDENT) === undefined && (
              <p>
                <a href={`/do/${OPEN_INCIDENT}?then=${GOVERNANCE_PATH}`}>Write down an incident</a>
              </p>
            )}
          </section>
          <section id="opt-outs">
            <h2>Whether opting out is obeyed</h2>
            <OptOuts
              runs={runs}
              mayAnswer={place.whyNot(viewer, ANSWER_LEAK) === undefined}
              {...told}
            />
          </section>
        </>
      ),
    })
  })
}

function figuresOf(
  waits: { alerts: number; asked: number },
  incidents: readonly Incident[],
  [last]: readonly OptOutRun[],
): Figure[] {
  const open = incidents.filter(({ state }) => state !== 'closed').length
  return [
    { label: 'looks to be asked about', value: formatCount(waits.alerts) },
    {
      label: 'questions of residents, and records opened in need',
      value: formatCount(waits.asked),
    },
    {
      label: 'open incidents',
      value: formatCount(open),
      ...(incidents.some(({ clock }) => clock === 'late') ? { tone: 'alert' as const } : {}),
    },
    last === undefined
      ? { label: 'opted-out people found in counts', value: 'not tested yet', tone: 'alert' }
      : {
          label: 'opted-out people found in counts',
          value: formatCount(last.leaks),
          tone: last.leaks > 0 ? 'alert' : 'good',
        },
  ]
}

function OptOuts(props: Told & { runs: readonly OptOutRun[]; mayAnswer: boolean }): ReactNode {
  const { runs, mayAnswer, now } = props
  const [last] = runs
  const open = runs.filter(({ leaks, answered }) => leaks > 0 && answered === undefined)
  return (
    <>
      {open.length > 0 && (
        <div className="cc-flag cc-flag--alert">
          <p>
            Somebody who opted out was found in what is counted. Nothing is counted until somebody
            has put it right.
          </p>
          {mayAnswer && (
            <p>
              <a href={`/do/${ANSWER_LEAK}?then=${GOVERNANCE_PATH}`}>
                Put it right and answer for it
              </a>
            </p>
          )}
        </div>
      )}
      <p>
        {last === undefined
          ? 'It has not been tested yet. It is tested every day.'
          : testedWords(last, now)}
      </p>
      <Table
        caption={`The last ${RUNS} tests`}
        rows={runs}
        rowKey={({ id }) => id}
        tone={({ leaks }) => (leaks > 0 ? 'alert' : undefined)}
        empty={<EmptyState title="No test has run." />}
        columns={[
          { head: 'When', cell: ({ ranAt }) => formatDateTime(ranAt, now) },
          { head: 'Opted out', align: 'right', cell: ({ seeded }) => formatCount(seeded) },
          { head: 'Several sources', align: 'right', cell: ({ movers }) => formatCount(movers) },
          { head: 'Counted all the same', align: 'right', cell: ({ leaks }) => formatCount(leaks) },
          { head: 'What became of it', cell: (run) => <Answered run={run} now={now} /> },
        ]}
      />
    </>
  )
}

function testedWords({ ranAt, seeded, movers }: OptOutRun, now: Date): string {
  const many = plural(seeded, 'person has', 'people have')
  const several = `${formatCount(movers)} of whom several sources know`
  return `Last tested ${formatAgo(ranAt, now)}: ${many} opted out, ${several}.`
}

function Answered({ run, now }: { run: OptOutRun; now: Date }): ReactNode {
  if (run.leaks === 0) return ''
  if (run.answered === undefined) return <Tag tone="red">Nobody has answered</Tag>
  const { words, by, at } = run.answered
  return (
    <>
      {words}
      <span className="cc-learnt">
        {by}, {formatDateTime(at, now)}
      </span>
    </>
  )
}
