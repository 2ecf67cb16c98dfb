import { createHash } from 'node:crypto'
import { isRefusal, type SourceId, type Viewer } from '../kernel/index.ts'
import type { Classing } from '../record/index.ts'
import type { Command } from '../trail/index.ts'
import { classingOf } from './apply-readings.ts'
import { feedClause, type IntakePlace, LOADER } from './receive-items.ts'
import { type Asked, closeReturns, type OpenReturns, submissionOf } from './returns.ts'

/** How many things no longer stand, and what was left as it was because it is too much to close unasked. */
export type Closed = { closed: number; asked: Asked[] }

type Input = { source: SourceId; digest: string; returns: string[]; evenHalf: boolean }

/**
 * All of a return has been taken: what it leaves out is closed, in one command of its own, so that a load that was
 * cut off closes nothing and the next one does. Where that is half of what stood, or more, `evenHalf` says that it
 * is meant.
 */
export async function closeReturn(
  place: IntakePlace,
  source: SourceId,
  returns: OpenReturns,
  { evenHalf = false, viewer = LOADER }: { evenHalf?: boolean; viewer?: Viewer },
): Promise<Closed> {
  const digest = returns.digest.toString('hex')
  const input: Input = {
    source,
    digest,
    returns: returns.returns.map((one) => `${one.scope} ${submissionOf(one)}`),
    evenHalf,
  }
  const said = [viewer.actor.id, viewer.purpose, source, digest, ...input.returns, evenHalf]
  const key = createHash('sha256').update(said.join('\n')).digest('hex')
  const answer = await place.trail.run(close(returns, classingOf(place)), {
    viewer,
    input,
    key: `intake.close-return ${key}`,
    under: feedClause(place, source),
  })
  if (isRefusal(answer)) throw new Error(`a return could not be closed: ${answer.code}`)
  return answer
}

function close(returns: OpenReturns, classing: Classing): Command<Input, Closed> {
  return {
    name: 'intake.close-return',
    basis: { under: ['feed'] },
    async run({ tx, follow, ask, now, announce }, input) {
      const { source, evenHalf } = input
      const told = { evenHalf, now, classing }
      const result = await closeReturns({ tx, follow, ask }, source, returns, told)
      if (result.closed > 0) await announce('intake.received', source)
      const asked = result.asked.map(({ scope, asAt, leftOut }) => ({ scope, asAt, leftOut }))
      return { result, entry: { ...input, closed: result.closed, asked } }
    },
  }
}
