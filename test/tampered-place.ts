import { createPublicKey, sign } from 'node:crypto'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { madeUpKey, openAgreement, quorumRule, type Signatory } from '../src/agreement/index.ts'
import {
  type Databases,
  isRefusal,
  openLog,
  type PersonId,
  PUBLIC,
  type Settings,
  systemClock,
  type Viewer,
} from '../src/kernel/index.ts'
import { somebody, testDatabases } from '../src/kernel/testing.ts'
import type { Place } from '../src/main.ts'
import { clauseKinds, commands } from '../src/rooms.ts'
import {
  type Command,
  eraseEntries,
  erasureStatement,
  inPlace,
  namedErased,
  openTrail,
  startPlaceWitnesses,
  verifyPlace,
} from '../src/trail/index.ts'
import { coordinator, lookOften, socialWorker, testSettings } from '../src/trail/testing.ts'

/**
 * A place with something of everything in it, to be tampered with: looks, one withheld, one shown again,
 * commands with keys and answers, a bundle, an agreement, witnesses; and a way to put it back.
 */
const SOUTHMERE = join(import.meta.dirname, '../places/southmere')
const TABLES = [
  'agreement.adoption',
  'agreement.version',
  'agreement.dispute_fact',
  'agreement.dispute',
  ...[
    'entry',
    'command_key',
    'deed',
    'look',
    'list',
    'look_again',
    'leaf',
    'tile',
    'checkpoint',
  ].map(inTrail),
  ...['witness', 'cosignature', 'evidence'].map(inTrail),
]

export const note: Command<{ text: string; about?: PersonId[] }, { said: string }> = {
  name: 'test.note',
  basis: 'public',
  run: async (_, { text, about }) => ({ result: { said: text }, entry: { text }, about }),
}

export type TamperedPlace = Awaited<ReturnType<typeof tamperedPlace>>

export async function tamperedPlace(t: TestContext) {
  const databases = await testDatabases(t)
  const clock = systemClock
  const log = openLog('silent')
  const plain = testSettings(t)
  const witnesses = await startPlaceWitnesses(plain, ['nhs', 'council'], { clock, log })
  t.after(() => witnesses.close())
  const settings = { ...plain, witnesses: witnesses.witnesses } as Settings
  const inEffect: { agreement?: Awaited<ReturnType<typeof openAgreement>> } = {}
  const rule = () => {
    const current = inEffect.agreement?.current()
    return current && quorumRule(current)
  }
  const trail = await openTrail({ databases, clock, log, settings, rule })
  t.after(() => trail.close())
  const kinds = clauseKinds
  const agreement = await openAgreement({ databases, trail, kinds, clock, log, mode: 'made-up' })
  inEffect.agreement = agreement
  const adopted = await agreement.adoptFolder(SOUTHMERE)
  if (isRefusal(adopted)) throw new Error(adopted.sentence)
  const people = [somebody(), somebody(), somebody()].sort() as [PersonId, PersonId, PersonId]
  const place = { trail, databases, clock, settings, agreement }
  await fill(place, people)
  return {
    ...place,
    people,
    witnesses,
    /** everything is read, nothing is numbered and nobody is asked */
    verify: () => verifyPlace(place, undefined, { asking: false }),
    save: () => save(databases),
    putBack: () => putBack(databases),
  }
}

/** The sides differ about somebody: one opens a dispute, the other answers, and it is withdrawn. */
async function differ(place: Pick<Place, 'trail' | 'agreement'>, person: string): Promise<void> {
  const act = async (name: string, viewer: Viewer, input: unknown) => {
    const command = commands.find((one) => one.name === `agreement.${name}`)!
    // Who may is tried elsewhere.
    const free: Command<unknown, unknown, string> = {
      ...inPlace(command, place as Place),
      basis: PUBLIC,
    }
    const done = await place.trail.run(free, { viewer, input, key: name.split('-')[0]! })
    if (isRefusal(done)) throw new Error(done.sentence)
    return done
  }
  const about = { room: 'record', key: 'stay-1', about: 'A stay', person }
  const { id } = (await act('open-dispute', coordinator, { ...about, says: 'It is yours.' })) as {
    id: string
  }
  await act('say-in-dispute', socialWorker, { dispute: id, says: 'It is not.' })
  await act('withdraw-dispute', coordinator, { dispute: id, reason: 'So it is.' })
}

async function fill(
  place: Pick<Place, 'trail' | 'agreement' | 'databases'>,
  people: readonly [PersonId, PersonId, PersonId],
): Promise<void> {
  const { databases, trail } = place
  const look = { identity: [people[0], people[1]], what: 'person page', clause: '4.2' }
  const allowed = { ...look, outcome: 'allowed' as const }
  await lookOften(trail, people, 9)
  await trail.sequence()
  await trail.look(coordinator, [allowed])
  await trail.look(coordinator, [allowed])
  await trail.look(socialWorker, [{ ...allowed, outcome: 'refused', sentence: 'Not yours.' }])
  const withheld = { clause: '7.3', until: '2999-01-01' }
  await trail.look(socialWorker, [{ ...allowed, identity: [people[2]], withheld }])
  for (const key of ['one', 'two', 'three']) {
    await trail.run(note, { viewer: coordinator, input: { text: key, about: [people[0]] }, key })
  }
  await differ(place, people[0])
  await trail.sequence()
  await trail.confirm()
  for (let at = 0; at < 260; at++) {
    await trail.run(note, { viewer: coordinator, input: { text: 'x' }, key: `filler ${at}` })
  }
  await showLists(place, people)
  await trail.exportBundle([...people])
  await lookOften(trail, people, 3)
  await trail.sequence()
  await trail.confirm()
  await databases.owner.short.query('analyze')
}

/** A list of all three, part of it shown again; and one of which somebody was erased. */
async function showLists(
  { agreement, databases, trail }: Pick<Place, 'trail' | 'databases' | 'agreement'>,
  people: readonly [PersonId, PersonId, PersonId],
): Promise<void> {
  const listOf = (shown: readonly PersonId[]) => ({
    what: 'ward list',
    people: shown.map((person) => {
      return { identity: [person], outcome: 'allowed' as const, clause: '4.2' }
    }),
  })
  await trail.lookAtList(coordinator, listOf(people))
  await trail.lookAtList(coordinator, listOf(people.slice(1)))
  const [, erased] = await trail.lookAtList(socialWorker, listOf(people))
  await trail.sequence()
  const looks = [{ person: people[1], number: erased!.numbers[people[1]]! }]
  const decided = { clause: '9.1', reason: 'ordered by the court' }
  const entries = await namedErased(databases.owner.short, { entries: [], looks })
  const decision = decide(agreement, { ...decided, entries: entries! })
  const erasure = { entries: [], looks, ...decided, decision }
  const done = await eraseEntries(databases.owner, coordinator, erasure, new Date())
  if (isRefusal(done)) throw new Error(done.sentence)
}

/** Signed by an officer whom the agreement lets sign, and who does not exist. */
function decide(agreement: Place['agreement'], erasure: Parameters<typeof erasureStatement>[0]) {
  const key = madeUpKey('nhs-1')
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  const signatories = agreement.current()!.table<Signatory>('signatory', 'all')
  const officer = signatories.find((one) => one.key === raw.toString('base64'))!
  const when = { officer: officer.id, time: '2026-03-03T10:00:00Z' }
  const signature = sign(null, erasureStatement(erasure, when), key).toString('base64')
  return { ...when, name: officer.name, key: officer.key, signature }
}

async function save({ owner }: Databases): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('create schema if not exists kept')
    for (const table of TABLES) {
      await tx.query(`drop table if exists ${keptAs(table)}`)
      await tx.query(`create table ${keptAs(table)} as table ${table}`)
    }
  })
}

/**
 * Only what is otherwise than it was, because most ways touch one table of many; in a room, those that refer to others
 * go first.
 */
async function putBack({ owner }: Databases): Promise<void> {
  await owner.transaction(async (tx) => {
    const { rows } = await tx.query<{ name: string }>(TABLES.map(isOtherwise).join(' union all '))
    const own = (table: string) => (table.startsWith('agreement.') ? 'agreement.' : table)
    const tables = TABLES.filter((table) => rows.some(({ name }) => own(name) === own(table)))
    for (const table of tables) tx.post({ text: `delete from ${table}` })
    for (const table of tables.toReversed()) {
      tx.post({ text: `insert into ${table} select * from ${keptAs(table)}` })
    }
  })
}

function isOtherwise(table: string): string {
  const [there, kept] = [table, keptAs(table)].map((name) => `select one::text from ${name} one`)
  return `select '${table}' as name
    where exists (${there} except all ${kept}) or exists (${kept} except all ${there})`
}

function keptAs(table: string): string {
  return `kept.${table.replace('.', '_')}`
}

function inTrail(table: string): string {
  return `trail.${table}`
}
