import {
  addDays,
  dayInLondon,
  type Errand,
  instantsInLondon,
  type PersonId,
  type Transaction,
} from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import type { Place } from '../room.ts'
import type { Apart } from './apart.ts'
import type { Classed, Classing } from './classing.ts'
import { classingInEffect } from './classing-in-effect.ts'
import { IDENTITY } from './follow-identity.ts'
import * as queries from './queries-classing.ts'

/** Classes again what was stored under other rules than hold now. Its key: rules by which something was stored late. */
export const CLASS_AGAIN = 'record.class-again'

const PERSONS_AT_ONCE = 200

/**
 * A part of the people at a time, in the order of their ids: how far it has come is kept, and a process that is killed
 * goes on from there. Which classes are sensitive holds from the first part on.
 */
export const classAgain: Errand<Place> = {
  name: CLASS_AGAIN,
  does: 'class again what was stored before the agreement or a list of codes changed',
  async run({ tx, now, follow, ask }, late, { agreement, settings }) {
    const classing = classingInEffect(agreement.current(), settings.placeFolder)
    const from = await queries.lockClassing(tx)
    if (from === undefined) return undefined
    if (late !== '') {
      await queries.moveClassing(tx, from.digest, queries.BEFORE_ALL)
      ask(CLASS_AGAIN, '')
      return undefined
    }
    await queries.writeLeast(tx, classing.least)
    const afresh = from.digest !== classing.digest
    if (afresh) await queries.writeClasses(tx, classing.classes)
    if (!afresh && from.doneTo === null) return undefined
    const after = afresh ? queries.BEFORE_ALL : from.doneTo!
    const persons = await queries.personsAfter(tx, after, PERSONS_AT_ONCE)
    follow(IDENTITY, await identityIdsOf(tx, await classPersons(tx, classing, persons)))
    const whole = persons.length < PERSONS_AT_ONCE
    await queries.moveClassing(tx, classing.digest, whole ? null : persons.at(-1)!)
    return whole ? undefined : now
  },
}

/** A new text may class otherwise. So may each day: clauses begin to hold with one, and lists of codes are changed. */
export const watchClasses: Errand<Place> = {
  name: 'record.watch-classes',
  does: 'look whether a new agreement classes otherwise what is stored',
  on: 'agreement',
  async run({ ask, now }, hash, { agreement }) {
    await agreement.reload()
    ask(CLASS_AGAIN, '')
    const upcoming = agreement.upcoming()
    const begins = upcoming && new Date(upcoming.effectiveAt)
    if (upcoming?.agreement.hash === hash) return begins
    return agreement.current()?.hash === hash ? tomorrow(now) : undefined
  },
}

function tomorrow(now: Date): Date {
  return new Date(instantsInLondon(Date.parse(`${addDays(dayInLondon(now), 1)}T00:00:00Z`))[0])
}

/** Those of whom something is in another class than before. */
async function classPersons(
  tx: Transaction,
  classing: Classing,
  persons: readonly PersonId[],
): Promise<PersonId[]> {
  const [events, resources, notes] = [
    await queries.eventsToClass(tx, persons),
    await queries.resourcesToClass(tx, persons),
    await queries.notesToClass(tx, persons),
  ]
  const toldOtherwise = events.flatMap((row) => {
    const { organisation_name, unit, marks, ...event } = row
    const told = {
      ...event,
      unit: unit ?? undefined,
      organisationName: organisation_name ?? undefined,
      marks: marks ?? undefined,
    }
    return otherwise(row, classing.ofEvent(row.source, told))
  })
  const keptOtherwise = resources.flatMap((row) => {
    const content = JSON.parse(row.content)
    return otherwise(row, classing.ofResource(row.source, row.type, content, row.content))
  })
  // What somebody put into a class by writing it for a purpose stays there: only words can raise it.
  const written = notes.flatMap((row) => {
    const dataClass = row.text === null ? undefined : classing.ofNote('', row.text)
    return dataClass === undefined || dataClass === row.data_class ? [] : [{ ...row, dataClass }]
  })
  await queries.reclassEvents(tx, toldOtherwise)
  await queries.reclassResources(tx, keptOtherwise)
  await queries.reclassNotes(tx, written)
  const changed = [...toldOtherwise, ...keptOtherwise, ...written]
  return [...new Set(changed.map(({ person_id }) => person_id))]
}

type Stored = { data_class: string; apart: Apart | null }

function otherwise<T extends Stored>(
  row: T,
  { dataClass, apart = {} }: Classed,
): (T & queries.Reclassed)[] {
  const before = Object.entries(row.apart ?? {})
  const same =
    row.data_class === dataClass &&
    before.length === Object.keys(apart).length &&
    before.every(([field, one]) => Object.hasOwn(apart, field) && apart[field] === one)
  return same ? [] : [{ ...row, reclassed: { dataClass, apart } }]
}
