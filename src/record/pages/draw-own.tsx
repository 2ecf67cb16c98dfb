import type { ReactNode } from 'react'
import { agreedNames, type PowerRow, proxyRules } from '../../access/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import { askAboutLook } from '../ask-about-look.ts'
import { nameProxy } from '../name-proxy.ts'
import { objectCommand } from '../object.ts'
import { actsForOthers, ownActs } from '../own-acts.ts'
import type { PersonView } from '../person-view.ts'
import { standingObjections } from '../queries-objections.ts'
import { readLooks } from '../read-looks.ts'
import { correct } from '../say-wrong.ts'
import { drawSections } from '../section.ts'
import { LookTable } from './look-table.tsx'
import { OwnObjection } from './objection.tsx'
import { AskButton, OpenedInNeed, Proxies, Questions } from './own-acts.tsx'
import { OwnPage, type OwnPart } from './own-page.tsx'
import { readQuery } from './person.tsx'
import type { RecordPlace } from './person-place.ts'

/** The page of somebody's own record, or of that of a person for whom they act, once it was looked at. */
export async function drawOwn(
  place: RecordPlace,
  { viewer, view, path, title }: { viewer: Viewer; view: PersonView; path: string; title: string },
  asked: unknown,
): Promise<ReactNode> {
  const { databases, agreement, sections: handed = [] } = place
  const query = readQuery(asked)
  const now = new Date(view.at)
  const db = databases.care.short
  const current = agreement.current()
  const names = agreedNames(current)
  const isOwn = path === '/me'
  const told = { names, now }
  const may = mayDoSome(place, viewer)
  const [page, acts, forOthers, objection, drawn] = await Promise.all([
    view.looks && readLooks(place, view, { page: query.looks, to: isOwn ? 'you' : 'others' }),
    ownActs(db, view.identity, now),
    isOwn ? actsForOthers(db, viewer.actor, now) : [],
    isOwn ? drawObjection(place, viewer, view) : undefined,
    drawSections(handed, viewer, view, names),
  ])
  const person = view.personId
  const askedAbout = new Set(acts.questions.flatMap(({ act }) => act.about ?? []))
  const button = may(askAboutLook.name)
    ? {
        ask: (look: Look) => (
          <AskButton {...{ look, person, asked: askedAbout, own: viewer.actor.id }} />
        ),
      }
    : {}
  const parts: OwnPart[] = []
  if (view.looks) {
    const of = { questions: acts.questions, person, mayCorrect: may(correct.name) }
    parts.push({ id: 'asked', title: 'What you asked', body: <Questions {...of} {...told} /> })
  }
  if (isOwn) {
    const of = { person, theirs: acts.proxies, forOthers, mayName: may(nameProxy.name) }
    const body = <Proxies {...of} {...told} rules={proxyRules(current)} />
    parts.push({ id: 'proxies', title: 'Who acts for whom', body })
  }
  if (objection) parts.push({ id: 'counted', title: 'Whether you are counted', body: objection })
  return (
    <OwnPage
      {...{ title, view, query, path, parts, sections: drawn }}
      notices={view.looks && <OpenedInNeed glass={acts.glass} {...told} />}
    >
      {page && <LookTable looks={page} names={names} now={now} path={path} {...button} />}
      {view.looks && isOwn && <Proof />}
    </OwnPage>
  )
}

type Look = Parameters<typeof AskButton>[0]['look']

/** Whether some clause lets them do it: of whom is asked when it is done. */
function mayDoSome({ agreement }: RecordPlace, { actor, purpose }: Viewer) {
  const powers = agreement.current()?.table<PowerRow>('power') ?? []
  return (action: string) =>
    powers.some(
      (row) => row.role === actor.role && row.purpose === purpose && row.does.includes(action),
    )
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

function Proof(): ReactNode {
  return (
    <p>
      <a href="/me/bundle" download>
        Download the proof of these looks
      </a>
      . Keep it: with it, you can <a href="/trail/check">check in your own browser</a> that none of
      them was changed or left out, now or years later, without asking us.{' '}
      <a href="/me/everything" download>
        Download everything
      </a>{' '}
      that is held, to read without us.
    </p>
  )
}
