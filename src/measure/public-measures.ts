import type { FastifyInstance } from 'fastify'
import { PUBLIC } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { action } from '../shell/index.ts'
import { type Charted, chartAll } from './signal.ts'

/** The latest figures of everything that is counted, for whoever asks: the same that both sides see. */
export function registerPublicMeasures(app: FastifyInstance, place: Place): void {
  app.get('/public/measures.json', action(PUBLIC), async (_, reply) => {
    const charts = await chartAll(place)
    const body = {
      place: place.agreement.current()?.place ?? null,
      made_at: place.clock.now().toISOString(),
      measures: charts.map(asJson),
    }
    return reply.header('cache-control', 'public, max-age=300').send(body)
  })
}

function asJson({ definition, points, gaps, changes, signal }: Charted) {
  const last = points.at(-1)
  const {
    value = null,
    numerator = null,
    denominator = null,
    low = null,
    high = null,
  } = last?.told ?? {}
  return {
    name: definition.id,
    definition: definition.name,
    question: definition.question,
    unit: definition.unit,
    source: definition.source,
    clause: definition.clause,
    month: last?.period ?? gaps.at(-1) ?? null,
    edition: last?.number ?? null,
    value,
    numerator,
    denominator,
    low,
    high,
    suppressed: last === undefined,
    signal: signal.signal,
    says: signal.says,
    counted_otherwise_from: changes.map(({ period, says }) => ({
      month: period,
      says: says ?? null,
    })),
    series: points.map(({ period, told }) => ({ month: period, value: told.value })),
  }
}
