import type { ReactNode } from 'react'
import { dayInLondon } from '../../kernel/index.ts'
import { formatDateTime, plural } from '../../shell/index.ts'
import type { BoardView } from '../board-view.ts'
import { clearDays } from '../clear-days.ts'
import { dayOf, type Paper } from '../item.ts'
import { itemCycle } from '../item-cycle.ts'
import { pagesOf } from '../paper.ts'
import { PUBLISH_PAPER } from '../publish-paper.ts'
import type { ShownItem } from '../shown.ts'
import { doHref, itemHref } from './links.ts'
import { PaperText } from './paper-text.tsx'

/** One version of a paper: when it was published, where it stands in the pack, and its text. */
export function PaperSection(props: {
  view: BoardView
  item: ShownItem
  paper: Paper
  texts: ReadonlyMap<string, string>
}): ReactNode {
  const { view, item, paper, texts } = props
  const { title, version, why, at, sha256, type } = paper
  const replaced = item.papers.some((one) => one.paper === paper.paper && one.version > version)
  const until = `${paper.pages > 1 ? 'pages' : 'page'} ${pagesOf(paper)}`
  const late = lateness(view, item, paper)
  const seat = view.seat(item.body)
  const may = (seat?.chair || seat?.clerk) && !replaced && view.may(PUBLISH_PAPER)
  const isOpen = itemCycle.moves.paper.from[item.state as 'agenda'] !== undefined
  return (
    <section>
      <h2>
        {title}
        {version > 1 && `, version ${version}`}
        {replaced && ' (replaced)'}
      </h2>
      <p className="cc-learnt">
        Published {formatDateTime(at, view.now)}, for both sides at once; {until} of the pack.{' '}
        {why !== undefined && `Replaced because: ${why}. `}
        <a href={`${itemHref(view, item.id)}/papers/${sha256}`}>
          Download
          {type === 'markdown' ? ' as text' : type === 'pdf' ? ' the PDF' : ' the Word file'}
        </a>
        {may && isOpen && (
          <>
            {' · '}
            <a href={renewHref(item, paper)}>
              Publish a new version<span className="nhsuk-u-visually-hidden"> of {title}</span>
            </a>
          </>
        )}
      </p>
      {late !== undefined && <p className="cc-flag">{late}</p>}
      {type === 'markdown' && !replaced && (
        <PaperText text={texts.get(sha256) ?? ''} title={title} />
      )}
    </section>
  )
}

/** A later version may correct what was wrong until the meeting begins; that it came late stands beside it. */
function lateness(view: BoardView, item: ShownItem, { at, version }: Paper): string | undefined {
  const body = view.body(item.body)
  const meeting = view.board.meetings.get(item.meeting ?? '')
  if (body === undefined || meeting === undefined || version === 1) return undefined
  const days = clearDays(dayInLondon(new Date(at)), dayOf(meeting), body.counts)
  if (days >= body.clearDays) return undefined
  const left = plural(days, 'clear day')
  return `This version came ${left} before the meeting; ${body.clearDays} are given to a first version.`
}

function renewHref({ id }: ShownItem, { paper, type, title }: Paper): string {
  const here = itemHref({ base: '/board' }, id)
  if (type !== 'markdown') return `${here}/file?replaces=${paper}`
  return doHref(PUBLISH_PAPER, { item: id, replaces: paper, title }, here)
}
