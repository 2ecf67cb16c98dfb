import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { agreedNames } from '../../access/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import {
  action,
  EmptyState,
  plural,
  requireViewer,
  SummaryList,
  sendPage,
} from '../../shell/index.ts'
import { objectCommand } from '../object.ts'
import { lookAtOwnRecord } from '../own-record.ts'
import type { PersonView } from '../person-view.ts'
import { standingObjections } from '../queries-objections.ts'
import { readLooks } from '../read-looks.ts'
import { type DrawnSection, drawSections } from '../section.ts'
import { identityRows } from './identity-rows.tsx'
import { LookTable } from './look-table.tsx'
import { OwnObjection } from './objection.tsx'
import { AlsoKept, NotReached, type PageQuery, readQuery, Sections } from './person.tsx'
import { Flags } from './person-flags.tsx'
import { LastKnown, Medicines, Plans } from './person-lists.tsx'
import { PersonNotes } from './person-notes.tsx'
import { PersonNow, Wishes } from './person-now.tsx'
import type { RecordPlace } from './person-place.ts'
import { PersonTimeline } from './person-timeline.tsx'
import { sendRefusal } from './refusal.tsx'

const PATH = '/me'

/** The resident's own page: what is held about them, in plain words, and everybody who has looked. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get(PATH, action('record.own'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const look = await lookAtOwnRecord(place, viewer, 'own record')
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome !== 'allowed') return sendNothing(request, reply, look.outcome)
    const { view } = look
    const query = readQuery(request.query)
    const page = view.looks && (await readLooks(place, view, { page: query.looks, to: 'you' }))
    const now = new Date(view.at)
    const names = agreedNames(place.agreement.current())
    const looks = page && <LookTable looks={page} names={names} now={now} path={PATH} />
    const objection = await drawObjection(place, viewer, view)
    const sections = await drawSections(place.sections ?? [], viewer, view, names)
    return sendPage(request, reply, {
      title: 'Your record',
      nav: 'me',
      body: (
        <OwnPage
          view={view}
          others={othersThisMonth(view)}
          query={query}
          sections={sections}
          objection={objection}
        >
          {looks}
        </OwnPage>
      ),
    })
  })
}

/** Nothing where no clause lets them say it here. */
async function drawObjection(
  { databases, agreement, whyNot }: RecordPlace,
  viewer: Viewer,
  { personId, identity, at }: PersonView,
): Promise<ReactNode> {
  if (whyNot(viewer, objectCommand.name) !== undefined) return null
  const standing = await standingObjections(databases.care.short, identity)
  const since = standing.map((one) => one.since).sort((a, b) => a.getTime() - b.getTime())[0]
  const said = { since, agreement: agreement.current(), now: new Date(at) }
  return <OwnObjection person={personId} {...said} />
}

/** Whoever else has looked since the first of the month: what a resident wants to know first. */
function othersThisMonth({ looks }: PersonView): number {
  // The resident is one of them: that they look now is written down already.
  return Math.max(0, (looks?.people ?? 0) - 1)
}

function sendNothing(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: 'unknown' | 'several',
): Promise<FastifyReply> {
  const body =
    outcome === 'unknown' ? (
      <EmptyState title="Nothing is held about you here.">
        <p>No hospital, practice or council has sent anything that carries your NHS number.</p>
      </EmptyState>
    ) : (
      <EmptyState title="Your record is being put right.">
        <p>
          Records of several people carry your NHS number, and the name that you signed in with is
          on none of them. Nothing is shown until somebody has checked, so that nobody reads what is
          not theirs.
        </p>
      </EmptyState>
    )
  return sendPage(request, reply, {
    title: 'Your record',
    nav: 'me',
    body: (
      <>
        <h1>Your record</h1>
        {body}
      </>
    ),
  })
}

function OwnPage(props: {
  view: PersonView
  others: number
  query: PageQuery
  sections: readonly DrawnSection[]
  objection: ReactNode
  children: ReactNode
}): ReactNode {
  const { view } = props
  const now = new Date(view.at)
  return (
    <>
      <h1>Your record</h1>
      <p className="cc-lead">{leadWords(props)}</p>
      <ul className="cc-toolbar">
        <li>
          <a href="#now">What is going on now</a>
        </li>
        {view.notes.length > 0 && (
          <li>
            <a href="#notes">What people wrote here</a>
          </li>
        )}
        <li>
          <a href="#timeline">What happened</a>
        </li>
        <li>
          <a href="#looks">Who has looked</a>
        </li>
        {props.objection !== null && (
          <li>
            <a href="#counted">Whether you are counted</a>
          </li>
        )}
        {props.sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
      <NotReached unreached={view.unreached} now={now} />
      <Flags view={view} now={now} />
      <h2>Who you are</h2>
      <SummaryList rows={identityRows(view)} />
      <Wishes view={view} now={now} />
      <div id="now">
        <PersonNow view={view} now={now} />
      </div>
      <PersonNotes view={view} page={props.query.notes} now={now} path={PATH} />
      <Medicines view={view} now={now} />
      <Plans view={view} now={now} />
      <LastKnown view={view} now={now} />
      <PersonTimeline view={view} query={props.query} now={now} path={PATH} />
      <AlsoKept view={view} path={PATH} />
      <section id="looks">
        <h2>Who has looked</h2>
        {props.children}
        {view.looks && <Proof />}
      </section>
      {props.objection}
      <Sections sections={props.sections} />
    </>
  )
}

function leadWords({ view, others }: { view: PersonView; others: number }): string {
  if (!view.looks)
    return 'What the hospital, your practice and the council have told this place about you.'
  const who = others === 0 ? 'Nobody has' : plural(others, 'person has', 'people have')
  return `${who} looked at it besides you this month. Everybody who looks is listed on this page.`
}

function Proof(): ReactNode {
  return (
    <p>
      <a href="/me/bundle" download>
        Download the proof of these looks
      </a>
      . Keep it: with it, you can <a href="/trail/check">check in your own browser</a> that none of
      them was changed or left out, now or years later, without asking us.
    </p>
  )
}
