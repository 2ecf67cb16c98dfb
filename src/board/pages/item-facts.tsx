import {
  clauseHref,
  formatDateTime,
  formatFullDate,
  formatList,
  type SummaryRow,
} from '../../shell/index.ts'
import { backOnAgenda } from '../as-json.ts'
import type { BoardView } from '../board-view.ts'
import type { ShownItem } from '../shown.ts'
import { itemHref } from './links.ts'

/** What is known of an item, row by row: what is not is left out. */
export function factsOf(view: BoardView, item: ShownItem): SummaryRow[] {
  const { board, nameOf, sideName, now } = view
  const out = [...item.out]
  const reasons = [...item.agreed].flatMap(([side, { urgent }]) =>
    urgent ? [`${sideName(side)}: ${urgent}`] : [],
  )
  const { motion } = item.decision ?? item
  const back = backOnAgenda(board, item)
  const open = item.private !== undefined && !item.kept
  const rows: (SummaryRow | undefined)[] = [
    {
      key: 'Proposed',
      value: item.byItself ?? item.proposedBy.name,
      note: formatDateTime(item.proposedAt, now),
    },
    item.placedAt === undefined
      ? undefined
      : { key: 'On the agenda since', value: formatDateTime(item.placedAt, now) },
    reasons.length === 0 ? undefined : { key: 'Why it could not wait', value: reasons.join('; ') },
    open ? { key: 'Kept back for a time', value: item.private!.test } : undefined,
    motion === undefined
      ? undefined
      : { key: item.decision ? 'Decided' : 'Put to the vote', value: motion.text },
    motion?.refused === undefined ? undefined : { key: 'Not taken', value: motion.refused },
    motion?.evidence === undefined
      ? undefined
      : { key: 'On what evidence', value: motion.evidence },
    motion?.effect === undefined ? undefined : { key: 'For whom', value: motion.effect },
    clauseRow(view, motion?.clause),
    motion?.reviewOn === undefined
      ? undefined
      : { key: 'Comes back', value: formatFullDate(motion.reviewOn) },
    back === undefined
      ? undefined
      : {
          key: 'Back on an agenda',
          value: <a href={itemHref(view, back.id)}>{view.shown(back).title}</a>,
        },
    item.returns === undefined
      ? undefined
      : {
          key: 'Decided before',
          value: <a href={itemHref(view, item.returns)}>Read the decision</a>,
        },
    item.drafts.length === 0
      ? undefined
      : {
          key: 'Changes the agreement',
          value: <a href={`${itemHref(view, item.id)}/draft`}>Clause beside clause</a>,
        },
    item.dispute === undefined || view.viewer === undefined
      ? undefined
      : {
          key: 'The dispute',
          value: <a href={`/disputes/${item.dispute}`}>What each side says</a>,
        },
    out.length === 0
      ? undefined
      : {
          key: 'No part in it',
          value: formatList(
            out.map(([id, what]) => `${nameOf(item.body, id)} (${what || 'an interest'})`),
          ),
        },
  ]
  return rows.filter((row) => row !== undefined)
}

function clauseRow(view: BoardView, clause: string | undefined): SummaryRow | undefined {
  if (clause === undefined) return undefined
  const href = clauseHref(clause, view.base === '/public' ? '/public' : '')
  return { key: 'By', value: <a href={href}>clause {clause}</a> }
}
