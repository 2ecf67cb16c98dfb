import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '../send-page.tsx'

export type Problem = {
  status: number
  /** what happened, as a heading: 'There is no such page' */
  title: string
  /** what it means and what to do, one sentence each */
  sentences: readonly string[]
  next?: { href: string; label: string }
  /** an identifier that is also in the log */
  reference?: string
}

/** An error in words, in the frame; as plain text for a caller that did not ask for a page. */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): Promise<FastifyReply> {
  const accept = request.headers.accept ?? '*/*'
  if (!/text\/html|\*\/\*/.test(accept)) {
    const text = [problem.title, ...problem.sentences].join('. ').replaceAll('..', '.')
    return reply.code(problem.status).type('text/plain; charset=utf-8').send(`${text}\n`)
  }
  return sendPage(request, reply, {
    title: problem.title,
    status: problem.status,
    plain: true,
    body: <ProblemBody problem={problem} />,
  })
}

function ProblemBody(props: { problem: Problem }) {
  const { title, sentences, next, reference } = props.problem
  return (
    <>
      <h1>{title}</h1>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {next && (
        <p>
          <a href={next.href}>{next.label}</a>
        </p>
      )}
      {reference && (
        <p className="cc-learnt">
          If you tell somebody about this, give them the reference{' '}
          <span className="cc-code">{reference}</span>
        </p>
      )}
    </>
  )
}
