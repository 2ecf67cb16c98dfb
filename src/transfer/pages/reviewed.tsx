import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Answer } from '../../call-command.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  PAGE_ROWS,
  plural,
  requireViewer,
  safeReturn,
  sendPage,
  sendProblem,
  type Typed,
  textIn,
  textsIn,
} from '../../shell/index.ts'
import { MARK_READY } from '../mark-ready.ts'
import { SAY_UNCHANGED } from '../say-unchanged.ts'
import { LIST_PATH } from './people-table.tsx'

const KEY = /^[\w.:-]{1,100}$/
const TICK = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) (ready|stays)$/

type Done = { readonly stay: string; readonly answer: Answer }

/**
 * `Reviewed, no change` of everybody who was ticked: each is a command of its own, with its own entry and its own
 * answer, and where somebody has said otherwise meanwhile, that one alone is not done.
 */
export function registerReviewed(app: FastifyInstance, place: Place): void {
  app.post('/transfer/reviewed', action(MARK_READY), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const body = (request.body ?? {}) as Typed
    const then = safeReturn(textIn(body, 'back') || LIST_PATH)
    const ticked = textsIn(body, 'stay').flatMap((text) => {
      const [, stay, was] = TICK.exec(text) ?? []
      return stay === undefined ? [] : [{ stay, met: was === 'stays' }]
    })
    if (ticked.length === 0 || ticked.length > PAGE_ROWS) {
      const sentence =
        ticked.length === 0
          ? 'Tick those whom you have reviewed, and send it again.'
          : `At most ${PAGE_ROWS} are sent at once.`
      return sendProblem(request, reply, {
        status: 422,
        title: 'Nobody was marked as reviewed',
        sentences: [sentence],
        next: { href: then, label: 'Go back to the list' },
      })
    }
    const key = textIn(body, 'key')
    const done = await Promise.all(
      ticked.map(async (input): Promise<Done> => {
        const own = KEY.test(key) ? { key: `${key} ${input.stay}` } : {}
        return {
          stay: input.stay,
          answer: await place.call(SAY_UNCHANGED, { viewer, input, ...own }),
        }
      }),
    )
    const page = <Reviewed done={done} then={then} />
    return sendPage(request, reply, { title: 'Reviewed', nav: 'transfer', body: page })
  })
}

function Reviewed({ done, then }: { done: readonly Done[]; then: string }): ReactNode {
  const right = done.filter(({ answer }) => answer.ok)
  const wrong = done.filter(({ answer }) => !answer.ok)
  return (
    <>
      <BackLink href={then}>Who can leave hospital</BackLink>
      <h1>
        {right.length === 0
          ? 'Nobody was marked as reviewed'
          : `${plural(right.length, 'person', 'people')} reviewed, no change`}
      </h1>
      {right.length > 0 && (
        <p className="cc-lead">Who reviewed them and when is in the log, and on the list.</p>
      )}
      {wrong.length > 0 && (
        <>
          <h2>{plural(wrong.length, 'person', 'people')} not marked as reviewed</h2>
          <ul className="cc-items">
            {wrong.map(({ stay, answer }) => (
              <li key={stay}>
                {whyOf(answer)} <a href={`${LIST_PATH}/${stay}`}>See whom</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <ul className="cc-toolbar">
        <li>
          <a href={then}>Go back to the list</a>
        </li>
      </ul>
    </>
  )
}

function whyOf(answer: Answer): string {
  if (answer.ok) return ''
  return 'refusal' in answer
    ? answer.refusal.sentence
    : answer.faults.map(({ sentence }) => sentence).join(' ')
}
