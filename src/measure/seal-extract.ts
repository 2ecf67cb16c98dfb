import { DAY_MS, Fault, isMonth, isRefusal, newId, type Viewer } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import { handedIn } from './count-rows.ts'
import { definitionsOf } from './definition.ts'
import { type Sealed, sealFacts } from './extract.ts'
import { type Facts, monthInLondon, monthOf } from './fact.ts'
import { insertExtract } from './queries-extract.ts'
import { readFacts } from './queries-facts.ts'
import { FAR_DAYS } from './rule.ts'
import { kindsOf, rulesOf, type Working, wordsOf } from './work-rows.ts'

type Seal = { month: string; sealed: string; persons: number; occurrences: number }

/**
 * Makes what the second calculator works a month from, and writes its seal into the log: whoever keeps the files
 * can show later that they are those.
 *
 * @throws Fault where there is no such month, or nothing is counted here
 */
export async function sealExtract(
  place: Place,
  month: string,
  viewer: Viewer,
): Promise<Sealed & { readonly entry: string }> {
  const now = place.clock.now()
  const facts = await factsOfMonth(place, month)
  const agreement = place.agreement.current()
  const about = {
    month,
    knownAt: now.toISOString(),
    year: facts.ofYear,
    agreement: agreement?.hash ?? '',
  }
  const sealed = sealFacts(about, facts)
  const under = definitionsOf(agreement)[0]?.clause
  const command: Command<Seal, { sealed: string }> = {
    name: 'measure.seal',
    basis: { under: ['measure'] },
    async run({ tx, entryId }, input) {
      insertExtract(tx, { ...input, at: now }, entryId)
      return { result: { sealed: input.sealed }, entry: input }
    },
  }
  const { persons, occurrences } = facts
  const input = {
    month,
    sealed: sealed.sealed,
    persons: persons.length,
    occurrences: occurrences.length,
  }
  const call = { viewer, input, key: newId(), ...(under === undefined ? {} : { under }) }
  const done = await place.trail.done(command, call)
  if (isRefusal(done)) throw new Fault(done.sentence, month, done.next ?? '', 1)
  return { ...sealed, entry: done.entry }
}

/** All that may have to do with a month, of all that is counted: nothing is looked for farther away. */
export async function factsOfMonth(place: Working, month: string): Promise<Facts> {
  if (!isMonth(month) || month >= monthInLondon(place.clock.now())) {
    throw new Fault('this is no month that is over', '--month', 'Write it like 2026-03.')
  }
  const definitions = definitionsOf(place.agreement.current())
  const all = rulesOf(definitions)
  const wanted = { kinds: kindsOf(all), words: wordsOf(all), handed: handedIn(place) }
  const { from, to } = monthOf(month)
  const span = {
    from: new Date(from.getTime() - 2 * FAR_DAYS * DAY_MS),
    to: new Date(to.getTime() + FAR_DAYS * DAY_MS),
  }
  return place.databases.planning.transaction((tx) => readFacts(tx, { ...wanted, span }), {
    readOnly: true,
  })
}
