import { z } from 'zod'
import { type Agreement, id, words } from '../agreement/index.ts'
import { isMonth } from '../kernel/index.ts'
import { exampleSchema } from './example.ts'
import { ruleSchema } from './rule.ts'

/** Which way is better, of the words of a clause. */
const DIRECTIONS = ['up', 'down', 'neutral'] as const

const owner = z.strictObject({
  side: id('the side'),
  post: words('the post of whoever answers for it'),
  name: words('their name'),
})

/** Both halves of a definition, and what they are held to. */
const halves = {
  query: z.string().min(1).max(8_000).describe('one SELECT over months, person and occurrence'),
  rules: ruleSchema,
  examples: z.array(exampleSchema).min(1, 'must have one example at least').max(20),
}

/** What a clause of kind `measure` says. */
export const definitionSchema = z.strictObject({
  id: id('the measure’s identifier'),
  name: words('what it is called'),
  question: words('the question that it answers'),
  owners: z.array(owner).min(1).describe('who answers for it, one for each side'),
  population: words('of whom it is'),
  direction: z.enum(DIRECTIONS, 'must be up, down or neutral').describe('which way is better'),
  unit: words('of what its number is, like admissions for each 100,000 people'),
  period: z.enum(['month', 'quarter'], 'must be month or quarter').default('month'),
  per: z.int().min(1).max(1_000_000).default(1),
  places: z.int().min(0).max(4).default(1),
  divide: z
    .union([
      z.enum(['rows', 'nothing'], 'must be rows, nothing or a part of the population'),
      z.strictObject({ population: z.strictObject({ from: z.int().min(0).max(95) }) }),
    ])
    .describe(
      'by what its count is divided: what the query says, nothing, or people of an age and over',
    ),
  standardised: z.boolean().default(false),
  exclusions: z.array(words('what is left out')).default([]),
  source: words('whose definition it is: an official name only where it is that'),
  feeds: z.array(id('a feed on which it rests')).default([]),
  ...halves,
  earlier: z
    .array(
      z.strictObject({
        until: z
          .string()
          .refine(isMonth, 'is no month, like 2026-03')
          .describe('the last month that is counted so'),
        says: words('what is counted otherwise since'),
        ...halves,
      }),
    )
    .default([])
    .describe('how it was counted before, the earliest first'),
})
export type DefinitionFields = z.output<typeof definitionSchema>
export type Definition = DefinitionFields & {
  readonly clause: string
  /** first day on which it holds */
  readonly from: string
}

/** All measures of the text in effect, in the order of their clauses. */
export function definitionsOf(agreement: Agreement | undefined): readonly Definition[] {
  const rows = agreement?.table<DefinitionFields & { clause: string }>('measure') ?? []
  return rows.map((row) => ({ ...row, from: agreement!.clause(row.clause)?.takesEffect ?? '' }))
}

/** What a month of it is divided by is how many people there are, not who is known. */
export function isPerHead({ divide }: Pick<Definition, 'divide'>): boolean {
  return typeof divide === 'object'
}
