import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { BackLink, formatDate, formatDateTime, plural, sendPage } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { Meeting, Paper } from '../item.ts'
import { fileOf } from '../queries.ts'
import type { ShownItem } from '../shown.ts'
import { BASES, itemHref, meetingHref, noSuch, viewFor } from './links.ts'
import { PaperText } from './paper-text.tsx'

type Bound = { readonly item: ShownItem; readonly paper: Paper; readonly text: string | undefined }

/** All papers of a meeting as one, in the order of their pages, for a phone, for paper and to be kept. */
export function registerPack(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/meetings/:meeting/pack`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { meeting: id } = request.params as { meeting: string }
      const meeting = view.board.meetings.get(id)
      if (meeting === undefined) return noSuch(request, reply, 'meeting', base)
      const { since } = request.query as { since?: string }
      const bound = await bind(place, view, meeting)
      const body = <Pack {...{ view, meeting, bound }} since={readSince(since)} />
      const title = `Papers of ${formatDate(meeting.on, view.now)}`
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
  }
}

/** A page number of the pack, in the address; what is no number is none. */
function readSince(said: unknown): number {
  const page = typeof said === 'string' && /^\d{1,5}$/.test(said) ? Number(said) : 0
  return page
}

async function bind(place: Place, view: BoardView, meeting: Meeting): Promise<Bound[]> {
  const all = view.agenda(meeting).flatMap((item) => item.papers.map((paper) => ({ item, paper })))
  const inTurn = all.sort((a, b) => a.paper.firstPage - b.paper.firstPage)
  const db = place.databases.care.short
  return Promise.all(
    inTurn.map(async ({ item, paper }) => {
      const bytes = paper.type === 'markdown' ? await fileOf(db, paper.sha256) : undefined
      return { item, paper, text: bytes?.toString('utf8') }
    }),
  )
}

function Pack(props: {
  view: BoardView
  meeting: Meeting
  bound: readonly Bound[]
  since: number
}): ReactNode {
  const { view, meeting, bound, since } = props
  const last = Math.max(0, ...bound.map(({ paper }) => paper.firstPage + paper.pages - 1))
  const shown = bound.filter(({ paper }) => paper.firstPage > since)
  const here = `${meetingHref(view, meeting.id)}/pack`
  return (
    <>
      <BackLink href={meetingHref(view, meeting.id)}>The meeting</BackLink>
      <h1>
        {since === 0 ? 'All papers' : 'What is new'}: {view.bodyName(meeting.body)}
      </h1>
      <p className="cc-lead">
        {formatDateTime(meeting.on, view.now)}. {plural(shown.length, 'paper')},{' '}
        {plural(last, 'page')} so far. No page changes its number.
      </p>
      {last > 0 && (
        <p>
          {since === 0 ? (
            <a href={`${here}?since=${last}`}>From here on, only what comes after page {last}</a>
          ) : (
            <a href={here}>All papers</a>
          )}
        </p>
      )}
      {shown.map(({ item, paper, text }) => (
        <section key={`${paper.paper}${paper.version}`}>
          <h2>
            Page {paper.firstPage}: {paper.title}
            {paper.version > 1 && `, version ${paper.version}`}
          </h2>
          <p className="cc-learnt">
            For <a href={itemHref(view, item.id)}>{item.title}</a>, published{' '}
            {formatDateTime(paper.at, view.now)}
          </p>
          {text === undefined ? (
            <p>
              <a href={`${itemHref(view, item.id)}/papers/${paper.sha256}`}>Download the file</a>
            </p>
          ) : (
            <PaperText text={text} title={paper.title} />
          )}
        </section>
      ))}
    </>
  )
}
