import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import {
  askErrand,
  DAY_MS,
  type Errand,
  Fault,
  newId,
  type PersonId,
  type Queryable,
  systemActor,
  type Transaction,
  toSourceId,
} from '../kernel/index.ts'
import { IDENTITY, noteTraced, personIdOf, readPersons, unnumberedAfter } from '../people/index.ts'
import type { JsonObject } from '../record/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { feedOf } from './ask-late.ts'
import { type NationalService, retrieve, trace } from './ask-national.ts'
import { SERVER } from './fhir-subject.ts'
import { loadFiles } from './load-files.ts'
import { type NationalAnswer, type Outcome, resourcesOf } from './national-answer.ts'
import * as queries from './queries-national.ts'
import { feedClause } from './receive-items.ts'

const TRACE = 'intake.trace-national'
const ASKER = { actor: systemActor('ask the national demographics service'), purpose: '' }
/** As the clause of the feed calls it: without one nobody is asked about. */
export const NATIONAL = toSourceId('national-demographics')
/** So many are asked about in a turn, and no more than five a second, which is what the service allows. */
const AT_ONCE = 25
const APART_MS = 200
const PAGE = 500
const MINUTE_MS = 60_000

/** How long until the same is asked again. */
const AGAIN_MS: Readonly<Record<Outcome, number>> = {
  found: 28 * DAY_MS,
  none: 28 * DAY_MS,
  many: 28 * DAY_MS,
  invalidated: 365 * DAY_MS,
  refused: 365 * DAY_MS,
  later: 10 * MINUTE_MS,
}

/**
 * Asks the national service who those are that nobody here has a number of, and whether the numbers that it gave still
 * hold. What it answers comes in as a feed of its own, read, kept and linked like any other.
 */
export const traceNational: Errand<Place> = {
  name: TRACE,
  does: 'ask the national demographics service who people are',
  async run({ tx, now, follow }, _, place) {
    const service = place.settings.demographics
    if (service === undefined || feedOf(place, NATIONAL) === undefined) return undefined
    const numbers = await queries.numbersDue(tx, now, AT_ONCE)
    const persons = await personsDue(tx, now, AT_ONCE - numbers.length)
    const told = [
      ...(await askEach(numbers, (number) => retrieve(service, number))),
      ...(await askEach(persons, (person) => askWho(tx, service, person))),
    ]
    const resources = told.flatMap(({ subject, answer }, at) =>
      resourcesOf(answer, at < numbers.length ? subject : undefined),
    )
    await takeIn(place, resources)
    const traced = told.slice(numbers.length).flatMap(({ subject, answer }) => {
      if (answer.outcome !== 'found') return []
      return [
        { person: subject as PersonId, answered: personIdOf(NATIONAL, answer.number, SERVER) },
      ]
    })
    follow(IDENTITY, new Set(await noteTraced(tx, traced, now)))
    await note(place, tx, told, { now, numbers: numbers.length })
    if (told.some(({ answer }) => answer.outcome === 'later')) {
      return new Date(now.getTime() + AGAIN_MS.later)
    }
    return new Date(now.getTime() + (told.length < AT_ONCE ? DAY_MS : APART_MS))
  },
}

/** When a process begins to serve, and from then on by its timer. */
export async function beginTracing({ settings, databases, clock }: Place): Promise<void> {
  if (settings.demographics === undefined) return
  await askErrand(databases.care, TRACE, [''], clock.now())
}

type Told<S> = { readonly subject: S; readonly answer: NationalAnswer }

/** One after the other; where it does not answer, or says that it is asked too much, nobody more is asked about. */
async function askEach<S>(
  subjects: readonly S[],
  asked: (subject: S) => Promise<NationalAnswer>,
): Promise<Told<S>[]> {
  const told: Told<S>[] = []
  for (const subject of subjects) {
    if (told.length > 0) await wait(APART_MS)
    const answer = await asked(subject)
    told.push({ subject, answer })
    if (answer.outcome === 'later') break
  }
  return told
}

async function askWho(
  db: Queryable,
  service: NationalService,
  person: PersonId,
): Promise<NationalAnswer> {
  const [said] = await readPersons(db, [person])
  return (said && (await trace(service, said))) ?? { outcome: 'refused' }
}

async function personsDue(db: Queryable, now: Date, limit: number): Promise<PersonId[]> {
  const due: PersonId[] = []
  for (let after = ''; due.length < limit; ) {
    const page = await unnumberedAfter(db, after, PAGE)
    const known = await queries.notYetDue(db, page, now)
    due.push(...page.filter((person) => !known.has(person)))
    if (page.length < PAGE) break
    after = page.at(-1)!
  }
  return due.slice(0, limit)
}

async function takeIn(place: Place, resources: readonly JsonObject[]): Promise<void> {
  if (resources.length === 0) return
  const folder = join(place.settings.dataFolder, 'national')
  const path = join(folder, `${newId()}.ndjson`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(path, resources.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600 })
  try {
    const { files } = await loadFiles(place, [path], NATIONAL, { viewer: ASKER })
    const fault = files[0]?.fault
    if (fault !== undefined) throw new Fault(fault.message, TRACE, fault.remedy)
  } finally {
    rmSync(path, { force: true })
  }
}

/** That somebody was asked about, and what came of it, is in the log: whoever it is about reads it. */
async function note(
  place: Place,
  tx: Transaction,
  told: readonly Told<string>[],
  { now, numbers }: { now: Date; numbers: number },
): Promise<void> {
  if (told.length === 0) return
  const rows = told.map(({ subject, answer: { outcome } }, at): queries.Asked => {
    const again = new Date(now.getTime() + AGAIN_MS[outcome])
    return { subject, person: at < numbers ? undefined : (subject as PersonId), outcome, again }
  })
  const fresh = told.flatMap(({ answer }): queries.Asked[] => {
    if (answer.outcome !== 'found' || rows.some(({ subject }) => subject === answer.number))
      return []
    const again = new Date(now.getTime() + AGAIN_MS.found)
    return [{ subject: answer.number, person: undefined, outcome: 'found', again }]
  })
  const all = [...new Map([...rows, ...fresh].map((row) => [row.subject, row])).values()]
  await place.trail.within(tx, noteAsked, {
    viewer: ASKER,
    input: all,
    key: `${TRACE} ${newId()}`,
    under: feedClause(place, NATIONAL),
  })
}

const noteAsked: Command<readonly queries.Asked[], null> = {
  name: 'intake.trace',
  basis: { under: ['feed'] },
  async run({ tx, now }, asked) {
    await queries.writeAsked(tx, asked, now)
    const outcomes = Object.groupBy(asked, ({ outcome }) => outcome)
    const counts = Object.fromEntries(
      Object.entries(outcomes).map(([outcome, some]) => [outcome, some.length]),
    )
    return { result: null, entry: counts, about: asked.flatMap(({ person }) => person ?? []) }
  },
}
