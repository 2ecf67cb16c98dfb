import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { sendRefusal } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatFullDate,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { type ClockLook, lookAtClock } from '../look-at-clock.ts'
import { plainNews } from '../plain-news.ts'
import { PlainNews } from './plain-news.tsx'

const WHAT = 'letter about leaving hospital'

/** A letter to whoever leaves hospital, to be printed and given to them: what they wait for and who has it. */
export function registerLetter(app: FastifyInstance, place: Place): void {
  app.get('/transfer/:stay/letter', action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { stay } = request.params as { stay: string }
    const look = await lookAtClock(place, viewer, stay.toLowerCase(), { what: WHAT })
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome === 'unknown' || look.read.stay.state === 'left') {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no letter to write',
        sentences: ['The stay is over, or the hospital has taken it back.'],
        next: { href: '/transfer', label: 'See who is in hospital' },
      })
    }
    const body = <Letter look={look} place={place.agreement.current()!.place} />
    return sendPage(request, reply, { title: 'Letter', nav: 'transfer', body })
  })
}

type Props = { look: Extract<ClockLook, { outcome: 'allowed' }>; place: string }

function Letter({ look, place }: Props): ReactNode {
  const { view, read, rule, at } = look
  const hospital = rule.nameOf(read.places.hospital ?? '')
  return (
    <div className="cc-paper">
      <BackLink href={`/transfer/${read.counted.id}`}>What they wait for</BackLink>
      <p className="cc-small">
        {hospital}, {formatFullDate(at.toISOString())}
      </p>
      <h1>Leaving hospital</h1>
      <p>Dear {view.who.name}</p>
      <PlainNews news={plainNews(read, rule, at, 'you')} told="you" />
      <p>
        You can read this at any time, and who has looked at your record, by signing in to {place}.
        What is counted of your wait, and how, is said by <ClauseLink number={rule.clause} /> of the
        agreement of {place}.
      </p>
    </div>
  )
}
