import type { ReactNode } from 'react'
import { plural, SummaryList } from '../../shell/index.ts'
import type { PersonView } from '../person-view.ts'
import type { DrawnSection } from '../section.ts'
import { identityRows } from './identity-rows.tsx'
import { AlsoKept, NotReached, type PageQuery, Sections } from './person.tsx'
import { Flags } from './person-flags.tsx'
import { LastKnown, Medicines, Plans } from './person-lists.tsx'
import { PersonNotes } from './person-notes.tsx'
import { PersonNow, Wishes } from './person-now.tsx'
import { PersonTimeline } from './person-timeline.tsx'

/** A part of the page beside the record: what was asked, who acts for whom. */
export type OwnPart = { readonly id: string; readonly title: string; readonly body: ReactNode }

/** What a resident reads of themselves, or of somebody for whom they act: plain words, and who has looked. */
export function OwnPage(props: {
  title: string
  view: PersonView
  query: PageQuery
  path: string
  /** first of all: that somebody opened the record in need */
  notices: ReactNode
  sections: readonly DrawnSection[]
  parts: readonly OwnPart[]
  /** the list of looks, and its proof */
  children: ReactNode
}): ReactNode {
  const { title, view, query, path, parts, sections } = props
  const now = new Date(view.at)
  return (
    <>
      <h1>{title}</h1>
      <p className="cc-lead">{leadWords(view)}</p>
      {props.notices}
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
        {[...parts, ...sections].map(({ id, title: words }) => (
          <li key={id}>
            <a href={`#${id}`}>{words}</a>
          </li>
        ))}
      </ul>
      <NotReached unreached={view.unreached} now={now} />
      <Flags view={view} now={now} />
      <h2>Who {path === '/me' ? 'you are' : 'they are'}</h2>
      <SummaryList rows={identityRows(view)} />
      <Wishes view={view} now={now} />
      <div id="now">
        <PersonNow view={view} now={now} />
      </div>
      <PersonNotes view={view} page={query.notes} now={now} path={path} />
      <Medicines view={view} now={now} />
      <Plans view={view} now={now} />
      <LastKnown view={view} now={now} />
      <PersonTimeline view={view} query={query} now={now} path={path} />
      {path === '/me' && <AlsoKept view={view} path={path} />}
      <section id="looks">
        <h2>Who has looked</h2>
        {props.children}
      </section>
      {parts.map(({ id, body }) => (
        <div key={id} id={`part-${id}`}>
          {body}
        </div>
      ))}
      <Sections sections={sections} />
    </>
  )
}

/** Whoever else has looked since the first of the month: what a resident wants to know first. */
function leadWords({ looks }: PersonView): string {
  if (!looks)
    return 'What the hospital, your practice and the council have told this place about you.'
  // Whoever reads it is one of them: that they look now is written down already.
  const others = Math.max(0, looks.people - 1)
  const who = others === 0 ? 'Nobody has' : plural(others, 'person has', 'people have')
  return `${who} looked at it besides you this month. Everybody who looks is listed on this page.`
}
