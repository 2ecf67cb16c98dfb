import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  BackLink,
  formatDate,
  formatFullDate,
  formatList,
  SummaryList,
  sendPage,
} from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { type Came, cameOf } from '../came.ts'
import { isPrivate } from '../item.ts'
import { itemCycle } from '../item-cycle.ts'
import { tellingWords } from '../private-title.ts'
import { fileOf } from '../queries.ts'
import type { ShownItem } from '../shown.ts'
import { OUTCOMES } from '../tally.ts'
import { tallyNow } from '../voting.ts'
import { factsOf } from './item-facts.tsx'
import { PaperSection } from './item-paper.tsx'
import { ItemVerbs } from './item-verbs.tsx'
import { BASES, meetingHref, meetingsHref, noSuch, viewFor } from './links.ts'
import { KIND_WORDS } from './meeting.tsx'
import { Promised } from './promised.tsx'
import { Votes } from './votes.tsx'

/** One item: what is asked, by whom, on what papers, and what was decided and promised. */
export function registerItem(app: FastifyInstance, place: Place): void {
  for (const { base, config } of BASES) {
    app.get(`${base}/items/:item`, config, async (request, reply) => {
      const view = await viewFor(place, base, request, reply)
      if (view === undefined) return reply
      const { item: id } = request.params as { item: string }
      const found = view.board.items.get(id)
      if (found === undefined) return noSuch(request, reply, 'item', base)
      const item = view.shown(found)
      const read = await readItem(place, view, item)
      const body = <ItemPage view={view} item={item} {...read} />
      return sendPage(request, reply, { title: item.title, nav: 'board', purposeBar: false, body })
    })
  }
}

type Read = { texts: ReadonlyMap<string, string>; came: Came | undefined; before: Came | undefined }

/** The texts of its papers, what came of its promise, and of the decision that it brings back. */
async function readItem(place: Place, { board, shown }: BoardView, item: ShownItem): Promise<Read> {
  const db = place.databases.care.short
  const texts = new Map<string, string>()
  for (const { type, sha256 } of item.papers) {
    if (type === 'markdown') texts.set(sha256, (await fileOf(db, sha256))?.toString('utf8') ?? '')
  }
  const earlier = item.returns === undefined ? undefined : board.items.get(item.returns)
  const motion = earlier === undefined ? undefined : shown(earlier).decision?.motion
  return {
    texts,
    came: item.decision && (await cameOf(place, item.decision.motion)),
    before: motion && (await cameOf(place, motion)),
  }
}

function ItemPage({
  view,
  item,
  texts,
  came,
  before,
}: { view: BoardView; item: ShownItem } & Read): ReactNode {
  const meeting = item.meeting === undefined ? undefined : view.board.meetings.get(item.meeting)
  const body = view.body(item.body)
  const voting = item.decision !== undefined || (item.state === 'voting' && !item.kept)
  const tally =
    body && voting && tallyNow({ board: view.board, body, sides: view.sides }, item, meeting)
  return (
    <>
      <BackLink href={meeting === undefined ? meetingsHref(view) : meetingHref(view, meeting.id)}>
        {meeting === undefined ? 'Meetings' : `The meeting on ${formatDate(meeting.on, view.now)}`}
      </BackLink>
      <h1>{item.title}</h1>
      <p className="cc-lead">
        {item.decision === undefined
          ? `It ${itemCycle.states[item.state]}, ${KIND_WORDS[item.kind]}.`
          : `It was ${OUTCOMES[item.decision.outcome]} on ${formatFullDate(item.decision.at)}.`}
      </p>
      {item.kept && <Kept item={item} view={view} />}
      <Telling view={view} item={item} />
      {item.what !== undefined && <p>{item.what}</p>}
      {before !== undefined && (
        <Promised came={before} title="What was promised, beside what came" />
      )}
      <ItemVerbs view={view} item={item} meeting={meeting} />
      <SummaryList rows={factsOf(view, item)} />
      {tally && <Votes view={view} item={item} tally={tally} />}
      {came !== undefined && <Promised came={came} title="What was promised" />}
      {item.papers.map((paper) => (
        <PaperSection key={`${paper.paper}${paper.version}`} {...{ view, item, paper, texts }} />
      ))}
    </>
  )
}

function Kept({ item, view }: { item: ShownItem; view: BoardView }): ReactNode {
  const publicity = view.body(item.body)?.publicity
  const about = publicity?.exempt.find(
    ({ paragraph }) => paragraph === item.private?.paragraph,
  )?.about
  const { opensOn, opensWhen } = item.private ?? {}
  const when = opensOn === undefined ? WHEN[opensWhen!] : `on ${formatFullDate(opensOn)}`
  return (
    <div className="cc-panel">
      <p>
        This item is private under paragraph {item.private?.paragraph} ({about}). It opens by itself{' '}
        {when}: then everybody reads it, its papers and why it was kept back.
      </p>
    </div>
  )
}

/** For its readers, while it is private: what its open title gives away, and that it is not for everybody. */
function Telling({ view, item }: { view: BoardView; item: ShownItem }): ReactNode {
  const found = view.board.items.get(item.id)!
  const meeting = view.board.meetings.get(item.meeting ?? '')
  if (item.kept || !isPrivate(found, meeting, view.now)) return null
  const telling = tellingWords(found)
  return (
    <div className="cc-panel">
      <p>
        Private under paragraph {found.private!.paragraph}: you read it because you take part in it.
        Everybody reads it as “{found.title}”.
      </p>
      {telling.length > 0 && (
        <p className="cc-flag">
          That title says {formatList(telling.map((word) => `“${word}”`))}, which stands in what is
          private too.
        </p>
      )}
    </div>
  )
}

const WHEN = { decided: 'when it is decided', 'minutes-approved': 'when the minutes are approved' }
