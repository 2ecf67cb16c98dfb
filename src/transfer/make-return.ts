import { priceOf, unitCosts } from '../capacity/index.ts'
import { monthSpan } from '../kernel/index.ts'
import { disclosureRule } from '../record/index.ts'
import type { CountingPlace } from './count-bands.ts'
import {
  bodiesOf,
  CONFIDENTIAL,
  type ReadyRow,
  readyDateFile,
  sitrepFile,
} from './national-return.ts'
import { readyBetween, reasonsBetween } from './queries-return.ts'
import { readyDateRows } from './ready-date-return.ts'
import { sitrepRows } from './sitrep-return.ts'

export const RETURNS = ['sitrep', 'ready-date'] as const
export type Return = (typeof RETURNS)[number]

export type MadeReturn = { readonly text: string; readonly rows: number; readonly stays: number }

/**
 * A national return of a month (YYYY-MM) from the stays as they are counted, of everybody who has not opted out, as far
 * as it may be told. Undefined where no clause says how counts leave.
 */
export async function makeReturn(
  { databases, agreement: room, clock }: CountingPlace,
  kind: Return,
  month: string,
): Promise<MadeReturn | undefined> {
  const agreement = room.current()
  const rule = disclosureRule(agreement)
  if (agreement === undefined || rule === undefined) return undefined
  const db = databases.planning.short
  const [from, to] = monthSpan(month)
  const stays = await readyBetween(db, from, to)
  const bodies = bodiesOf(
    agreement,
    stays.map(({ organisation }) => organisation),
  )
  const icb = bodies.find(({ level }) => level === 'ICB')?.name ?? ''
  if (kind === 'sitrep') {
    const reasons = await reasonsBetween(db, from, to)
    const price = priceOf(unitCosts(agreement), 'hospital-bed', 1)
    const bed = 'pence' in price ? { bedDay: price.pence } : {}
    const known = { stays, reasons, month, now: clock.now(), ...bed }
    const each = toldAlike(
      bodies.map((body) => sitrepRows(known, body, rule).map((row) => ({ body, ...row }))),
      ({ body }) => body.level !== 'ICB',
    )
    const rows = each.flat().map(({ body, ...row }) => ({ body, row }))
    return { text: sitrepFile(rows, icb), rows: rows.length, stays: stays.length }
  }
  const left = stays.filter(({ leftAt }) => leftAt !== null && leftAt >= from && leftAt < to)
  const providers = bodies.map(({ level, code, name, has }): ReadyRow[] => {
    const type = level === 'ICB' ? 'ICB' : 'Provider'
    const own = left.filter(({ organisation }) => has(organisation))
    return readyDateRows(own, { type, provider: { code, name } }, rule)
  })
  const councils = [...new Set(left.flatMap(({ council }) => council ?? []))].sort()
  const utlas = councils.map((id): ReadyRow[] => {
    const party = agreement.parties.find((one) => one.id === id)
    const council = { code: party?.codes[0] ?? '', name: party?.name ?? id }
    const own = left.filter((one) => one.council === id)
    return readyDateRows(own, { type: 'UTLA Aggregate', council }, rule)
  })
  const nobodys = left.filter(({ council }) => council === null)
  const rest = nobodys.length === 0 ? [] : [readyDateRows(nobodys, { type: '' }, rule)]
  const rows = [
    ...toldAlike(providers, ({ type }) => type === 'Provider').flat(),
    ...toldAlike([...utlas, ...rest], () => true)
      .slice(0, utlas.length)
      .flat(),
  ]
  return { text: readyDateFile(rows, month, icb), rows: rows.length, stays: left.length }
}

/**
 * Hospitals make their board, and councils with those who are nobody's make all: the same row of each is told only
 * where it is of all of them, because what one of them is not told of would follow from the others.
 */
export function toldAlike<R extends { readonly value: string }>(
  bodies: readonly (readonly R[])[],
  isPart: (row: R) => boolean,
): R[][] {
  const parts = bodies.filter(([row]) => row !== undefined && isPart(row))
  return bodies.map((rows) => {
    if (!parts.includes(rows) || parts.length < 2) return [...rows]
    return rows.map((row, at) => {
      const hidden = parts.some((part) => part[at]?.value === CONFIDENTIAL)
      return hidden ? { ...row, value: CONFIDENTIAL } : row
    })
  })
}
