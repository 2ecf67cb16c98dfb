import { z } from 'zod'
import { type Agreement, id, words } from '../agreement/index.ts'
import { sourcesOf } from './sources.ts'

/**
 * What proves that somebody waits for an organisation, as a relationship clause says it: the software names
 * no way home, no reason and no council.
 */
export const waitFields = z.strictObject({
  days: z
    .number()
    .int()
    .min(1)
    .max(3_650)
    .describe(
      'how many days after its outcome a request or an assessment proves that somebody waits',
    ),
  reviewAfterMonths: z
    .number()
    .int()
    .min(1)
    .max(120)
    .describe(
      'how many months after its last review long-term support is due for another; 12 unless it says so',
    )
    .optional(),
  ask: id(
    'the matter of the responsibility that says whom to ring about a request, an assessment or a review',
  ),
  leaving: id('the matter of the responsibility that says whom to ring about somebody in hospital'),
  needs: z
    .array(
      z.strictObject({
        party: id('the party that is needed'),
        pathways: z
          .array(z.string().regex(/^[0-3]$/, 'is not a pathway in quotes: ‘0’, ‘1’, ‘2’ or ‘3’'))
          .describe('the ways home that need it'),
        reasons: z
          .array(words('a reason for delay'))
          .describe('the reasons for delay that need it, as the hospital sends them'),
        postcodes: z
          .array(
            z
              .string()
              .regex(
                /^[A-Z]{1,2}(\d[A-Z\d]?( \d)?)?$/,
                'is not the beginning of a postcode, like ZM, ZM1 or ZM1 4',
              ),
          )
          .describe(
            'where the people live who are its own; left out where the agreement cannot say',
          )
          .optional(),
        hospitals: z
          .array(id('a hospital'))
          .describe('the hospitals whose patients are its own where nothing tells where they live')
          .optional(),
      }),
    )
    .describe('which ways home and reasons for delay need whom'),
})

export type WaitFields = z.infer<typeof waitFields>

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
  /** the party whose feed a source is */
  partyOf(source: string): string
  /** the codes under which feeds know a party */
  codesOf(party: string): ReadonlySet<string>
}

const REVIEW_AFTER_MONTHS = 12
/** Where no clause says how a wait is proved, nobody waits. */
const NO_CLAUSE: WaitFields = { days: 0, ask: '', leaving: '', needs: [] }
const remembered = new WeakMap<Agreement, WaitRule>()

/** The rule of the agreement in effect, read once. */
export function waitRuleOf(agreement: Agreement): WaitRule {
  const known = remembered.get(agreement)
  if (known !== undefined) return known
  const row = agreement
    .table<{ id: string; waits?: WaitFields }>('relationship')
    .find(({ waits }) => waits !== undefined)
  const rule = compiled(agreement, row?.waits ?? NO_CLAUSE)
  remembered.set(agreement, rule)
  return rule
}

function compiled(agreement: Agreement, fields: WaitFields): WaitRule {
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
    partyOf: (source) => feeds.get(source) ?? source,
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
