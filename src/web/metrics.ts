import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { PUBLIC } from '../kernel/index.ts'

/** Name → what it is and how to read it. Read when asked for, so nothing is counted for nobody. */
export type Gauges = Readonly<Record<string, { help: string; read(): Promise<number> | number }>>

export type Metrics = { register(app: FastifyInstance): void }

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * What an operator watches, in Prometheus text. Labels are routes and statuses: a label that could hold
 * a person's name or number would also be a leak.
 */
export function openMetrics(app: FastifyInstance, gauges: Gauges): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'concordat_requests_total',
    help: 'Answers sent, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'concordat_request_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  })
  for (const [name, gauge] of Object.entries(gauges)) watch(registry, name, gauge)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    requests.inc({ method: request.method, route, status: reply.statusCode })
    durations.observe({ route }, reply.elapsedTime / 1000)
  })
  return {
    register(on) {
      on.get('/metrics', { config: { session: false, action: PUBLIC } }, async (_request, reply) =>
        reply.type(registry.contentType).send(await registry.metrics()),
      )
    },
  }
}

function watch(registry: Registry, name: string, { help, read }: Gauges[string]): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        this.set(await read())
      } catch {
        // One figure that cannot be read leaves the others readable.
        this.reset()
      }
    },
  })
}
