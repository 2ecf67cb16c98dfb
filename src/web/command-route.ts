import type { FastifyInstance } from 'fastify'
import type { Answer } from '../call-command.ts'
import { PUBLIC } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { action } from '../shell/index.ts'

const STATUS = new Map([
  ['no-power', 403],
  ['no-clause', 403],
  ['key-used', 409],
  ['stale', 409],
])

/**
 * `POST /commands/NAME`: does something by its name, the body its input, `Idempotency-Key` its key. The command itself
 * is what asks the agreement; that it came from our own page, or from a program with a token, is asked before.
 */
export function registerCommands(app: FastifyInstance, place: Pick<Place, 'call'>): void {
  app.post('/commands/:name', action(PUBLIC), async (request, reply) => {
    const { viewer } = request
    if (viewer === undefined) {
      const refusal = { code: 'not-signed-in', sentence: 'Nobody is signed in.' }
      return reply.code(401).send({ ok: false, refusal })
    }
    const { name } = request.params as { name: string }
    const key = request.headers['idempotency-key']
    const answer = await place.call(name, {
      viewer,
      input: request.body ?? {},
      ...(typeof key === 'string' && key !== '' && key.length <= 200 ? { key } : {}),
    })
    return reply.code(statusOf(answer)).send(answer)
  })
}

function statusOf(answer: Answer): number {
  if (answer.ok) return 200
  return 'faults' in answer ? 400 : statusOfRefusal(answer.refusal.code)
}

export function statusOfRefusal(code: string): number {
  return STATUS.get(code) ?? 422
}
