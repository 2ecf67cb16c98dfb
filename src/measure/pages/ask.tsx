import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { newId } from '../../kernel/index.ts'
import { disclosedWords } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  ErrorSummary,
  Field,
  type FieldError,
  PostForm,
  plural,
  requireViewer,
  Table,
} from '../../shell/index.ts'
import { type Answer, ASK } from '../ask-planning.ts'
import { QUESTION_LIKE } from '../queries-ask.ts'
import { sendForm } from './send-form.ts'

const LINES = 10

/** How many people there are of whom something is known: asked by whoever may, over the planning views. */
export function registerAsk(app: FastifyInstance, place: Place): void {
  app.get('/measure/ask', action(ASK), (request, reply) => {
    return send(request, reply, { question: QUESTION_LIKE, errors: [] })
  })
  app.post('/measure/ask', action(ASK), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { question: said } = (request.body ?? {}) as { question?: unknown }
    const question = typeof said === 'string' ? said.replaceAll('\r\n', '\n') : ''
    const answer = await place.call(ASK, { viewer, input: { question }, key: newId() })
    if (answer.ok) {
      return send(request, reply, { question, errors: [], answer: answer.result as Answer })
    }
    const errors: FieldError[] =
      'refusal' in answer
        ? [{ field: 'question', message: [answer.refusal.sentence, answer.refusal.next].join(' ') }]
        : [{ field: 'question', message: 'Write a question of 4,000 characters at most.' }]
    return send(request, reply, { question, errors })
  })
}

type Shown = {
  readonly question: string
  readonly errors: readonly FieldError[]
  readonly answer?: Answer
}

function send(request: FastifyRequest, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { errors } = shown
  return sendForm(request, reply, {
    title: 'How many people?',
    errors,
    body: <AskPage {...shown} />,
  })
}

function AskPage({ question, errors, answer }: Shown): ReactNode {
  return (
    <>
      <BackLink href="/measure">What we count</BackLink>
      <h1>How many people?</h1>
      <ErrorSummary errors={errors} />
      <p className="cc-lead">
        Ask for one row for each person, with what they are divided by: they are counted outside,
        and what few people stand behind is not told. What you ask stands in the log.{' '}
        <a href="/measure/dictionary">See what can be counted</a>
      </p>
      {answer !== undefined && <Answered answer={answer} />}
      <PostForm action="/measure/ask">
        <Field
          name="question"
          label="The question"
          code
          hint="One SELECT over the tables that can be counted, by their names: it gives person, and up to a few words"
          value={question}
          rows={LINES}
          errors={errors}
        />
        <Button>Count</Button>
      </PostForm>
    </>
  )
}

function Answered({ answer: { all, parts } }: { answer: Answer }): ReactNode {
  const about =
    'about' in all ? `About ${plural(all.about, 'person', 'people')}` : 'Too few people to show'
  return (
    <>
      <h2>{about}</h2>
      {(parts.length > 0 || 'about' in all) && (
        <Table
          caption="By what they are divided by"
          columns={[
            { head: 'Of whom', cell: ({ words }) => words },
            { head: 'People', align: 'right', cell: ({ told }) => disclosedWords(told) },
          ]}
          rows={parts}
          rowKey={({ words }) => words}
          empty={<p>They are divided by nothing, or there are too few to tell the parts apart.</p>}
        />
      )}
    </>
  )
}
