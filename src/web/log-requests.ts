import type { FastifyInstance } from 'fastify'
import type { Log } from '../kernel/index.ts'

/** One line for each answer: by the route's pattern, never by the address, which may hold a name. */
export function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', async (request, reply) => {
    log.info({
      event: 'request',
      room: 'web',
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime * 10) / 10,
    })
  })
}
