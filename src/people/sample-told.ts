import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Queryable } from '../kernel/index.ts'
import { agreed, type Saying } from './decision.ts'
import type { Quality } from './quality.ts'
import { decisionsOf } from './queries-decisions.ts'
import { sourcesOf } from './queries-numbers.ts'
import type { Division } from './queries-quality.ts'
import {
  lastSample,
  type SampledPair,
  type SampleRow,
  sampledIn,
  strataOf,
} from './queries-sample.ts'
import type { Stratum } from './sample.ts'
import { estimate, type Reviewed, type SampledRow } from './sample-estimate.ts'
import { type Standing, standingOf } from './standing.ts'

/**
 * A pair that was drawn, as whoever looks at it sees it: whose records, and never whether they are taken for one
 * person's.
 */
export type PairToSay = {
  readonly id: string
  readonly persons: readonly PersonId[]
  readonly sources: readonly Standing[]
  /** sides that have to look, and have not said anything */
  readonly waitsFor: readonly string[]
  readonly said: readonly { side: string; says: Saying; decision: string }[]
}

export type SampleToSay = { readonly sample: SampleRow; readonly pairs: readonly PairToSay[] }

/** The sample that was asked for last, and what was said of its pairs; undefined where none ever was. */
export async function sampleToSay(
  db: Queryable,
  agreement: Agreement | undefined,
): Promise<SampleToSay | undefined> {
  const found = await readSample(db, agreement)
  return found && { sample: found.sample, pairs: found.pairs.map(({ drawn: _, ...pair }) => pair) }
}

/** What a sample says of the groups of a division. */
export type QualitySampled = {
  readonly drawnAt: Date
  of(by: Division): { rows: SampledRow[]; differs: Quality['differs'] }
}

/** Undefined where none was drawn. */
export async function qualitySampled(
  db: Queryable,
  agreement: Agreement | undefined,
): Promise<QualitySampled | undefined> {
  const found = await readSample(db, agreement)
  if (found === undefined || found.sample.drawn_at === null) return undefined
  const strata = await strataOf(db, found.sample.sample_id)
  const of = (by: Division) => estimatedOnce(by, reviewedBy(by, strata, found.pairs))
  return { drawnAt: found.sample.drawn_at, of }
}

const kept = new Map<
  Division,
  { readonly of: string; readonly told: ReturnType<typeof estimate> }
>()

/** It follows from what was counted alone: what was worked out last is told again while that is the same. */
function estimatedOnce(by: Division, reviewed: readonly Reviewed[]): ReturnType<typeof estimate> {
  const of = JSON.stringify(reviewed)
  const last = kept.get(by)
  if (last?.of === of) return last.told
  const told = estimate(reviewed)
  kept.set(by, { of, told })
  return told
}

function reviewedBy(by: Division, strata: readonly Stratum[], pairs: readonly Found[]): Reviewed[] {
  return strata
    .filter((one) => one.by === by)
    .map(({ group, kind, pairs: all, persons }): Reviewed => {
      const own = pairs.filter(
        ({ drawn }) =>
          drawn.kind === kind && drawn.of.some((one) => one.by === by && one.group === group),
      )
      const said = (what: Saying) => own.filter((one) => one.agreed === what).length
      return {
        group,
        kind,
        pairs: all,
        persons,
        drawn: own.length,
        same: said('same'),
        different: said('different'),
      }
    })
}

type Found = PairToSay & { readonly drawn: SampledPair; readonly agreed: Saying | undefined }

async function readSample(
  db: Queryable,
  agreement: Agreement | undefined,
): Promise<{ sample: SampleRow; pairs: Found[] } | undefined> {
  const sample = await lastSample(db)
  if (sample === undefined) return undefined
  const drawn = await sampledIn(db, sample.sample_id)
  const persons = [...new Set(drawn.flatMap((pair) => pair.persons))]
  const [sources, decisions] = await Promise.all([sourcesOf(db, persons), decisionsOf(db, persons)])
  const standing = standingOf(agreement)
  const byPair = Map.groupBy(decisions, (row) => `${row.person_id} ${row.other_id}`)
  const pairs = drawn.map((pair): Found => {
    const theirs = [...new Set(pair.persons.flatMap((id) => sources.get(id) ?? []))]
      .sort()
      .map(standing)
    const rows = byPair.get(pair.persons.join(' ')) ?? []
    const sides = [...new Set(theirs.flatMap(({ side }) => side ?? []))].sort()
    const said = rows.map(({ side, says, decision_id: decision }) => ({ side, says, decision }))
    const [a, b] = pair.persons
    return {
      id: pair.id,
      persons: pair.persons,
      sources: theirs,
      waitsFor: sides.filter((side) => !said.some((one) => one.side === side)),
      said,
      drawn: pair,
      agreed:
        sides.length === 0
          ? undefined
          : agreed(
              said.map((one) => ({ ...one, a, b })),
              sides,
            ),
    }
  })
  return { sample, pairs }
}
