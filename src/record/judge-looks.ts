import {
  DAY_MS,
  dayInLondon,
  derivedId,
  type Errand,
  type PersonId,
  type Transaction,
} from '../kernel/index.ts'
import { identitiesOf, readPersons } from '../people/index.ts'
import type { Place } from '../room.ts'
import { looksFrom, type NumberedLook } from '../trail/index.ts'
import * as queries from './queries-watch.ts'
import { accountWord, staffWords } from './staff-words.ts'
import {
  type Alert,
  type LookRule,
  nearestTie,
  overUsual,
  type StaffHashes,
  type StaffRow,
} from './unusual-look.ts'
import { type UnusualLookRow, unusualLookRule } from './unusual-look-kind.ts'

const JUDGE_LOOKS = 'record.judge-looks'
const JUDGE_WITHHELD = 'record.judge-withheld-look'
/** Screens of the queue hear that there is more in it. */
export const ALERTED = 'record.alerted'

const ENTRIES_AT_ONCE = 2_000
const EVERY_MS = 15_000
/** The days before by which it is known what is usual for somebody. */
const PAST_DAYS = 28
/** Whoever reads who has looked sees nothing of the record itself: looking into a look is no look to be looked into. */
const LIST_OF_LOOKS = 'list of looks'
/** The one list on which everybody was asked for: by a number, or by a name and a birth date. */
const SEARCH = 'search result'

/** Begins with the agreement that has such a clause, and goes on by itself until one has none. */
export const beginJudging: Errand<Place> = {
  name: 'record.begin-judging',
  does: 'begin to judge looks under a new agreement',
  on: 'agreement',
  async run({ ask }) {
    ask(JUDGE_LOOKS, '')
    return undefined
  },
}

/** The looks since the last time, and those of which it is known by now what came after them: it costs what is new. */
export const judgeLooks: Errand<Place> = {
  name: JUDGE_LOOKS,
  does: 'find looks that should be asked about',
  async run({ tx, now, announce, ask }, _, place) {
    const rule = unusualLookRule(place.agreement.current())
    if (rule === undefined) return undefined
    const from = await queries.lockJudged(tx)
    const fresh = await looksFrom(tx, from.new, { limit: ENTRIES_AT_ONCE })
    const before = new Date(now.getTime() - rule.eventDays * DAY_MS)
    const known = await looksFrom(tx, from.later, { limit: ENTRIES_AT_ONCE, before })
    const withheld = (look: NumberedLook) => look.withheldUntil !== undefined
    for (const { index, withheldUntil } of fresh.looks.filter(withheld)) {
      ask(JUDGE_WITHHELD, String(index), withheldUntil)
    }
    const told = fresh.looks.filter((look) => !withheld(look))
    const alerts = [
      ...(await judgeTies(tx, told)),
      ...(await judgeDays(tx, told, rule)),
      ...(await judgeEvents(
        tx,
        known.looks.filter((look) => !withheld(look)),
        rule,
      )),
    ]
    if ((await queries.insertAlerts(tx, alerts, now)) > 0) announce(ALERTED, '')
    await queries.moveJudged(tx, { new: fresh.next, later: known.next })
    const isBehind = fresh.next > from.new || known.next > from.later
    return isBehind ? now : new Date(now.getTime() + EVERY_MS)
  },
}

/** Whoever is not told of a look until a day is not told of an alert about it either. Its key: the look's number. */
export const judgeWithheldLook: Errand<Place> = {
  name: JUDGE_WITHHELD,
  does: 'find whether a look that may be told now should be asked about',
  async run({ tx, now, announce }, key, place) {
    const rule = unusualLookRule(place.agreement.current())
    if (rule === undefined) return undefined
    const { looks } = await looksFrom(tx, Number(key), { limit: 1 })
    const alerts = [...(await judgeTies(tx, looks)), ...(await judgeEvents(tx, looks, rule))]
    if ((await queries.insertAlerts(tx, alerts, now)) > 0) announce(ALERTED, '')
    return undefined
  },
}

/** A look at one person, as whoever is asked for. */
type LookAt = { readonly look: NumberedLook; readonly persons: readonly PersonId[] }

/** By whoever works for somebody, at whom they asked for, each of a list by themselves; nobody twice. */
async function looksAtOne(tx: Transaction, looks: readonly NumberedLook[]): Promise<LookAt[]> {
  const byStaff = looks.filter(
    ({ actor, listed, what, persons }) =>
      actor.organisation !== '' && persons.length > 0 && (listed === undefined || what === SEARCH),
  )
  const identities = await identitiesOf(tx, [...new Set(byStaff.flatMap(({ persons }) => persons))])
  const identityOf = new Map(identities.flatMap((own) => own.map((id) => [id, own] as const)))
  return byStaff.flatMap((look) =>
    [...new Set(look.persons.map((id) => identityOf.get(id)))].flatMap((persons) =>
      persons === undefined ? [] : [{ look, persons }],
    ),
  )
}

/** By who whoever looked is to whom they looked at, and by whom a watch is kept over. */
async function judgeTies(tx: Transaction, looks: readonly NumberedLook[]): Promise<Alert[]> {
  const all = await looksAtOne(tx, looks)
  if (all.length === 0) return []
  const ids = [...new Set(all.flatMap(({ persons }) => persons))]
  const times = all.map(({ look }) => Date.parse(look.at))
  const [first, last] = [new Date(Math.min(...times)), new Date(Math.max(...times))]
  const watches = await queries.watchesOver(tx, ids, first, last)
  const staff = await staffFor(tx, all, ids)
  return all.flatMap(({ look, persons }) => {
    const told = persons.flatMap((id) => staff.hashesOf.get(id) ?? [])
    const tie = nearestTie(staff.ownOf(look.actor.id), told, staff.rows)
    const found = tie && !(isReadOfLooks(look) && tie.rule === 'colleague') ? [tie] : []
    const at = new Date(look.at)
    const watch = watches.find(
      ({ personId, from, until }) => persons.includes(personId) && at >= from && at < until,
    )
    return [
      ...found.map(({ rule, party }) => alertOf(rule, { look, persons }, { party })),
      ...(watch === undefined || isReadOfLooks(look)
        ? []
        : [alertOf('in-the-news', { look, persons }, { watch: watch.id })]),
    ]
  })
}

function isReadOfLooks({ what }: NumberedLook): boolean {
  return what === LIST_OF_LOOKS
}

/** The rows of whoever looked, and of everybody whom those looked at may be; and what those are known by. */
async function staffFor(tx: Transaction, all: readonly LookAt[], ids: readonly PersonId[]) {
  const accounts = [...new Set(all.map(({ look }) => accountWord(look.actor.id)))]
  const persons = await readPersons(tx, ids)
  const words = persons.map((person) => ({ id: person.personId, words: staffWords(person) }))
  const hashed = await queries.hashWords(tx, [
    ...accounts,
    ...words.flatMap((one) => Object.values(one.words)),
  ])
  const hashesOf = new Map(
    words.map(({ id, words: own }) => [id, queries.hashesOf(own, hashed)] as const),
  )
  const known = (key: keyof StaffHashes) =>
    [...hashesOf.values()].flatMap((hashes) => hashes[key] ?? [])
  const rows = await queries.staffAmong(tx, {
    accounts: accounts.map((word) => hashed.get(word)!),
    numbers: known('number'),
    names: known('nameBirth'),
  })
  const byAccount = Map.groupBy(rows, ({ account }) => account)
  const ownOf = (actor: string): readonly StaffRow[] =>
    byAccount.get(hashed.get(accountWord(actor))!) ?? []
  return { rows, hashesOf, ownOf }
}

/** By how many people somebody looked at one by one on a day, against their own days before it. */
async function judgeDays(
  tx: Transaction,
  looks: readonly NumberedLook[],
  rule: UnusualLookRow,
): Promise<Alert[]> {
  const counted = (await looksAtOne(tx, looks)).filter(
    ({ look }) => look.listed === undefined && !isReadOfLooks(look),
  )
  const byDay = Map.groupBy(counted, ({ look }) => JSON.stringify([look.actor.id, dayOf(look)]))
  const days = [...byDay.values()].map((own) => {
    const [{ look }] = own as [LookAt]
    return { actor: look.actor.id, day: dayOf(look), looks: own.length }
  })
  // The earlier day first: what is usual on a day rests on those before it.
  const totals = await queries.addLooks(tx, days, PAST_DAYS)
  return totals.flatMap(({ actor, day, looks: many, before }) => {
    const over = overUsual(many, before, rule)
    const last = byDay.get(JSON.stringify([actor, day]))?.at(-1)
    if (over === undefined || last === undefined) return []
    const id = derivedId('alert', 'volume', actor, day)
    const says = { day, looks: String(many), usual: String(over.usual) }
    return [{ ...alertOf('volume', last, says), id }]
  })
}

/** By whether anything happened to whoever was looked at in the days around it. */
async function judgeEvents(
  tx: Transaction,
  looks: readonly NumberedLook[],
  { eventDays }: UnusualLookRow,
): Promise<Alert[]> {
  const all = (await looksAtOne(tx, looks)).filter(({ look }) => !isReadOfLooks(look))
  const asked = all.flatMap(({ look, persons }, of) =>
    persons.map((person) => {
      const at = Date.parse(look.at)
      const [from, to] = [new Date(at - eventDays * DAY_MS), new Date(at + eventDays * DAY_MS)]
      return { of, person, from, to }
    }),
  )
  const lively = new Set(
    [...(await queries.livelyAmong(tx, asked))].map((position) => asked[position]!.of),
  )
  return all.flatMap((one, at) =>
    lively.has(at) ? [] : [alertOf('no-event', one, { days: String(eventDays) })],
  )
}

function dayOf({ at }: NumberedLook): string {
  return dayInLondon(new Date(at))
}

/** One for each rule, viewer, person and day: who looks ten times at one page is asked once. */
function alertOf(rule: LookRule, { look, persons }: LookAt, says: Alert['says']): Alert {
  const { entryId, at, actor, purpose, what, outcome } = look
  return {
    id: derivedId('alert', rule, actor.id, persons[0]!, dayOf(look)),
    rule,
    look: entryId,
    at: new Date(at),
    actor,
    purpose,
    what,
    outcome,
    persons,
    says,
  }
}
