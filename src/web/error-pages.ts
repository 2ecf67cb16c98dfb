import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Log, newId } from '../kernel/index.ts'
import { PlanningStopped } from '../record/index.ts'
import { type Problem, sendProblem } from '../shell/index.ts'

const TODAY = { href: '/', label: 'Go to Today' }
const RETRY_SECONDS = 10

/**
 * Of PostgreSQL and of the way to it: it is stopping, starting, gone, or takes no more connections, or what was asked
 * of it, or held by somebody else, took longer than a login waits.
 */
const DATABASE_GONE = [
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '57014',
  '55P03',
  '25P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
]
const CONNECTION_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has|was))/

/** Every error is a page in words that says what to do; a bug also has a reference that is in the log. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, {
      status: 404,
      title: 'There is no such page',
      sentences: ['The address may be mistyped, or the page may have moved.'],
      next: TODAY,
    }),
  )
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem =
      error instanceof PlanningStopped
        ? planningStopped()
        : isDatabaseGone(error)
          ? databaseGone(reply)
          : problemOf(error)
    if (problem.status >= 500) report(log, error, request, problem)
    return sendOrPlain(request, reply, problem, log)
  })
}

/** An address that cannot be told apart runs no hook of ours: words and headers are given here. */
export function answerUnroutable(
  error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { status, title } = notUnderstood(error.statusCode ?? 400)
  reply
    .code(status)
    .headers({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .type('text/plain; charset=utf-8')
    .send(`${title}. The address is too long, or is not one.\n`)
}

function problemOf(error: FastifyError): Problem {
  const status = error.statusCode ?? 500
  if (status === 413) return tooLarge()
  if (status === 429) return tooMany()
  if (status >= 400 && status < 500) return notUnderstood(status)
  return {
    status: 500,
    title: 'Something went wrong here',
    sentences: [
      'It is our fault, not yours.',
      'What you sent may not have been kept: look before you send it again.',
    ],
    next: TODAY,
    reference: newId(),
  }
}

function tooLarge(): Problem {
  return {
    status: 413,
    title: 'That is too large',
    sentences: [
      'A form takes words.',
      'Files of records come in by the page of feeds, or with the load command.',
    ],
    next: TODAY,
  }
}

function tooMany(): Problem {
  return {
    status: 429,
    title: 'That was too often',
    sentences: ['Wait a minute, then try again.'],
    next: TODAY,
  }
}

function notUnderstood(status: number): Problem {
  return {
    status,
    title: 'That could not be understood',
    sentences: ['What was sent is not in a form that this page reads.', 'Nothing was changed.'],
    next: TODAY,
  }
}

function planningStopped(): Problem {
  return {
    status: 503,
    title: 'Nothing is counted just now',
    sentences: [
      'Somebody who opted out was found in what is counted, so counting has stopped.',
      'A governance lead puts it right and answers for it; then it goes on.',
    ],
    next: { href: '/governance', label: 'See how opt-outs stand' },
  }
}

function databaseGone(reply: FastifyReply): Problem {
  reply.header('retry-after', String(RETRY_SECONDS))
  return {
    status: 503,
    title: 'Records cannot be reached just now',
    sentences: [
      'The database does not answer. Nothing that was kept is lost.',
      'Try again in a moment. If it lasts, use the paper fallback of your ward or team.',
    ],
    reference: newId(),
  }
}

export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // Several addresses were tried and none answered.
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone)
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && DATABASE_GONE.includes(code)) return true
  return CONNECTION_LOST.test(error.message)
}

function report(log: Log, error: unknown, request: FastifyRequest, problem: Problem): void {
  log.error({
    event: problem.status === 503 ? 'the database did not answer' : 'a request failed',
    room: 'web',
    id: problem.reference,
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: problem.status,
    error,
  })
}

/** A page that cannot be drawn must not hide what went wrong before it. */
async function sendOrPlain(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  log: Log,
): Promise<FastifyReply> {
  try {
    return await sendProblem(request, reply, problem)
  } catch (error) {
    log.error({
      event: 'an error page could not be drawn',
      room: 'web',
      id: problem.reference,
      error,
    })
    const text = [problem.title, ...problem.sentences].join('\n')
    return reply.code(problem.status).type('text/plain; charset=utf-8').send(`${text}\n`)
  }
}
