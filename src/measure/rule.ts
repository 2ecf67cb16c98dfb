import { z } from 'zod'

/**
 * The other half of a definition: which things that happened count, in which month, and how much. It says in words of
 * its own what the query says in SQL, so that a second program can work the same figure without it.
 */

/** Moments that something has, as the planning views call them. */
export const MOMENTS = [
  'start_at',
  'end_at',
  'ready_at',
  'expected_at',
  'next_due_at',
  'planned_at',
] as const
export type Moment = (typeof MOMENTS)[number]

/** Words that something has. */
export const WORDS = [
  'status',
  'organisation',
  'unit',
  'provider_id',
  'pathway',
  'delay_reason',
  'admission',
  'admitted_from',
  'destination',
  'diagnosis',
  'next',
  'term',
  'discharge_method',
  'visit_outcome',
  'holder',
  'waits_for',
  'cost_frequency',
  'setting',
] as const
export type Word = (typeof WORDS)[number]

/** Nothing is looked for farther from what counts: it is what an extract must hold. */
export const FAR_DAYS = 366
const HOURS = FAR_DAYS * 24

/** The last day of the month that is counted, beside the moments that something has. */
const MONTH_END = 'month_end'

const moment = z.enum(MOMENTS, `is none of ${MOMENTS.join(', ')}`)
const orMonthEnd = z.union([moment, z.literal(MONTH_END)])
const word = z.enum(WORDS, `is none of ${WORDS.join(', ')}`)
const days = z.int().min(-FAR_DAYS).max(FAR_DAYS)
const written = z.array(z.string().min(1)).min(1)
const kind = z.string().regex(/^[a-z]+$/, 'is no kind of thing, like stay')
const span = z.tuple([moment, moment])

const simple = [
  z.strictObject({ field: word, is: written }),
  z.strictObject({ field: word, begins: written }),
  z.strictObject({ known: z.union([moment, word]) }),
  z.strictObject({ unknown: z.union([moment, word]) }),
  z.strictObject({ age: z.strictObject({ from: z.int().min(0), to: z.int().optional() }) }),
  /** whole days in London from one moment to another: of two that are known */
  z.strictObject({
    days: z.tuple([moment, orMonthEnd]),
    least: days.optional(),
    most: days.optional(),
  }),
  /** no more than so many hours from one moment to another, of two that are known; below nought: so long before it */
  z.strictObject({ hours: z.tuple([moment, moment]), most: z.int().min(-HOURS).max(HOURS) }),
] as const
const simpleCondition = z.union(simple)

/**
 * Something else of the same person: that begins so many days after a moment (`later`: and not before it on its
 * day), or goes on at the end of that day.
 */
const other = z.strictObject({
  of: kind,
  where: z.array(simpleCondition).optional(),
  begins: z
    .strictObject({ after: moment, from: days, to: days, later: z.literal(true).optional() })
    .optional(),
  covers: z.strictObject({ after: moment, days }).optional(),
})

const condition = z.union([
  ...simple,
  z.strictObject({ some: other }),
  z.strictObject({ none: other }),
  /** nobody has said by now that they had died by that day */
  z.strictObject({ alive: z.strictObject({ after: moment, days }) }),
])

/**
 * What one of them adds: one; or the whole days from one moment to another; of a span, its midnights in the month.
 */
const amount = z.union([z.literal('one'), z.literal('midnights'), z.strictObject({ days: span })])

export const ruleSchema = z.strictObject({
  of: kind.describe('the kind of thing that counts, like stay'),
  touches: z
    .union([
      z.strictObject({ in: moment, plus: days.optional() }),
      z.strictObject({ span }),
      z.strictObject({ endOf: span }),
    ])
    .describe(
      [
        'in which month it counts: in that of a moment (so many days later), in each of which it has a midnight,',
        'or in each at whose end it goes on',
      ].join(' '),
    ),
  where: z.array(condition).describe('what must be so of it'),
  above: z.strictObject({ amount, where: z.array(condition).optional() }),
  below: z.union([amount, z.literal('nothing')]),
  once: z.boolean().optional().describe('of one person only one counts in a month'),
})
export type Rules = z.infer<typeof ruleSchema>
export type Condition = z.infer<typeof condition>
export type SimpleCondition = z.infer<typeof simpleCondition>
export type Other = z.infer<typeof other>
export type Amount = z.infer<typeof amount>
export type Touches = Rules['touches']
