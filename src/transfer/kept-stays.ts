import type { Agreement } from '../agreement/index.ts'
import { type Databases, KeptReadings, type PersonId, together } from '../kernel/index.ts'
import { FOLLOW_IDENTITY } from '../record/index.ts'
import type { TransferRule } from './clock-kind.ts'
import type { Texts } from './eras.ts'
import { COUNT_ALL, COUNT_STAYS, FOLLOW_DISPUTE, LEAVING_NEWS } from './leaving-news.ts'
import { minuteOf } from './minute.ts'
import { type ReadStay, readStays } from './read-stays.ts'

/** More than are in the hospitals of a place. */
const KEPT_MOST = 6_000
/** What waits between a change and the news that a row may be otherwise. */
const WATCHED = {
  topics: [LEAVING_NEWS],
  errands: [FOLLOW_IDENTITY, COUNT_STAYS],
  ofAll: [COUNT_ALL, FOLLOW_DISPUTE],
}

type KeptBy = {
  readonly agreement: Agreement
  readonly readings: KeptReadings<readonly ReadStay[]>
}

const remembered = new WeakMap<object, KeptBy>()

/**
 * The stays of these identities as a list reads them (`alone`). Of whoever is in hospital they are kept until something
 * changes of them: what follows from a long history is worked out once, and not for each who looks.
 */
export async function staysNow(
  databases: Pick<Databases, 'care'>,
  agreement: Agreement,
  rule: TransferRule,
  identityIds: readonly PersonId[],
  now: Date,
  texts?: Texts,
): Promise<ReadStay[]> {
  const db = together(databases.care.short)
  const readings = keptBy(databases, agreement)
  const reading = await readings.refresh(db)
  const kept = identityIds.map((id) => readings.get(id))
  const missing = identityIds.filter((_, place) => kept[place] === undefined)
  if (missing.length === 0) return (kept as ReadStay[][]).flat()
  const read = await readStays(db, agreement, rule, missing, {
    ...{ now, alone: true },
    ...(texts && { texts }),
  })
  const readOf = Map.groupBy(read, ({ identityId }) => identityId)
  for (const [id, stays] of readOf) if (isFollowed(stays, now)) readings.put(id, stays, reading)
  return identityIds.flatMap((id, place) => kept[place] ?? readOf.get(id) ?? [])
}

/**
 * News is told of whoever is in hospital; what partners differ about is otherwise when its days have passed, and so is
 * what is to be over on a day to come.
 */
function isFollowed(stays: readonly ReadStay[], now: Date): boolean {
  const here = stays.some(({ stay }) => stay.left === undefined)
  const to = minuteOf(now)
  const settled = ({ disputes, facts }: ReadStay) =>
    disputes.length === 0 && !facts.some(({ kind, at }) => kind === 'close' && minuteOf(at) > to)
  return here && stays.every(settled)
}

function keptBy(databases: object, agreement: Agreement): KeptBy['readings'] {
  const known = remembered.get(databases)
  if (known?.agreement === agreement) return known.readings
  const readings = new KeptReadings<readonly ReadStay[]>(WATCHED, KEPT_MOST)
  remembered.set(databases, { agreement, readings })
  return readings
}
