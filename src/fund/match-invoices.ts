import {
  addDays,
  mondayOf,
  type Pence,
  type PersonId,
  parsePounds,
  readWritten,
  type Viewer,
} from '../kernel/index.ts'
import { identitiesOf, personIdOf, readPersons } from '../people/index.ts'
import { lookAtManyOccurrences, type ShownOccurrence } from '../record/index.ts'
import type { Place } from '../room.ts'
import { type CareGiven, type Charged, judgeLine, type Verdict } from './match-care.ts'
import { lastDayOf } from './period.ts'
import { type KeptLine, likenessesOf, linesBetween } from './queries-lines.ts'
import { type QueryAnswer, queryAnswers } from './queries-matching.ts'
import { DayColumn } from './read-day.ts'

/** In words that a resident reads in their log. */
const WHAT = 'whether the care that a provider charges for was given'
/** The class without which nothing of anybody's care is read for it. */
const NEEDS = 'council-care'
/** For so long before the month an invoice may have charged the same. */
const BEFORE_DAYS = 370

export type MatchedLine = {
  readonly line: KeptLine
  readonly verdict: Verdict
  readonly says: string
  readonly answer?: QueryAnswer
}

export type MatchedInvoice = {
  readonly number: string
  readonly supplier: string
  readonly lines: number
  readonly agreed: Pence
  readonly queried: Pence
  readonly queries: readonly MatchedLine[]
}

/**
 * The invoices of a month, each line held against the care that was given to whom it names. Each of them stands in a
 * look of a list for the viewer's purpose, written down before anything is read; of whom they may not see nothing is,
 * and a line about them says the same as one about nobody.
 */
export async function matchInvoices(
  place: Place,
  viewer: Viewer,
  month: string,
): Promise<MatchedInvoice[]> {
  const db = place.databases.care.short
  const [from, until] = [`${month}-01`, lastDayOf(month)]
  const all = await linesBetween(db, 'invoice', addDays(from, -BEFORE_DAYS), until)
  const lines = all.filter(({ day }) => day >= from)
  const [answers, likenesses] = [await queryAnswers(db), await likenessesOf(db)]
  const answered = new Map(answers.map((one) => [one.line, one]))
  const others = new Set(
    likenesses.filter(({ answer }) => answer === 'another').map(({ line }) => line),
  )
  const again = chargedAgain(all, others)
  const care = await careOf(place, viewer, lines.map(personIn))
  const matched = lines.map((line): MatchedLine => {
    const charged = chargedIn(line, again.has(line.id))
    const judged =
      charged === undefined
        ? { verdict: 'not-ours' as const, says: 'It does not say whose care, or of which week.' }
        : judgeLine(charged, care.get(personIn(line)))
    const answer = answered.get(line.id)
    return { line, ...judged, ...(answer === undefined ? {} : { answer }) }
  })
  const invoices = Map.groupBy(matched, ({ line }) =>
    JSON.stringify([supplierIn(line), word(line, 'invoice_number')]),
  )
  return [...invoices.values()]
    .map((own): MatchedInvoice => {
      const { line } = own[0]!
      const queries = own.filter(({ verdict }) => verdict !== 'agreed')
      const sum = (some: readonly MatchedLine[]) =>
        some.reduce((all, one) => all + one.line.pence, 0n)
      const queried = sum(queries)
      return {
        ...{ number: word(line, 'invoice_number'), supplier: word(line, 'supplier') },
        ...{ lines: own.length, agreed: sum(own) - queried, queried, queries },
      }
    })
    .sort((a, b) =>
      a.queried === b.queried ? (a.number < b.number ? -1 : 1) : a.queried > b.queried ? -1 : 1,
    )
}

function word({ said }: KeptLine, name: string): string {
  return Object.hasOwn(said, name) ? said[name]! : ''
}

function personIn(line: KeptLine): string {
  return word(line, 'person_reference')
}

function supplierIn(line: KeptLine): string {
  return word(line, 'supplier_id') || word(line, 'supplier').toLowerCase()
}

/** Lines that charge what a line before them charges: the same week of the same care, for as much. */
function chargedAgain(all: readonly KeptLine[], others: ReadonlySet<string>): ReadonlySet<string> {
  const sorted = [...all].sort((a, b) =>
    a.day < b.day || (a.day === b.day && before(a, b)) ? -1 : 1,
  )
  const seen = new Set<string>()
  const again = new Set<string>()
  for (const line of sorted) {
    if (personIn(line) === '' || word(line, 'week_start') === '') continue
    const names = ['person_reference', 'week_start', 'units', 'unit_price']
    const key = JSON.stringify([supplierIn(line), ...names.map((name) => word(line, name))])
    if (seen.has(key) && !others.has(line.id)) again.add(line.id)
    seen.add(key)
  }
  return again
}

function before(a: KeptLine, b: KeptLine): boolean {
  if (a.learntAt !== b.learntAt) return a.learntAt < b.learntAt
  return a.row === b.row ? a.id < b.id : a.row < b.row
}

function chargedIn(line: KeptLine, again: boolean): Charged | undefined {
  const day = new DayColumn([word(line, 'week_start')]).read(word(line, 'week_start'))
  if (personIn(line) === '' || 'what' in day) return undefined
  const [units, price] = [word(line, 'units'), readWritten(word(line, 'unit_price'))]
  return {
    ...{ supplier: word(line, 'supplier'), supplierId: word(line, 'supplier_id') },
    week: mondayOf(day.day),
    ...(/^\d+(\.\d+)?$/.test(units) ? { units: Number(units) } : {}),
    ...('pence' in price ? { unitPrice: price.pence } : {}),
    ...{ pence: line.pence, again },
  }
}

/** The care of whoever is named, of those whom the viewer may see for this: one look of a list. */
async function careOf(
  place: Place,
  viewer: Viewer,
  references: readonly string[],
): Promise<ReadonlyMap<string, CareGiven>> {
  const wanted = [...new Set(references)].filter((one) => one !== '')
  const ids = await personsCalled(place, viewer, wanted)
  const identities = await identitiesOf(place.databases.care.short, [...ids.values()])
  const shown = await lookAtManyOccurrences(place, viewer, identities, { what: WHAT, needs: NEEDS })
  const careOfPerson = new Map<PersonId, CareGiven>()
  for (const [at, occurrences] of shown.entries()) {
    if (occurrences === undefined) continue
    const care = careIn(occurrences)
    for (const personId of identities[at]!) careOfPerson.set(personId, care)
  }
  return new Map(
    wanted.flatMap((one) => {
      const care = careOfPerson.get(ids.get(one)!)
      return care === undefined ? [] : [[one, care] as const]
    }),
  )
}

type FeedRow = { id: string; speaksFor: string[]; gives: string[] }
type PartyRow = { id: string; codes?: string[] }

/** By the numbers that feeds give people which speak for the viewer's own organisation. Of nobody it is an id too. */
async function personsCalled(
  { databases, agreement }: Place,
  { actor }: Viewer,
  references: readonly string[],
): Promise<Map<string, PersonId>> {
  const current = agreement.current()
  const feeds = (current?.table<FeedRow>('feed') ?? []).filter(
    ({ speaksFor, gives }) => speaksFor.includes(actor.organisation) && gives.includes(NEEDS),
  )
  const codes =
    current?.table<PartyRow>('party').find(({ id }) => id === actor.organisation)?.codes ?? []
  const candidates = (one: string) =>
    feeds.flatMap(({ id }) => ['', ...codes].map((code) => personIdOf(id, one, code)))
  const all = references.flatMap(candidates)
  const known = new Set(
    (await readPersons(databases.care.short, all)).map(({ personId }) => personId),
  )
  return new Map(
    references.map((one) => {
      const own = candidates(one)
      return [one, own.find((id) => known.has(id)) ?? own[0] ?? personIdOf('', one)]
    }),
  )
}

function careIn(occurrences: readonly ShownOccurrence[]): CareGiven {
  const of = (kind: string) =>
    occurrences.filter((one) => one.kind === kind && one.start !== undefined)
  const day = (moment: string) => moment.slice(0, 10)
  return {
    services: of('service')
      .filter(({ status }) => status !== 'cancelled')
      .flatMap(({ providerId, start, end, gone, unitCost, costFrequency = '' }) => {
        if (providerId === undefined) return []
        const to = end ?? gone
        const price = unitCost === undefined ? undefined : parsePounds(`£${unitCost}`)
        const of = /hour/i.test(costFrequency)
          ? 'hour'
          : /week/i.test(costFrequency)
            ? 'week'
            : 'other'
        return [
          {
            ...({ providerId, from: day(start!), of } as const),
            ...(to === undefined ? {} : { to: day(to) }),
            ...(price === undefined ? {} : { price }),
          },
        ]
      }),
    given: of('visit').flatMap(({ providerId, planned, start, minutes, visitOutcome, status }) => {
      const came = visitOutcome === 'made' || visitOutcome === 'late' || visitOutcome === undefined
      if (providerId === undefined || minutes === undefined || !came || status === 'planned')
        return []
      return [{ providerId, day: day(planned ?? start!), minutes: Number(minutes) }]
    }),
    stays: of('stay')
      .filter(({ status }) => status !== 'cancelled')
      .map(({ start, end }) => ({
        from: day(start!),
        ...(end === undefined ? {} : { to: day(end) }),
      })),
  }
}
