import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  BackLink,
  formatDate,
  formatDateTime,
  formatList,
  plural,
  sendPage,
} from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import type { Meeting } from '../item.ts'
import { openPack } from '../open-pack.ts'
import { type BoundPaper, keyOf, type Pack, readPack, type Supplement } from '../pack.ts'
import { pagesOf } from '../paper.ts'
import { BASES, itemHref, meetingHref, noSuch, viewFor } from './links.ts'
import { packFile } from './pack-file.tsx'
import { Contents, type PackLinks, PackPaper } from './pack-leaves.tsx'

/** All papers of a meeting as one, in the order of their pages, for a phone, for paper and to be kept. */
export function registerPack(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/meetings/:meeting/pack`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { meeting: id } = request.params as { meeting: string }
      const meeting = view.board.meetings.get(id)
      if (meeting === undefined) return noSuch(request, reply, 'meeting', base)
      const { since, only } = request.query as { since?: string; only?: string }
      const pack = await readPack(place, view, meeting)
      const own = pack.papers.map(({ paper }) => paper)
      const supplement =
        view.viewer === undefined ? { fresh: [] } : await openPack(place, view.viewer, meeting, own)
      const asked = { since: readSince(since), only: only === 'new' }
      const body = <PackPage {...{ view, meeting, pack, supplement, asked }} />
      const title = `Papers of ${formatDate(meeting.on, view.now)}`
      return sendPage(request, reply, { title, nav: 'board', purposeBar: false, body })
    })
    app.get(`${base}/meetings/:meeting/pack.html`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { meeting: id } = request.params as { meeting: string }
      const meeting = view.board.meetings.get(id)
      if (meeting === undefined) return noSuch(request, reply, 'meeting', base)
      const { html, papers } = await packFile(place, view, meeting)
      if (view.viewer !== undefined) await openPack(place, view.viewer, meeting, papers)
      const name = `papers-${meeting.on.slice(0, 10)}.html`
      return reply
        .type('text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'no-store')
        .send(html)
    })
  }
}

/** A page number of the pack, in the address; what is no number is none. */
function readSince(said: unknown): number {
  return typeof said === 'string' && /^\d{1,5}$/.test(said) ? Number(said) : 0
}

type Asked = { readonly since: number; readonly only: boolean }

function PackPage(props: {
  view: BoardView
  meeting: Meeting
  pack: Pack
  supplement: Supplement
  asked: Asked
}): ReactNode {
  const { view, meeting, pack, supplement, asked } = props
  const fresh = new Set(supplement.fresh.map(keyOf))
  const links: PackLinks = {
    item: (id) => itemHref(view, id),
    file: ({ item, paper }) => ({ href: `${itemHref(view, item.id)}/papers/${paper.sha256}` }),
  }
  const shown = pack.papers.filter(({ paper }) => {
    return paper.firstPage > asked.since && (!asked.only || fresh.has(keyOf(paper)))
  })
  const isAll = shown.length === pack.papers.length
  return (
    <>
      <BackLink href={meetingHref(view, meeting.id)}>The meeting</BackLink>
      <h1>
        {isAll ? 'All papers' : 'What is new'}: {view.bodyName(meeting.body)}
      </h1>
      <p className="cc-lead">
        {formatDateTime(meeting.on, view.now)}, {meeting.where}.{' '}
        {plural(pack.papers.length, 'paper')}, {plural(pack.last, 'page')} so far. No page changes
        its number.
      </p>
      <WhatIsNew view={view} pack={pack} supplement={supplement} />
      <Choices view={view} meeting={meeting} pack={pack} isAll={isAll} hasNew={fresh.size > 0} />
      {isAll && <Contents pack={pack} links={links} fresh={fresh} />}
      {pack.agenda.some(({ kept }) => kept) && (
        <p className="cc-small">
          A page number that is missing here belongs to an item that is private for a time.
        </p>
      )}
      <div className="cc-paper cc-pack">
        {shown.map((bound) => (
          <PackPaper
            key={keyOf(bound.paper)}
            {...{ view, bound, links, isFresh: fresh.has(keyOf(bound.paper)) }}
          />
        ))}
      </div>
    </>
  )
}

/** For whoever has opened it before. */
function WhatIsNew(props: { view: BoardView; pack: Pack; supplement: Supplement }): ReactNode {
  const { view, pack, supplement } = props
  if (supplement.since === undefined) return null
  const fresh = new Set(supplement.fresh.map(keyOf))
  const found = pack.papers.filter(({ paper }) => fresh.has(keyOf(paper)))
  const when = formatDateTime(supplement.since, view.now)
  if (found.length === 0) return <p>Nothing is new since you opened it, {when}.</p>
  const told = (one: BoundPaper) => {
    const version = one.paper.version > 1 ? ` (version ${one.paper.version})` : ''
    return `${one.paper.title}${version}, ${one.paper.pages > 1 ? 'pages' : 'page'} ${pagesOf(one.paper)}`
  }
  return (
    <div className="cc-panel">
      <p>
        New since you opened it, {when}: {formatList(found.map(told))}.
      </p>
    </div>
  )
}

function Choices(props: {
  view: BoardView
  meeting: Meeting
  pack: Pack
  isAll: boolean
  hasNew: boolean
}): ReactNode {
  const { view, meeting, pack, isAll, hasNew } = props
  const here = `${meetingHref(view, meeting.id)}/pack`
  if (pack.papers.length === 0) return null
  return (
    <ul className="cc-toolbar cc-no-print">
      {!isAll && (
        <li>
          <a href={here}>All papers</a>
        </li>
      )}
      {isAll && hasNew && (
        <li>
          <a href={`${here}?only=new`}>Only what is new</a>
        </li>
      )}
      {isAll && view.viewer === undefined && (
        <li>
          <a href={`${here}?since=${pack.last}`}>
            From here on, only what comes after page {pack.last}
          </a>
        </li>
      )}
      <li>
        <a href={`${here}.html`}>Keep it as one file, to be read without a connection</a>
      </li>
    </ul>
  )
}
