import type { ReactNode } from 'react'
import { formatWait } from '../../shell/index.ts'
import { ANSWER_QUESTION } from '../answer-question.ts'
import type { BoardView } from '../board-view.ts'
import { doHref } from './links.ts'

const SHOWN = 10

/** What people asked: what is not answered stands first, with its age. */
export function Questions({ view }: { view: BoardView }): ReactNode {
  const all = [...view.board.questions.values()]
  if (all.length === 0) return null
  const open = all.filter(({ answered }) => answered === undefined)
  const answered = all.filter((one) => one.answered !== undefined).reverse()
  return (
    <section>
      <h2>What people asked</h2>
      <ul className="cc-items">
        {[...open, ...answered].slice(0, SHOWN).map((one) => (
          <li key={one.question}>
            “{one.text}” <span className="cc-learnt">{one.from}</span>
            {one.answered === undefined ? (
              <>
                {' '}
                Not answered for {formatWait(view.now.getTime() - Date.parse(one.at))}.{' '}
                {view.may(ANSWER_QUESTION) && (
                  <a href={doHref(ANSWER_QUESTION, { question: one.question }, '/board')}>
                    Answer it
                  </a>
                )}
              </>
            ) : (
              <p>{one.answered.text}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
