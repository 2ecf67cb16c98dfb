import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { agreedNames } from '../../access/index.ts'
import { isPersonId } from '../../kernel/index.ts'
import {
  AskTime,
  action,
  ClauseLink,
  capital,
  Details,
  formatList,
  plural,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { keptWords } from '../kept.ts'
import { type Unreached, unreachedWords } from '../known.ts'
import { likeNamedWords, lookForLikeNamed } from '../like-named.ts'
import { lookAtPerson } from '../look-at-person.ts'
import { objectCommand } from '../object.ts'
import type { PersonView } from '../person-view.ts'
import { revealEntry } from '../reveal-entry.ts'
import { type DrawnSection, drawSections } from '../section.ts'
import { takeBackNote } from '../take-back-note.ts'
import { writeNoteCommand } from '../write-note.ts'
import { ObjectFor } from './objection.tsx'
import { IdentityDifferences, PersonBanner } from './person-banner.tsx'
import { LastKnown, Medicines, Plans } from './person-lists.tsx'
import { type NoteActs, PersonNotes } from './person-notes.tsx'
import { PersonNow, Wishes } from './person-now.tsx'
import type { RecordPlace } from './person-place.ts'
import { PersonTimeline } from './person-timeline.tsx'
import { sendRefusal, sendUnknown } from './refusal.tsx'
import type { TimelineQuery } from './timeline-years.tsx'
import { WayIn } from './way-in.tsx'

export const ASK = 'See this page as it was known before'

type PersonRequest = { Params: { personId: string } }

export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get<PersonRequest>('/people/:personId', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { personId } = request.params
    if (!isPersonId(personId)) return sendUnknown(request, reply)
    const look = await lookAtPerson(place, viewer, personId)
    if (look.outcome === 'unknown') return sendUnknown(request, reply)
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal, personId)
    const { view } = look
    const names = agreedNames(place.agreement.current())
    const [alike, sections] = await Promise.all([
      lookForLikeNamed(place, viewer, view),
      drawSections(place.sections ?? [], viewer, view, names),
    ])
    const likeNamed = likeNamedWords(view, alike)
    const query = readQuery(request.query)
    const path = `/people/${view.personId}`
    const may = (command: string) => place.whyNot(viewer, command) === undefined
    const notes = { mayWrite: may(writeNoteCommand.name), mayTakeBack: may(takeBackNote.name) }
    const mayReadLooks = place.whyNot(viewer, 'record.looks') === undefined
    return sendPage(request, reply, {
      title: view.who.name,
      nav: 'people',
      body: (
        <>
          <PersonPage {...{ view, likeNamed, sections, notes, mayReadLooks, query, path }} />
          {may(objectCommand.name) && <ObjectFor person={view.personId} then={path} />}
          {may(revealEntry.name) && <WayIn person={view.personId} />}
          <AskTime words={ASK} path={`${path}/known`} present={place.clock.now()} />
        </>
      ),
    })
  })
}

export type PageQuery = TimelineQuery & { looks: number; notes: number }

/** The timeline, notes and the list of looks stand on one page of a resident: each has its own place in the address. */
export function readQuery(query: unknown): PageQuery {
  const { side, year, page, looks, notes } = (query ?? {}) as Record<string, unknown>
  return {
    side: typeof side === 'string' && side !== '' ? side : undefined,
    year: typeof year === 'string' && year !== '' ? year : undefined,
    page: pageNumber(page),
    looks: pageNumber(looks),
    notes: pageNumber(notes),
  }
}

function pageNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1
}

/** Who this is, what is true now, who is caring, what happened: the answer before any scrolling. */
export function PersonPage(props: {
  view: PersonView
  /** that somebody else on the ward has a name like this */
  likeNamed?: string
  /** what other rooms add */
  sections?: readonly DrawnSection[]
  /** what the viewer may do about notes */
  notes?: NoteActs
  /** whether the list of looks opens to the viewer: a number leads nowhere that refuses */
  mayReadLooks?: boolean
  query: TimelineQuery & { notes?: number }
  path: string
}): ReactNode {
  const { view, likeNamed, sections = [], notes = {}, query, path } = props
  const lookers = `${plural(view.looks?.people ?? 0, 'person', 'people')} this month`
  const now = new Date(view.at)
  return (
    <>
      <PersonBanner view={view} likeNamed={likeNamed} now={now} />
      <NotReached unreached={view.unreached} now={now} />
      <IdentityDifferences who={view.who} now={now} />
      <Sections sections={sections.filter(({ warns }) => warns)} />
      <Wishes view={view} now={now} />
      <PersonNow view={view} now={now} />
      <PersonNotes view={view} acts={notes} page={query.notes ?? 1} now={now} path={path} />
      <Medicines view={view} now={now} />
      <Plans view={view} now={now} />
      <LastKnown view={view} now={now} />
      <PersonTimeline view={view} query={query} now={now} path={path} />
      <AlsoKept view={view} path={path} />
      {view.looks && (
        <section>
          <h2>Who has looked</h2>
          <p>{props.mayReadLooks ? <a href={`${path}/looks`}>{lookers}</a> : lookers}</p>
        </section>
      )}
      <Sections sections={sections.filter(({ warns }) => !warns)} />
      <NotShown view={view} />
    </>
  )
}

/**
 * In the first screen, and the same on everybody's page: it says what the place has heard, never whether this person is
 * known.
 */
export function NotReached(props: { unreached: readonly Unreached[]; now: Date }): ReactNode {
  const { unreached, now } = props
  if (unreached.length === 0) return null
  return (
    <p className="cc-unreached">
      <strong>Not reached:</strong> {formatList(unreached.map((one) => unreachedWords(one, now)))}
    </p>
  )
}

/** Nothing is silently left out: what no line of the page is made of is counted, and can be read. */
export function AlsoKept({ view, path }: { view: PersonView; path: string }): ReactNode {
  const { kept } = view
  if (kept.total === 0) return null
  return (
    <section>
      <h2>Also kept, not shown here</h2>
      <p>
        <a href={`${path}/kept`}>{capital(keptWords(kept))}</a>
      </p>
    </section>
  )
}

/** What other rooms know of the person, in their order. */
export function Sections(props: { sections: readonly DrawnSection[] }): ReactNode {
  return props.sections.map(({ id, title, body }) => (
    <section key={id} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {body}
    </section>
  ))
}

/** Parts that the agreement keeps from this viewer, with the clause. Sensitive parts are not named. */
function NotShown(props: { view: PersonView }): ReactNode {
  const { withheld } = props.view
  if (withheld.length === 0) return null
  return (
    <Details summary={`Not shown to you: ${withheld.map(({ words }) => words).join(', ')}`}>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {withheld.map(({ words, clause, sentence }) => (
          <li key={words}>
            {words}: {sentence} <ClauseLink number={clause} />
          </li>
        ))}
      </ul>
    </Details>
  )
}
