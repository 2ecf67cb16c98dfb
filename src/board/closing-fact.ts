import { balancesAt, schemesOf } from '../fund/index.ts'
import { addDays, dayInLondon, formatPounds, startOfLondonDay } from '../kernel/index.ts'
import { chartMeasure, valueWords } from '../measure/index.ts'
import { disclose, disclosedWords, disclosureRule } from '../record/index.ts'
import type { Place } from '../room.ts'
import { formatFullDate, formatMonth } from '../shell/index.ts'
import type { Board } from './board.ts'
import { bodyNamed } from './bodies.ts'
import type { Closes } from './fact.ts'
import type { ActionToDo } from './item.ts'
import { happenedSince } from './queries.ts'
import { shownTo } from './shown.ts'
import { OUTCOMES } from './tally.ts'

/** The fact that closes an action: what it is, and in words that everybody may read. */
export type ClosingFact = { readonly fact: string; readonly how: string }

type Asked = Pick<Place, 'databases' | 'agreement'>

/** What has come since it was given, where that is what was asked; undefined as long as it has not. */
export function closingFact(
  place: Asked,
  board: Board,
  action: Pick<ActionToDo, 'closes' | 'at'>,
  now: Date,
): Promise<ClosingFact | undefined> {
  const { closes, at } = action
  switch (closes?.by) {
    case 'measure':
      return byMeasure(place, closes, at)
    case 'money':
      return byMoney(place, closes, at)
    case 'decision':
      return Promise.resolve(byDecision(place, board, closes, now))
    case 'occurrences':
      return byOccurrences(place, closes, { at, now })
    default:
      return Promise.resolve(undefined)
  }
}

/** What would close it, as it was asked: `a month of Falls reaches 12`. */
export function closesWords(
  { agreement }: Pick<Place, 'agreement'>,
  board: Board,
  closes: Closes,
  now: Date,
): string {
  if (closes.by === 'measure') {
    const all = agreement.current()?.table<{ id: string; name: string }>('measure') ?? []
    const name = all.find(({ id }) => id === closes.measure)?.name ?? closes.measure
    return `when a month of “${name}” reaches ${closes.target}`
  }
  if (closes.by === 'money') {
    return `when £${closes.pounds} more is spent on ${closes.scheme}`
  }
  if (closes.by === 'occurrences') {
    return `when ${closes.many} more of “${closes.kind}” have happened`
  }
  return `when “${titleOf({ agreement }, board, closes.item, now)}” is decided`
}

type Of<B extends Closes['by']> = Extract<Closes, { by: B }>

/** A month that began after it was given, by the edition that stands now. */
async function byMeasure(
  place: Asked,
  { measure, target }: Of<'measure'>,
  at: string,
): Promise<ClosingFact | undefined> {
  const known = place.agreement.current()?.table<{ id: string }>('measure') ?? []
  if (!known.some(({ id }) => id === measure)) return undefined
  const from = dayInLondon(new Date(at)).slice(0, 7)
  const { definition, points } = await chartMeasure(place, measure)
  const reached = points.find(({ period, told }) => {
    const value = told.value!
    const isThere =
      definition.direction === 'down' ? value <= Number(target) : value >= Number(target)
    return period > from && isThere
  })
  if (reached === undefined) return undefined
  const { period, told, number } = reached
  const value = `${valueWords(definition, told.value!)} ${definition.unit}`
  return {
    fact: `measure ${measure} ${period} edition ${number}`,
    how: `${definition.name} came to ${value} in ${formatMonth(period)}; ${target} was asked.`,
  }
}

/** What the books say was spent since the day before it was given. */
async function byMoney(
  { databases }: Asked,
  { scheme, pounds }: Of<'money'>,
  at: string,
): Promise<ClosingFact | undefined> {
  const db = databases.care.short
  const all = await schemesOf(db)
  const ids = new Set(all.flatMap(({ id, name }) => (name === scheme || id === scheme ? [id] : [])))
  const day = dayInLondon(new Date(at))
  const [now, before] = await Promise.all([
    balancesAt(db, {}),
    balancesAt(db, { at: addDays(day, -1) }),
  ])
  const spent = spentOn(now, ids) - spentOn(before, ids)
  const asked = BigInt(Math.round(Number(pounds) * 100))
  if (ids.size === 0 || spent < asked) return undefined
  return {
    fact: `books ${scheme} since ${day}`,
    how: `${formatPounds(spent)} was spent on ${scheme} since ${formatFullDate(at)}; ${formatPounds(asked)} was asked.`,
  }
}

function spentOn(
  balances: Awaited<ReturnType<typeof balancesAt>>,
  schemes: ReadonlySet<string>,
): bigint {
  let sum = 0n
  for (const [account, { posted }] of balances) {
    const [, kind, , scheme] = account.split(':')
    if (kind === 'spend' && schemes.has(scheme ?? '')) sum += posted
  }
  return sum
}

function byDecision(
  place: Pick<Place, 'agreement'>,
  board: Board,
  { item: id }: Of<'decision'>,
  now: Date,
): ClosingFact | undefined {
  const decision = board.items.get(id)?.decision
  if (decision === undefined) return undefined
  const title = titleOf(place, board, id, now)
  const outcome = OUTCOMES[decision.outcome]
  return {
    fact: `item ${id}`,
    how: `“${title}” was ${outcome} on ${formatFullDate(decision.at)}.`,
  }
}

/** As everybody reads it: what closes an action is no way to the name of a private item. */
function titleOf(
  { agreement }: Pick<Place, 'agreement'>,
  board: Board,
  id: string,
  now: Date,
): string {
  const item = board.items.get(id)
  if (item === undefined) return 'an item that is no more'
  return shownTo(board, bodyNamed(agreement.current(), item.body), item, { now }).title
}

/** Counted under the login that sees nobody, and told by the clause of disclosure: too few close nothing. */
async function byOccurrences(
  { databases, agreement }: Asked,
  { kind, many }: Of<'occurrences'>,
  { at, now }: { readonly at: string; readonly now: Date },
): Promise<ClosingFact | undefined> {
  const rule = disclosureRule(agreement.current())
  if (rule === undefined) return undefined
  const day = dayInLondon(new Date(at))
  const from = startOfLondonDay(day)
  const counted = await happenedSince(databases.planning.short, { kind, from, to: now })
  const told = disclose(rule, counted)
  // By what may be told alone: when it was reached says nothing more than the figure does.
  if (!('about' in told) || told.about < many) return undefined
  return {
    fact: `occurrences ${kind} ${day} to ${dayInLondon(now)}`,
    how: `About ${disclosedWords(told)} of “${kind}” happened since ${formatFullDate(at)}; ${many} were asked.`,
  }
}
