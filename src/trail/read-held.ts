import type { Clock, Database, Queryable } from '../kernel/index.ts'
import { AskedWitness, type Confirmed, newestHead } from './ask-witness.ts'
import type { Pin, TrailFault } from './audit.ts'
import type { SignedCheckpoint } from './checkpoint.ts'
import type { Confirmation } from './confirmation.ts'
import { splitNote, type Verifier } from './note.ts'
import type { KnownWitness } from './place-keys.ts'
import { missingFrom, type Policy } from './policy.ts'
import { checkpointAt, grewPast, newestCheckpoint } from './queries-log.ts'
import {
  COSIGNATURES_MAX,
  type Cosignature,
  evidenceRows,
  newestCosignatures,
  saveConfirmation,
} from './queries-witness.ts'
import { TreeReader } from './read-tree.ts'
import { HandOvers } from './succession.ts'
import { confirmedBy, quorumOn, type Verification } from './verification.ts'

/**
 * What witnesses hold of a log: their signatures that are kept in the database, each checked, and what those
 * who can be asked answer now.
 */
export type Held = {
  pins: Pin[]
  faults: TrailFault[]
  notes: string[]
  witnesses: Verification['witnesses']
  confirmation: Confirmation
  /** each checkpoint that a witness has signed, with the time: they bound the times of the entries */
  signed: { size: number; at: Date }[]
}

type Deps = {
  db: Database
  clock: Clock
  log: Verifier
  policy: Policy
  /** the ones with an address are asked */
  witnesses: readonly KnownWitness[]
  /** the login that may write down what they answer */
  keeper?: Database
}

export async function readHeld(deps: Deps): Promise<Held> {
  const { clock, policy, witnesses, keeper } = deps
  const db = deps.db.short
  const faults: TrailFault[] = []
  const notes: string[] = []
  for (const { verifier, url } of witnesses) {
    if (url === undefined) continue
    const answer = await askNow(deps, verifier, url)
    if (answer === undefined) continue
    const by = `The witness ${verifier.name}`
    if ('what' in answer)
      faults.push({ entry: '', what: `${by} does not confirm this log: ${answer.what}.` })
    else if ('away' in answer) notes.push(`${by} is away: ${answer.away}.`)
    else if (keeper) await keep(keeper.short, verifier, answer)
  }
  faults.push(...(await keptEvidence(db)))
  const signed = await newestCosignatures(
    db,
    witnesses.map(({ verifier }) => verifier.vkey),
    COSIGNATURES_MAX,
  )
  const heads: SignedCheckpoint[] = []
  for (const [size, lines] of Map.groupBy(signed, (one) => one.size)) {
    const opened = await openKept(
      db,
      deps,
      size,
      lines.map(({ line }) => line),
    )
    if ('what' in opened) faults.push(opened)
    else {
      heads.push(opened)
      faults.push(...lines.flatMap((line) => otherTime(line, opened)))
    }
  }
  const newest = Number((await newestCheckpoint(db))?.size ?? 0)
  return {
    faults,
    notes,
    ...latest(heads, clock.now()),
    confirmation: await confirmationOf(db, policy, heads, newest, clock.now()),
    signed: heads.flatMap(({ size, witnesses: by }) => by.map(({ at }) => ({ size, at }))),
  }
}

/** Asks a witness that can be reached, with the newest head, or only for what it shows. */
async function askNow({ db, log, clock, keeper }: Deps, verifier: Verifier, url: string) {
  const newest = async () => (await newestHead(db.short)) ?? { note: '', size: 0 }
  const { note, size } = await newest()
  if (size === 0 || splitNote(note) === undefined) return undefined
  const deps = { reader: new TreeReader(db.short), logKey: log, newest, clock }
  const witness = new AskedWitness({ verifier, url }, deps)
  try {
    if (keeper === undefined) return await witness.compare()
    const shown = await witness.size()
    return await witness.confirm(Math.min(shown ?? 0, size))
  } catch (error) {
    if (error instanceof RangeError) return { what: 'the tiles that would prove it are damaged' }
    throw error
  }
}

/** What is remembered here must be published too, or the next look at the URL would find it cut off. */
async function keep(db: Queryable, { name, vkey }: Verifier, answer: Confirmed): Promise<void> {
  await saveConfirmation(db, { name, vkey, ...answer, at: answer.at.toISOString() })
}

async function openKept(
  db: Queryable,
  { log, witnesses }: Deps,
  size: number,
  lines: readonly string[],
): Promise<SignedCheckpoint | TrailFault> {
  const row = await checkpointAt(db, size)
  if (row === undefined) {
    const what = `The checkpoint of ${size} entries, which a witness confirmed, is gone: the end was cut off.`
    return { entry: '', what }
  }
  const verifiers = witnesses.map(({ verifier }) => verifier)
  const handOvers = new HandOvers(log)
  await handOvers.read(db)
  const opened = handOvers.open(row.note + lines.join(''), verifiers)
  if (typeof opened !== 'string') return opened
  return {
    entry: '',
    what: `The checkpoint of ${size} entries, which a witness confirmed, ${opened}.`,
  }
}

/** The time and the key beside a signature are caches of what the signature itself says. */
function otherTime({ vkey, size, at }: Cosignature, { witnesses }: SignedCheckpoint): TrailFault[] {
  const signed = witnesses.find(({ verifier }) => verifier.vkey === vkey)
  if (signed?.at.getTime() === at.getTime()) return []
  const what = `What stands beside the signature of ${vkey.split('+')[0]} for ${size} entries was changed.`
  return [{ entry: '', what }]
}

/** Of each witness its last confirmation, as a pin and as it is shown; the pins hold every kept one. */
function latest(heads: readonly SignedCheckpoint[], now: Date) {
  const pins: Pin[] = []
  const byName = new Map<string, Verification['witnesses'][number]>()
  for (const head of heads) {
    const { origin, size, root } = head
    for (const shown of confirmedBy(head, now)) {
      if (byName.has(shown.name)) continue
      byName.set(shown.name, shown)
      pins.push({ origin, size, root, by: `the witness ${shown.name}` })
    }
  }
  return { pins, witnesses: [...byName.values()] }
}

async function confirmationOf(
  db: Queryable,
  policy: Policy,
  heads: readonly SignedCheckpoint[],
  size: number,
  now: Date,
): Promise<Confirmation> {
  const quorums = heads.flatMap((head) => {
    const at = quorumOn(head, policy, now)
    return at === undefined ? [] : [{ size: head.size, at }]
  })
  const [confirmed] = quorums
  const since = now.getTime() - policy.withinSeconds * 1000
  const times = heads.flatMap(({ witnesses }) =>
    witnesses.map(({ verifier, at }) => [verifier.vkey, at] as const),
  )
  const fresh = new Map(times.filter(([, at]) => at.getTime() >= since).reverse())
  const waiting =
    confirmed && confirmed.size < size ? await grewPast(db, confirmed.size) : undefined
  return {
    size,
    ...(confirmed && { confirmed }),
    ...(waiting && { waitingSince: waiting }),
    missing: missingFrom(policy.quorum, fresh),
    ...(policy.quorum === undefined && { nobodyNeeded: true }),
    withinSeconds: policy.withinSeconds,
    ...(policy.clause !== undefined && { clause: policy.clause }),
  }
}

async function keptEvidence(db: Queryable): Promise<TrailFault[]> {
  return (await evidenceRows(db)).map(({ vkey, what, at }) => {
    const told = `The witness ${vkey.split('+')[0]} contradicted this log on ${at.toISOString()}: ${what}`
    return { entry: '', what: `${told}. Both signed heads are kept.` }
  })
}
