import type { PersonId, Queryable, SourceId, Transaction } from '../kernel/index.ts'
import {
  type Beside,
  identityIdsOf,
  noteShared,
  personsBeside,
  type SourcePerson,
  saveKeptApart,
  savePeople,
} from '../people/index.ts'
import {
  type Classing,
  classingInEffect,
  IDENTITY,
  keepClassing,
  storeEvents,
  storeResources,
  toldClasses,
  type WrittenResource,
  withdrawEvents,
  writeOut,
} from '../record/index.ts'
import type { CommandContext } from '../trail/index.ts'
import { type Issuing, NOBODY_ISSUES, withIssuing } from './issuing.ts'
import type { KeepContext } from './kind.ts'
import { besidePerson, withPerson } from './known-patient.ts'
import {
  alsoNeeded,
  type Changed,
  echoesOf,
  type Known,
  knownId,
  mergeSaid,
  tell,
} from './merged.ts'
import { personKey } from './person-fields.ts'
import * as queries from './queries.ts'
import { PERSON, type Reading, type Said } from './reading.ts'
import type { IntakePlace } from './receive-items.ts'
import { personsNeeded } from './unnumbered-told.ts'

/** What an item says, ready to be put down: its resources as they will be kept. */
export type Ready = Pick<Reading, 'said' | 'events' | 'withdrawn' | 'own'> & {
  resources: readonly WrittenResource[]
}

export function readyOf(
  source: string,
  { said, events, resources, withdrawn, own }: Omit<Reading, 'warnings' | 'passedOver'>,
  classing: Classing,
): Ready {
  const written = resources.map((resource) => writeOut(source, resource, classing))
  return { said, events, withdrawn, own, resources: written }
}

/** How what is taken in is classed: by the text in effect and the lists that it names. @throws Fault */
export function classingOf({
  agreement,
  settings,
}: Pick<IntakePlace, 'agreement' | 'settings'>): Classing {
  return classingInEffect(agreement?.current(), settings?.placeFolder)
}

/** Of how many things something was said for the first time, and of how many something else than before. */
export type Applied = { readonly new: number; readonly changed: number }

/** What a change is made with, and what it tells those who follow. */
export type Applying = Pick<CommandContext, 'follow' | 'ask'> & { readonly tx: Transaction }

/**
 * Brings what items say into the record, inside the transaction that puts them into the inbox. The caller
 * holds the source's lock. People come last: who is who is decided under one lock for the whole
 * place, which is then held for as short as can be. Whoever counts follows each identity of which something is new.
 */
export async function applyReadings(
  { tx, follow, ask }: Applying,
  source: SourceId,
  learntAt: Date,
  readings: readonly Ready[],
  classing: Classing,
  issuing: Issuing = NOBODY_ISSUES,
): Promise<Applied> {
  await keepClassing(tx, classing, ask)
  const said = readings.flatMap((reading) => reading.said)
  const { before, changed } = await merge(tx, said)
  const { people, resources, events, ...gone } = tell(source, changed, readings, before)
  const withdrawn = [...gone.withdrawn, ...readings.flatMap((one) => one.withdrawn ?? [])]
  const isApart = classing.isApart(source)
  const beside = await keepKnown(tx, source, { before, changed, people: isApart ? [] : people })
  const marked = people.map((person) => withIssuing(person, issuing))
  const kept = await storeResources(tx, source, learntAt, resources, classing)
  const { shared } = kept
  const stored = await storeEvents(tx, source, learntAt, events, classing)
  if (withdrawn.length > 0) await withdrawEvents(tx, withdrawn, learntAt)
  queries.noteTold(tx, source, toldClasses({ people, events, resources }))
  const done = {
    new: changed.filter(({ before: earlier }) => earlier === undefined).length + kept.new,
    changed: changed.filter(({ before: earlier }) => earlier !== undefined).length + kept.changed,
  }
  if (isApart) {
    await saveKeptApart(tx, marked, learntAt)
    return done
  }
  const identities = await savePeople(tx, marked, learntAt, beside)
  if (shared.length > 0) {
    for (const id of await noteShared(tx, shared, learntAt)) identities.add(id)
  }
  const spokenOf = new Set(stored.persons)
  for (const one of resources) {
    const personId = 'digest' in one ? one.person_id : one.personId
    if (personId) spokenOf.add(personId)
  }
  for (const { personId } of withdrawn) spokenOf.add(personId)
  // What whoever is new here is called is among them already.
  for (const { about, personId, before: earlier } of changed)
    if (about === PERSON && earlier === undefined) spokenOf.delete(personId)
  for (const id of await identityIdsOf(tx, [...spokenOf])) identities.add(id)
  follow(IDENTITY, identities)
  return done
}

type Merged = { before: readonly Known[]; changed: readonly Changed[] }

/** Puts down what is known now; what is kept with people is left to whoever saves them. */
async function keepKnown(
  tx: Transaction,
  source: SourceId,
  { before, changed, people }: Merged & { people: readonly SourcePerson[] },
): Promise<Beside> {
  const persons = new Map(people.map((person) => [person.personId, person]))
  const stood = new Set(before.flatMap((one) => (one.beside ? one.personId : [])))
  const beside = new Map<PersonId, string | null>()
  const fresh: Changed[] = []
  const told: Changed[] = []
  for (const one of changed) {
    const { personId, about, before: earlier } = one
    const was = about === PERSON && stood.has(personId)
    // What has a row keeps it: there is one place for what is known of a thing.
    const person = persons.get(personId)
    const text =
      about === PERSON && person !== undefined && (was || earlier === undefined)
        ? besidePerson(one.fields, person)
        : undefined
    if (text !== undefined) beside.set(personId, text)
    else if (was) beside.set(personId, null)
    if (text === undefined) (was || earlier === undefined ? fresh : told).push(one)
  }
  queries.insertKnown(tx, source, fresh)
  if (told.length > 0) await queries.updateKnown(tx, told)
  return beside
}

/** For what a room keeps of its items by itself: brings into the record, and to people, what follows from it. */
export function telling(
  applying: Applying,
  source: SourceId,
  learntAt: Date,
  classing: Classing,
  issuing?: Issuing,
): KeepContext['tell'] {
  return async (said) => {
    const ready = said.map((one) => readyOf(source, one, classing))
    await applyReadings(applying, source, learntAt, ready, classing, issuing)
  }
}

/** What is said, and what follows from it for those whom it links. */
async function merge(tx: Queryable, said: readonly Said[]): Promise<Merged> {
  const before = await knownBefore(tx, said)
  const changed = mergeSaid(before, said)
  const echoes = echoesOf(changed)
  if (echoes.length === 0) return { before, changed }
  const all = [...said, ...echoes]
  const known = await knownBefore(tx, all)
  return { before: known, changed: mergeSaid(known, all) }
}

/** What is known of the things that are spoken of, and of what hangs together with them. */
async function knownBefore(tx: Queryable, said: readonly Said[]): Promise<Known[]> {
  const things = [...new Map(said.map((one) => [knownId(one), one])).values()]
  const known = new Map<string, Known>()
  const add = (rows: readonly Known[]) => {
    for (const row of rows) known.set(knownId(row), row)
  }
  if (things.length > 0) {
    const persons = things.flatMap(({ about, personId }) => (about === PERSON ? personId : []))
    const [rows, beside] = await Promise.all([
      queries.readKnown(tx, things),
      readBeside(tx, persons),
    ])
    add(rows)
    add(beside)
  }
  const asked = new Set<string>()
  for (;;) {
    const places = alsoNeeded([...known.values()], said).filter(
      (thing) => !asked.has(knownId(thing)),
    )
    const persons = personsNeeded([...known.values()], said).filter((id) => !asked.has(id))
    if (places.length === 0 && persons.length === 0) return [...known.values()]
    for (const thing of places) asked.add(knownId(thing))
    for (const id of persons) asked.add(id)
    if (places.length > 0) add(await queries.readKnown(tx, places))
    if (persons.length > 0) {
      add(await queries.readKnownOf(tx, persons))
      add(await readBeside(tx, persons))
    }
  }
}

/** What is known of people and kept beside them. */
async function readBeside(tx: Queryable, personIds: readonly PersonId[]): Promise<Known[]> {
  const rows = await personsBeside(tx, personIds)
  return rows.map(({ person, beside }) => ({
    personId: person.personId,
    about: PERSON,
    key: personKey(person.authority, person.sourceId),
    fields: withPerson(beside, person),
    beside: true,
  }))
}
