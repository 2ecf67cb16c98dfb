import type { ReactNode } from 'react'
import { formatList, formatWait } from '../../shell/index.ts'
import { AGREE_ITEM } from '../agree-item.ts'
import type { Waiting } from '../board.ts'
import type { BoardView } from '../board-view.ts'
import { doHref, itemHref } from './links.ts'

/** What one chair wants and the other has not agreed to: both sides and everybody see it, with its age. */
export function WaitingList(props: { view: BoardView; waiting: readonly Waiting[] }): ReactNode {
  const { view, waiting } = props
  if (waiting.length === 0) return null
  return (
    <section className="cc-panel">
      <h2>What waits for a chair</h2>
      <ul className="cc-items">
        {waiting.map((one) => (
          <WaitingLine key={`${one.item.id}${one.change?.change ?? ''}`} view={view} one={one} />
        ))}
      </ul>
    </section>
  )
}

const CHANGE_WORDS = {
  'make-private': 'to keep it private',
  open: 'to open it',
  place: 'to move it',
  close: 'to take it off the agenda',
}

function WaitingLine({ view, one }: { view: BoardView; one: Waiting }): ReactNode {
  const { item, change, since } = one
  const shown = view.shown(item)
  const agreed = change === undefined ? [...item.agreed.keys()] : [...change.agreed]
  const wants = view.sides.filter((side) => !agreed.includes(side))
  const age = formatWait(view.now.getTime() - Date.parse(since))
  const seat = view.seat(item.body)
  const mine = seat?.chair === true && wants.includes(seat.member!.side) && view.may(AGREE_ITEM)
  const notYet = shown.kept ? [] : (change?.notYet ?? item.notYet)
  const input = { item: item.id, ...(change === undefined ? {} : { change: change.change }) }
  return (
    <li>
      <a href={itemHref(view, item.id)}>{shown.title}</a>
      {change !== undefined &&
        ` (asked ${CHANGE_WORDS[change.what]}${shown.kept ? '' : `: ${change.reason}`})`}
      . It waits for{' '}
      {wants.length === 0 ? 'a meeting' : `the chair of ${formatList(wants.map(view.sideName))}`}{' '}
      since {age}.{' '}
      {notYet.map((said) => (
        <span key={said.at} className="cc-learnt">
          {said.by.name} said: {said.reason}
        </span>
      ))}
      {mine && <a href={doHref(AGREE_ITEM, input, '/board')}>Answer for your side</a>}
    </li>
  )
}
