import type { Agreement } from '../agreement/index.ts'
import type { LeftFields } from './left-proof.ts'
import { sourcesOf } from './sources.ts'
import { REVIEW_AFTER_MONTHS, type WaitFields } from './wait-fields.ts'

/** One party without which some people cannot leave hospital. */
export type Need = {
  readonly party: string
  readonly pathways: ReadonlySet<string>
  /** folded: see `foldReason` */
  readonly reasons: ReadonlySet<string>
  readonly postcodes: readonly string[]
  /** codes of the hospitals whose patients are its own where nothing tells where they live */
  readonly hospitals: ReadonlySet<string>
  /** it looks after everybody, wherever they live */
  readonly everybody: boolean
}

export type WaitRule = {
  readonly days: number
  readonly reviewAfterMonths: number
  readonly ask: string
  readonly leaving: string
  readonly needs: readonly Need[]
  /** for how many days a stay that is over proves something; 0 where no clause says so */
  readonly leftDays: number
  /** the party whose feed a source is; undefined where no clause names it */
  partyOf(source: string): string | undefined
  /** the codes under which feeds know a party */
  codesOf(party: string): ReadonlySet<string>
}

/** Where no clause says how a wait is proved, nobody waits. */
const NO_CLAUSE: WaitFields = { days: 0, ask: '', leaving: '', needs: [] }
const remembered = new WeakMap<Agreement, WaitRule>()

/** The rule of the agreement in effect, read once. */
export function waitRuleOf(agreement: Agreement): WaitRule {
  const known = remembered.get(agreement)
  if (known !== undefined) return known
  const rows = agreement.table<{ waits?: WaitFields; left?: LeftFields }>('relationship')
  const waits = rows.find((row) => row.waits !== undefined)?.waits ?? NO_CLAUSE
  const left = rows.find((row) => row.left !== undefined)?.left
  const rule = { ...compiled(agreement, waits), leftDays: left?.days ?? 0 }
  remembered.set(agreement, rule)
  return rule
}

function compiled(agreement: Agreement, fields: WaitFields): Omit<WaitRule, 'leftDays'> {
  const { codesOf } = sourcesOf(agreement)
  const feeds = new Map(
    agreement
      .table<{ id: string; party: string }>('feed')
      .map(({ id: feed, party }) => [feed, party]),
  )
  return {
    days: fields.days,
    reviewAfterMonths: fields.reviewAfterMonths ?? REVIEW_AFTER_MONTHS,
    ask: fields.ask,
    leaving: fields.leaving,
    needs: fields.needs.map(({ party, pathways, reasons, postcodes = [], hospitals = [] }) => ({
      party,
      pathways: new Set(pathways),
      reasons: new Set(reasons.map(foldReason)),
      postcodes,
      hospitals: new Set(hospitals.flatMap((one) => [...codesOf(one)])),
      everybody: postcodes.length === 0 && hospitals.length === 0,
    })),
    partyOf: (source) => feeds.get(source),
    codesOf,
  }
}

/**
 * Letters and digits alone: the national reasons come with dashes of three kinds, spaces that do not break,
 * and question marks where one was lost.
 */
export function foldReason(reason: string): string {
  return reason
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}
