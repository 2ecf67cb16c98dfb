import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { type AgreedNames, agreedNames } from '../../access/index.ts'
import { action, EmptyState, requireViewer, sendPage, Tag } from '../../shell/index.ts'
import { ANSWER } from '../answer-question.ts'
import { CHECK_GLASS } from '../check-glass.ts'
import { type Glass, stateOfDue } from '../glass.ts'
import { QUESTIONS_PATH, waitingFor } from '../questions-today.ts'
import { momentWords } from './dates.ts'
import { askedWords } from './own-acts.tsx'
import type { RecordPlace } from './person-place.ts'

type Told = { readonly names: AgreedNames; readonly now: Date }

/** What others opened in need, to be checked; what residents ask of this side, to be answered. Nobody is named. */
export function registerQuestions(app: FastifyInstance, place: RecordPlace): void {
  app.get(QUESTIONS_PATH, action(ANSWER), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { glass, questions } = await waitingFor(place, viewer)
    const told = { names: agreedNames(place.agreement.current()), now: place.clock.now() }
    const title = 'Questions'
    return sendPage(request, reply, {
      title,
      nav: 'questions',
      body: (
        <>
          <h1>{title}</h1>
          <p className="cc-lead">
            What others opened in need is checked here, and what residents ask of your side is
            answered. How each party keeps to its time{' '}
            <a href="/public/questions">is counted in public</a>.
          </p>
          <h2>Opened in need</h2>
          {glass.length === 0 && <EmptyState title="Nothing waits to be checked." />}
          {glass.map((one) => (
            <Opened key={one.act.id} one={one} {...told} />
          ))}
          <h2>Asked by residents</h2>
          {questions.length === 0 && <EmptyState title="No question waits for your side." />}
          {questions.map((one) => (
            <Asked key={one.act.id} one={one} {...told} />
          ))}
        </>
      ),
    })
  })
}

function Opened({ one, names, now }: Told & { one: Glass }): ReactNode {
  const { id, by, at, says, personId } = one.act
  return (
    <section className="cc-question" aria-labelledby={`glass-${id}`}>
      <h3 id={`glass-${id}`}>
        {by.name}, {names.role(by.role)} at {names.party(by.organisation)}
      </h3>
      <p>
        Opened a record in need on {momentWords(at.toISOString(), now)}. <Due one={one} now={now} />
      </p>
      <p>The reason given: “{says.reason}”</p>
      <ul className="cc-toolbar">
        <li>
          <a href={`/do/${CHECK_GLASS}?glass=${id}&then=${QUESTIONS_PATH}`}>Say what you found</a>
        </li>
        <li>
          <a href={`/people/${personId}/looks`}>See who has looked at this person</a>
        </li>
      </ul>
    </section>
  )
}

function Asked({ one, names, now }: Told & { one: Glass }): ReactNode {
  const { id, party = '', personId } = one.act
  return (
    <section className="cc-question" aria-labelledby={`asked-${id}`}>
      <h3 id={`asked-${id}`}>Asked of {names.party(party)}</h3>
      <p>{askedWords(one.act, { names, now })}</p>
      <p>
        <Due one={one} now={now} />
      </p>
      <ul className="cc-toolbar">
        <li>
          <a href={`/do/${ANSWER}?question=${id}&then=${QUESTIONS_PATH}`}>Answer</a>
        </li>
        <li>
          <a href={`/people/${personId}/looks`}>See who has looked at this person</a>
        </li>
      </ul>
    </section>
  )
}

function Due({ one, now }: { one: Glass; now: Date }): ReactNode {
  const { due } = one.act
  if (due === undefined) return null
  const when = momentWords(due.toISOString(), now)
  if (stateOfDue(one, now) !== 'late') return `Due by ${when}.`
  return <Tag tone="red">Late since {when}</Tag>
}
