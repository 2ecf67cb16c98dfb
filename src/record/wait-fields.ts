import { z } from 'zod'
import { listNames, names, proofFields } from '../access/index.ts'
import {
  type CompiledClause,
  type FaultInClause,
  id,
  type Reference,
  words,
} from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'

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

/** Where long-term support is reviewed each year, as the law asks. */
export const REVIEW_AFTER_MONTHS = 12

/** What a clause of the relationship `waits-for-us` says of it. */
export const waitProof = proofFields<WaitFields>({
  field: 'waits',
  schema: waitFields,
  refers: (waits) => [
    reference('responsibility', waits.ask, 'ask'),
    reference('responsibility', waits.leaving, 'leaving'),
    ...waits.needs.flatMap(({ party, hospitals = [] }, at) => [
      reference('party', party, 'needs', at, 'party'),
      ...hospitals.map((one, which) => reference('party', one, 'needs', at, 'hospitals', which)),
    ]),
  ],
  check: ({ needs }) =>
    needs.flatMap(({ party }, at): FaultInClause[] =>
      needs.findIndex((other) => other.party === party) < at
        ? [{ path: ['waits', 'needs', at, 'party'], sentence: `${party} stands there already.` }]
        : [],
    ),
  // As JSON has it: a field that was left out is there, and empty.
  row: ({ reviewAfterMonths = REVIEW_AFTER_MONTHS, needs, ...waits }) => ({
    ...waits,
    reviewAfterMonths,
    needs: needs.map(({ postcodes = [], hospitals = [], ...need }) => ({
      ...need,
      postcodes,
      hospitals,
    })),
  }),
  explain(waits, compiled) {
    const outcome =
      'A request or an assessment that went on to an assessment, reablement or support proves it for ' +
      `${plural(waits.days, 'day')}, until what it was for begins or a later outcome ends it.`
    const months = waits.reviewAfterMonths ?? REVIEW_AFTER_MONTHS
    const review = `Long-term support is due for review ${plural(months, 'month')} after it was last looked at.`
    const needs = waits.needs.map((need) => needWords(need, compiled))
    return `${outcome} ${review} In hospital these are needed: ${needs.join(' ')}`
  },
})

function reference(kind: string, to: string, ...path: (string | number)[]): Reference {
  return { kind, id: to, path: ['waits', ...path] }
}

function needWords(need: WaitFields['needs'][number], compiled: CompiledClause): string {
  const { pathways, reasons, postcodes = [], hospitals = [] } = need
  const party = (one: string) => listNames(names(compiled, 'party'), [one])
  const ways = pathways.length === 0 ? [] : [`the ways home ${formatList(pathways)}`]
  const whose = [
    ...(postcodes.length === 0 ? [] : [`people of ${formatList(postcodes)}`]),
    ...(hospitals.length === 0
      ? []
      : [`where nothing tells whose they are, patients of ${formatList(hospitals.map(party))}`]),
  ]
  const own = whose.length === 0 ? 'everybody' : `those whom it knows, ${whose.join(', and, ')}`
  return `${party(need.party)}, for ${own}: ${[...ways, ...reasons].join('; ')}.`
}
