import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import {
  addDays,
  dayInLondon,
  Fault,
  isRefusal,
  newId,
  type Refusal,
  refuse,
} from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDateTime, formatFullDate } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { openBooks } from './books.ts'
import { fundField } from './fields.ts'
import { layOutReturn, type ReturnSection, sizeWords } from './lay-out-return.ts'
import { lastDayOfQuarter, QUARTERS } from './period.ts'
import { schemesOf } from './queries.ts'
import { balancesAt } from './queries-read.ts'
import { insertReturn, type MadeReturn, saidReturn } from './queries-returns.ts'
import { type Layout, layoutOf, RETURN_KINDS, type ReturnKind } from './return-layout.ts'
import type { ReturnSheet } from './return-sheet.ts'
import { asText } from './root.ts'
import { type FundRule, fundsOfYear, fundsOn, rulesOf } from './rules.ts'

export const MAKE_RETURN = 'fund.make-return'

const KIND_WORDS: Readonly<Record<ReturnKind, string>> = {
  plan: 'The plan of a year',
  quarterly: 'A quarter',
  'year-end': 'The end of a year',
}

export type ReturnMade = { readonly return: string; readonly fund: string; readonly size: string }

/**
 * Makes a return of the books as they stand: every figure of it opens to its transfers, and what stands in it is kept,
 * so that what comes back edited can be held against it.
 */
export const makeReturn = namedCommand({
  name: MAKE_RETURN,
  says: 'Makes a return of a year or a quarter as a workbook',
  label: 'Make a return',
  basis: { action: MAKE_RETURN, does: 'make returns of the fund', under: ['fund'] },
  input: z.strictObject({
    kind: z
      .enum(RETURN_KINDS, 'must be plan, quarterly or year-end')
      .meta({ label: 'Which return?', words: KIND_WORDS }),
    quarter: z
      .enum(['', ...QUARTERS], 'must be 1, 2, 3 or 4')
      .optional()
      .meta({
        label: 'Which quarter?',
        hint: 'Of a quarterly return',
        words: { '': 'None', 1: 'First', 2: 'Second', 3: 'Third', 4: 'Fourth' },
      }),
    year: z
      .string()
      .trim()
      .max(9, 'is longer than 9 characters')
      .optional()
      .meta({ label: 'Which year?', hint: 'Like 2026-27' }),
    fund: fundField(),
  }),
  refuses: ['no-such-fund', 'no-layout', 'no-quarter', 'too-early'],
  preview: ({ size }: ReturnMade) => `It would have ${size}.`,
  leads: ({ return: id }: ReturnMade) => `/fund/return/${id}`,
  async run(context, { kind, quarter = '', year = '', fund: named }, place: Place) {
    const { tx, now, entryId, viewer } = context
    const rules = rulesOf(place.agreement.current())
    const id = fundAsked(place, year, named, dayInLondon(now))
    if (isRefusal(id)) return id
    const layout = layoutFor(place, kind)
    if (isRefusal(layout)) return layout
    if ((kind === 'quarterly') !== (quarter !== '')) {
      const sentence =
        quarter === ''
          ? 'A quarterly return is of a quarter.'
          : 'Only a quarterly return is of a quarter.'
      return refuse('no-quarter', sentence, { next: 'Say which quarter, 1 to 4, of which return.' })
    }
    const books = await openBooks(context, place, { fund: id, schemes: [] })
    if (isRefusal(books)) return books
    const { fund, today, last } = books
    const at = untilWhen(fund, kind, quarter, today)
    if (isRefusal(at)) return at
    const [balances, schemes] = [
      await balancesAt(tx, { fund: id, at, through: last }),
      await schemesOf(tx, id),
    ]
    const own = newId(now.getTime())
    const about = aboutReturn({ fund, at, quarter, id: own, by: viewer.actor.name, now })
    const sections = await sectionsOf(place, id, at)
    const sheets = layOutReturn({ layout, fund, rules, schemes, balances, sections, about })
    const made: MadeReturn = {
      id: own,
      kind,
      fund: id,
      quarter,
      at,
      through: last,
      root: rootOfSheets(sheets),
      sheets,
      actor: viewer.actor.id,
      name: viewer.actor.name,
      learntAt: now.toISOString(),
    }
    insertReturn(tx, made, entryId)
    context.announce('fund.return', id)
    const result: ReturnMade = { return: own, fund: id, size: sizeWords(sheets) }
    return { result, entry: { returns: [saidReturn(made)] } }
  },
})

function layoutFor({ settings }: Place, kind: ReturnKind): Layout | Refusal<'no-layout'> {
  const next = `Write fund/returns/${kind}.yaml in the folder of the place.`
  try {
    const layout = layoutOf(settings.placeFolder, kind)
    const sentence = `This place has no layout for ${KIND_WORDS[kind].toLowerCase()}.`
    return layout ?? refuse('no-layout', sentence, { next })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const sentence = `The layout of this return cannot be used: ${error.message} (${basename(error.where)}).`
    return refuse('no-layout', sentence, { next })
  }
}

type NoFund = Refusal<'no-such-fund'>

/** By its id, by its year, or the one of today. */
function fundAsked(
  { agreement }: Place,
  year: string,
  named: string | undefined,
  today: string,
): string | NoFund {
  const rules = rulesOf(agreement.current())
  if (named !== undefined && named !== '') return named
  const found = year === '' ? fundsOn(rules, today) : fundsOfYear(rules, year)
  const [fund, other] = found
  const when = year === '' ? 'this year' : year
  if (fund === undefined)
    return refuse('no-such-fund', `There is no fund in the agreement of ${when}.`)
  if (other === undefined) return fund.id
  const ids = found.map((one) => one.id).join(', ')
  return refuse('no-such-fund', `More than one fund is of ${when}.`, { next: `Say which: ${ids}.` })
}

/** The last day that a return counts: of a quarter that goes on, today. */
function untilWhen(
  fund: FundRule,
  kind: ReturnKind,
  quarter: string,
  today: string,
): string | Refusal<'too-early'> {
  const begins =
    quarter === '' || quarter === '1'
      ? fund.from
      : addDays(lastDayOfQuarter(fund, String(Number(quarter) - 1)), 1)
  if (begins > today) {
    const what = kind === 'quarterly' ? `Quarter ${quarter} of ${fund.name}` : fund.name
    return refuse(
      'too-early',
      `${what} begins on ${formatFullDate(begins)}, which has not come yet.`,
    )
  }
  const ends = kind === 'quarterly' ? lastDayOfQuarter(fund, quarter) : fund.until
  return ends < today ? ends : today
}

function aboutReturn(said: {
  fund: FundRule
  at: string
  quarter: string
  id: string
  by: string
  now: Date
}): [string, string][] {
  const { fund, at, quarter, id, by, now } = said
  return [
    ['Fund', fund.name],
    ['Health and wellbeing boards', fund.boards.join(', ')],
    ...(quarter === '' ? [] : ([['Quarter', quarter]] as [string, string][])),
    ['Booked up to', formatFullDate(at)],
    ['Made by', by],
    ['Made on', formatDateTime(now.toISOString(), now)],
    ['Number of this return', id],
  ]
}

async function sectionsOf(
  place: Place,
  fund: string,
  at: string,
): Promise<(ReturnSection & { room: string })[]> {
  const handed = await Promise.all(
    place.house.rooms.map(async (room) =>
      ((await room.returnSections?.(place, { fund, at })) ?? []).map((one) => ({
        ...one,
        room: room.name,
      })),
    ),
  )
  return handed.flat()
}

/** What stands for all of its cells. */
export function rootOfSheets(sheets: readonly ReturnSheet[]): string {
  return createHash('sha256').update(asText(sheets)).digest('hex')
}
