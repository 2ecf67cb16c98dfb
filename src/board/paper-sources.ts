import { balancesAt, fundsOfYear, rulesOf } from '../fund/index.ts'
import { addDays, formatPounds, startOfLondonDay } from '../kernel/index.ts'
import { chartMeasure, figureWords } from '../measure/index.ts'
import type { Place } from '../room.ts'
import { type CheckedPaper, checkPaper, namedIn, type Source } from './paper-check.ts'

type Asked = Pick<Place, 'databases' | 'agreement'>

/**
 * Checks a paper against what was known at the end of its evidence date. Figures are of editions and postings that are
 * never changed, so the same paper with the same date is the same for ever, whatever is learnt later.
 */
export async function checkPaperAt(place: Asked, text: string, day: string): Promise<CheckedPaper> {
  const at = new Date(startOfLondonDay(addDays(day, 1)).getTime() - 1)
  const found = new Map<string, Source>()
  for (const { kind, name } of namedIn(text)) {
    const source = await sourceOf(place, { kind, name, at, day })
    if (source !== undefined) found.set(`${kind} ${name}`, source)
  }
  return checkPaper(text, (kind, name) => found.get(`${kind} ${name}`))
}

type Named = {
  readonly kind: string
  readonly name: string
  readonly at: Date
  readonly day: string
}

/** Undefined where there is none, or nothing of it was told by then. */
async function sourceOf(place: Asked, named: Named): Promise<Source | undefined> {
  if (named.kind === 'measure') return measureSource(place, named)
  return named.kind === 'fund' ? fundSource(place, named) : undefined
}

async function measureSource(place: Asked, { name, at }: Named): Promise<Source | undefined> {
  const known = place.agreement.current()?.table<{ id: string }>('measure') ?? []
  if (!known.some(({ id }) => id === name)) return undefined
  const { definition, points, signal } = await chartMeasure(place, name, { at })
  const last = points.at(-1)
  if (last === undefined) return undefined
  const { told, period, number, version } = last
  const says = `${definition.name}: ${figureWords(definition, told)} in ${period}`
  return {
    ...{
      says,
      source: `measure ${name}`,
      value: String(told.value),
      edition: `${period} edition ${number} of ${version}`,
    },
    ...{ signal: signal.signal, signalSays: signal.says },
    isShare: told.numerator !== null && told.denominator !== null,
  }
}

/** What is spent of a fund, of what was known and booked by then. */
async function fundSource(place: Asked, { name, at, day }: Named): Promise<Source | undefined> {
  const rules = rulesOf(place.agreement.current())
  const fund = rules.funds.get(name) ?? fundsOfYear(rules, name)[0]
  if (fund === undefined) return undefined
  const balances = await balancesAt(place.databases.care.short, {
    fund: fund.id,
    at: day,
    knownAt: at,
  })
  const spent = [...balances]
    .filter(([account]) => account.split(':')[1] === 'spend')
    .reduce((sum, [, { posted }]) => sum + posted, 0n)
  const says = `${fund.name}: ${formatPounds(spent)} spent by ${day}`
  return { says, source: `fund ${fund.id}`, value: String(spent), edition: `known on ${day}` }
}
