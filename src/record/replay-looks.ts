import { decide, type GrantRow } from '../access/index.ts'
import type { Agreement, Replay, Replayed, ReplayedDays } from '../agreement/index.ts'
import { addDays, startOfLondonDay } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type DoneRow, looksAllowed } from '../trail/index.ts'
import { classesOf } from './data-class.ts'

/**
 * Who would not have been shown what they were shown. What somebody was to the person is in no look: told is what a
 * text opens by none of the relationships that the clause of then asked for. What it still opens by some of them, and
 * not by others, is told apart, because nobody can say by which it was.
 */
export const lookReplay: Replay = {
  of: ['grant', 'data-class', 'relationship', 'role', 'purpose', 'prohibition'],
  run: replayLooks,
}

const PERSON_PAGE = 'person page: '

async function replayLooks(
  { databases, agreement }: Place,
  text: Agreement,
  days: ReplayedDays,
): Promise<Replayed[]> {
  const [from, to] = [startOfLondonDay(days.from), startOfLondonDay(addDays(days.to, 1))]
  const found: Replayed[] = []
  const versions = agreement.versions()
  for (const [at, version] of versions.entries()) {
    const begins = at === 0 ? from : later(from, new Date(version.effectiveAt))
    const next = versions[at + 1]?.effectiveAt
    const ends = next === undefined ? to : earlier(to, new Date(next))
    if (begins >= ends) continue
    const done = await looksAllowed(databases.care.short, begins, ends)
    found.push(...done.flatMap((one) => replayed(one, version.agreement, text)))
  }
  return found
}

/** What was shown by one clause of the text of then, to people who stood alike. */
function replayed(done: DoneRow, then: Agreement, text: Agreement): Replayed[] {
  const grants = then
    .table<GrantRow>('grant')
    .filter(({ role, purpose }) => role === done.role && purpose === done.purpose)
  const grant = grants.find(({ clause }) => clause === done.clause)
  if (grant === undefined) return []
  const ask = (dataClass: string, relationships: readonly string[]) => {
    const { role, organisation, side, purpose } = done
    const asked = { role, organisation, side, purpose, dataClass }
    return decide(text, { ...asked, relationships: new Set(relationships) })
  }
  const shown = shownClasses(done.what, then)
  // Whose page was opened was shown who they are; of another list any class of the clause may have been what it needed.
  const needed = shown === undefined ? grant.data : ['demographics']
  const opens = needed.filter((one) => ask(one, grant.relationships).allowed)
  if (opens.length === 0) {
    const decision = ask(needed[0]!, grant.relationships)
    if (decision.allowed) return []
    return done.ids.map((id) => ({ id, clause: decision.clause, sentence: decision.sentence }))
  }
  const each = grant.relationships.map((one) => [one])
  const unsure = each.some((one) => !opens.some((dataClass) => ask(dataClass, one).allowed))
  const { clause } = grant
  return [
    ...(unsure ? done.ids.map((id) => ({ id, clause, sentence: UNSURE, adds: 1 })) : []),
    ...(shown ?? []).flatMap((dataClass) => {
      // The clause that opened the page, where it shows that part: one of its relationships was proved.
      const isOwn = grant.data.includes(dataClass)
      const own = isOwn ? [grant] : grants.filter(({ data }) => data.includes(dataClass))
      const ways = own.flatMap(({ relationships }) => relationships)
      if (own.length === 0 || ask(dataClass, ways).allowed) return []
      const sentence = `Looks that would not have shown ${classesOf(then).wordsFor(dataClass)}`
      return done.ids.map((id) => ({ id, clause: own[0]!.clause, sentence, adds: 1 }))
    }),
  ]
}

const UNSURE = 'Looks that may have rested on a relationship which would open nothing any more'

/** The parts that the page of a person showed, as the look names them; undefined where it was no such page. */
function shownClasses(what: string, then: Agreement): string[] | undefined {
  if (!what.startsWith(PERSON_PAGE)) return undefined
  const words = new Set(what.slice(PERSON_PAGE.length).split(', '))
  const { plain, wordsFor } = classesOf(then)
  return plain.filter((one) => words.has(wordsFor(one)))
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}
