import type { Clock, Database, PersonId } from '../kernel/index.ts'
import { openCheckpoint } from './checkpoint.ts'
import { COUNT, noticeId, writeEntry } from './entry.ts'
import { readLookText } from './list-looks.ts'
import { proveParts, unpackParts } from './list-parts.ts'
import {
  LOOKS_FORMAT,
  type LooksEntry,
  type LooksFile,
  type LooksPart,
  type LooksStep,
} from './looks-file.ts'
import type { Verifier } from './note.ts'
import { type Policy, writePolicy } from './policy.ts'
import { readHeads } from './publish.ts'
import { insertEntry, lastOfEach } from './queries.ts'
import {
  type BundledRow,
  bundledEntries,
  erasureRows,
  type StepRow,
  stepsAfter,
} from './queries-bundle.ts'
import { listsOf } from './queries-lists.ts'
import type { TreeReader } from './read-tree.ts'
import { erasureOf, readTold } from './told.ts'
import { type Hash, inclusionProof } from './tree.ts'

/**
 * What a resident takes home: every look at them, with its text and salt, its place in the tree and the
 * proof of it, under a checkpoint that the witnesses confirmed; and an entry, just written, that says how many
 * there are. It is checked without us, in a browser, by `concordat trail verify --bundle FILE` or by anything
 * else that reads RFC 9162. Written piece by piece, so that ten thousand looks hold nobody up.
 */
export type ResidentBundle = LooksFile & { madeAt: string }

const AT_ONCE = 50
/** A list of a hundred is read whole for the proof of one. */
const STEPS_AT_ONCE = 200

type Deps = {
  care: Database
  reader: TreeReader
  keys: readonly Verifier[]
  policy: Policy
  clock: Clock
  /** numbers what is committed, and asks the witnesses */
  confirm(): Promise<void>
}
type Counted = { person: PersonId; looks: number; last: string | null }

/** The text of the file, in pieces. */
export async function* streamBundle(
  deps: Deps,
  personIds: readonly PersonId[],
): AsyncGenerator<string> {
  const { care, clock, keys, policy } = deps
  const people = [...new Set(personIds)].sort()
  const { count, counted } = await countLooks(deps, people)
  await deps.confirm()
  const head = await chooseCheckpoint(deps, count)
  const own = writePolicy(policy)
  const top = {
    format: LOOKS_FORMAT,
    madeAt: clock.now().toISOString(),
    keys: keys.map(({ vkey }) => vkey),
    ...(own === undefined ? {} : { policy: own }),
    checkpoint: head.note,
    count,
  }
  yield `${JSON.stringify(top).slice(0, -1)},\n"people":[`
  const ids = new Set([count])
  const erasures = await readErasures(deps)
  for (const [at, { person, looks }] of counted.entries()) {
    yield `${at === 0 ? '' : ','}\n{"person":"${person}","looks":[`
    for (let after = 0; after < looks; ) {
      const rows = await stepsAfter(care.short, person, {
        after,
        upTo: looks,
        limit: STEPS_AT_ONCE,
      })
      if (rows.length === 0) break
      const proofs = await proveListed(deps, rows)
      const steps = rows.map((row) => asStep(row, proofs, erasures))
      yield steps.map((step) => `${step.number === 1 ? '' : ','}\n${JSON.stringify(step)}`).join('')
      for (const { entry } of steps) ids.add(entry)
      after = Number(rows.at(-1)!.number)
    }
    yield ']}'
  }
  yield '],\n"entries":['
  yield* streamEntries(deps, [...ids], head.size, erasures)
  yield ']}\n'
}

/** Counted and written down in one transaction: what comes after it is not in this file, and not missed. */
async function countLooks(
  { care, clock }: Deps,
  people: readonly PersonId[],
): Promise<{ count: string; counted: Counted[] }> {
  return care.transaction(async (tx) => {
    const rows = await lastOfEach(tx, people)
    const counted = people.map((person): Counted => {
      const row = rows.find(({ person_id }) => person_id === person)
      return { person, looks: Number(row?.number ?? 0), last: row ? base64(row.data) : null }
    })
    const entry = writeEntry('system', clock.now(), { command: COUNT, entry: { people: counted } })
    await insertEntry(tx, entry)
    return { count: entry.id, counted }
  })
}

/** The confirmed one, unless it is too old to hold the count. */
async function chooseCheckpoint({ care, keys, policy, clock }: Deps, count: string) {
  const [row] = await bundledEntries(care.short, [count])
  const reach = Number(row?.index ?? Number.NaN) + 1
  const { newest, confirmed } = await readHeads(care.short, policy, clock.now())
  for (const note of [confirmed?.note, newest?.note]) {
    const opened = note === undefined ? 'missing' : openCheckpoint(note, keys[0]!)
    if (typeof opened !== 'string' && opened.size >= reach) return opened
  }
  throw new Error('no signed checkpoint holds the looks: run trail verify')
}

/** The looks and the count first; then the entries that say what is withheld and what was erased. */
async function* streamEntries(
  deps: Deps,
  ids: readonly string[],
  size: number,
  erasures: Erasures,
): AsyncGenerator<string> {
  const { care, clock } = deps
  const more = new Set<string>()
  let first = true
  const write = async (rows: readonly BundledRow[]) => {
    const pieces: string[] = []
    for (const row of rows) {
      const entry = await bundleEntry(deps, row, size, erasures.get(row.id), clock.now())
      for (const id of [entry.withheld, entry.erased]) if (id) more.add(id)
      pieces.push(`${first ? '' : ','}\n${JSON.stringify(entry)}`)
      first = false
    }
    return pieces.join('')
  }
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    yield await write(await bundledEntries(care.short, ids.slice(at, at + AT_ONCE)))
    await new Promise((resolve) => setImmediate(resolve))
  }
  const rest = [...more].filter((id) => !ids.includes(id))
  for (let at = 0; at < rest.length; at += AT_ONCE) {
    yield await write(await bundledEntries(care.short, rest.slice(at, at + AT_ONCE)))
  }
}

/** Which entry erased which: entries by their ids, looks in lists by their data. */
type Erasures = ReadonlyMap<string, string>

async function readErasures({ care }: Deps): Promise<Erasures> {
  const told = (await erasureRows(care.short)).flatMap(({ text }) => readTold(text) ?? [])
  return new Map(
    told.flatMap((one) => (erasureOf(one)?.erased ?? []).map((id) => [id, one.id] as const)),
  )
}

async function bundleEntry(
  { reader }: Deps,
  { id, index: at, leaf, text, salt }: BundledRow,
  size: number,
  erasure: string | undefined,
  now: Date,
): Promise<LooksEntry> {
  const index = Number(at)
  const proof = await reader.compute(size, (node) => inclusionProof(index, size, node))
  const entry = { id, index, data: base64(leaf), proof: proof.map(base64) }
  if (text === null || salt === null) return { ...entry, ...(erasure && { erased: erasure }) }
  const withheld = readLookText(text)?.withheld
  if (withheld && new Date(withheld.until) > now) return { ...entry, withheld: noticeId(id) }
  return { ...entry, text, salt: base64(salt) }
}

/** Of looks in lists: the part of this person alone, and how it is in the list. */
async function proveListed(
  { care }: Deps,
  rows: readonly StepRow[],
): Promise<Map<string, LooksPart>> {
  const placed = rows.filter(({ place }) => place !== null)
  const lists = await listsOf(
    care.short,
    placed.map(({ entry_id }) => entry_id),
  )
  const partsOf = new Map(lists.map(({ entry_id, parts }) => [entry_id, unpackParts(parts) ?? []]))
  const proved = placed.flatMap(({ entry_id, place }): [string, LooksPart][] => {
    const parts = partsOf.get(entry_id) ?? []
    const part = parts[place!]
    if (part === undefined || 'leaf' in part) return []
    const proof = proveParts(parts)(place!).map(base64)
    const { salt, because } = part
    return [[entry_id, { place: place!, salt: base64(salt), proof, ...(because && { because }) }]]
  })
  return new Map(proved)
}

function asStep(
  row: StepRow,
  proofs: ReadonlyMap<string, LooksPart>,
  erasures: Erasures,
): LooksStep {
  const data = base64(row.data)
  const part = proofs.get(row.entry_id)
  return {
    number: Number(row.number),
    // Of a look in a list that was erased, nothing stands in the log but the entry that says so.
    entry: erasures.get(data) ?? row.entry_id,
    data,
    previous: row.previous && base64(row.previous),
    ...(part && { part }),
  }
}

function base64(bytes: Hash): string {
  return bytes.toString('base64')
}
