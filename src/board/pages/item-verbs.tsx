import type { ReactNode } from 'react'
import { isRefusal } from '../../kernel/index.ts'
import { ACT } from '../act.ts'
import { AGREE_ITEM } from '../agree-item.ts'
import { ASK_CHANGE } from '../ask-change.ts'
import type { BoardView } from '../board-view.ts'
import { DECIDE } from '../decide.ts'
import { DECLARE_INTEREST } from '../declare-interest.ts'
import { DRAFT_CHANGE } from '../draft-change.ts'
import type { Meeting } from '../item.ts'
import { type ItemAct, itemCycle } from '../item-cycle.ts'
import { mayAct } from '../open-board.ts'
import { OPEN_VOTE } from '../open-vote.ts'
import { PUBLISH_PAPER } from '../publish-paper.ts'
import type { ShownItem } from '../shown.ts'
import { VOTE } from '../vote.ts'
import { doHref, itemHref } from './links.ts'
import { VerbLine } from './verb-line.tsx'

const VERBS: readonly { act: ItemAct; name: string; inMeeting?: true }[] = [
  { act: 'agree', name: AGREE_ITEM },
  { act: 'vote', name: VOTE, inMeeting: true },
  { act: 'open-vote', name: OPEN_VOTE, inMeeting: true },
  { act: 'decide', name: DECIDE, inMeeting: true },
  { act: 'paper', name: PUBLISH_PAPER },
  { act: 'change', name: ASK_CHANGE },
  { act: 'draft', name: DRAFT_CHANGE },
  { act: 'interest', name: DECLARE_INTEREST },
]

/** What whoever reads it may do with an item now: read from its cycle, their seat and the clauses. */
export function ItemVerbs(props: {
  view: BoardView
  item: ShownItem
  meeting: Meeting | undefined
}): ReactNode {
  const { view, item, meeting } = props
  const body = view.body(item.body)
  const seat = view.seat(item.body)
  if (body === undefined || seat === undefined || item.kept) return null
  const open = VERBS.filter(({ act, name, inMeeting }) => {
    if (inMeeting && meeting?.state !== 'open') return false
    if (act === 'agree' && item.agreed.has(seat.member?.side ?? '')) return false
    return view.may(name) && !isRefusal(mayAct({ item, seat, body }, act))
  })
  const here = itemHref(view, item.id)
  const files = open.some(({ act }) => act === 'paper')
  const acts = (seat.clerk || seat.chair) && view.may(ACT) && item.state !== 'waits'
  if (open.length === 0 && !acts) return null
  const verbs = [
    ...open.map(({ act, name }) => {
      return { label: itemCycle.moves[act].label, href: doHref(name, { item: item.id }, here) }
    }),
    ...(files ? [{ label: 'Publish a PDF or a Word file', href: `${here}/file` }] : []),
    ...(acts
      ? [{ label: 'Give somebody something to do', href: doHref(ACT, { item: item.id }, here) }]
      : []),
  ]
  return <VerbLine verbs={verbs} />
}
