import { z } from 'zod'
import { addDays, byCount } from '../kernel/index.ts'
import { capital, formatFullDate, formatList, plural } from '../shell/index.ts'
import { clauseKind, references } from './clause.ts'
import { day, ids, words } from './field.ts'
import type { Side } from './party-kinds.ts'
import { policyText } from './policy.ts'
import { exactlyOne } from './word-kinds.ts'

export type Term = { readonly starts: string; readonly ends: string }
export type ExpiryStage = {
  readonly stage: number
  /** first day of the stage */
  readonly from: string
  /** purposes that stop with it */
  readonly stops: readonly string[]
  /** what every page says from then on */
  readonly says: string
  readonly clause: string
}

const termKind = clauseKind({
  kind: 'term',
  room: 'agreement',
  words: ['term', 'terms'],
  runs: [{ what: 'The agreement starts and ends on its own days', always: true }],
  schema: z.strictObject({
    starts: day('the first day of the agreement'),
    ends: day('the last day of the agreement'),
  }),
  check({ fields }) {
    if (fields.starts < fields.ends) return []
    return [
      {
        path: ['ends'],
        sentence: `The agreement ends (${fields.ends}) before it has begun (${fields.starts}).`,
      },
    ]
  },
  checkText(all) {
    const [term] = all.of<Term>('term')
    const inOrder = term !== undefined && term.fields.starts < term.fields.ends
    const late = all.all.filter(({ takesEffect }) => inOrder && takesEffect > term.fields.ends)
    return [
      ...exactlyOne(all, 'term', 'its term: a clause of kind term'),
      ...late.map(({ number, takesEffect }) => ({
        clause: number,
        path: ['takesEffect'],
        sentence: `It would take effect on ${takesEffect}, after the agreement has ended.`,
      })),
    ]
  },
  compile: ({ fields }) => ({ rows: { term: [fields] } }),
  explain(_, compiled) {
    const [term] = compiled.rows<Term>('term')
    return `The agreement runs from ${formatFullDate(term!.starts)} to the end of ${formatFullDate(term!.ends)}.`
  },
})

const reviewKind = clauseKind({
  kind: 'review',
  room: 'agreement',
  words: ['review', 'reviews'],
  schema: z.strictObject({
    first: day('the day of the first review'),
    everyMonths: z.int().min(1).max(36).describe('months between reviews'),
    by: words('who reviews it'),
  }),
  check({ fields }, all) {
    const [term] = all.of<Term>('term')
    if (term === undefined || term.fields.starts >= term.fields.ends) return []
    const { starts, ends } = term.fields
    if (fields.first >= starts && fields.first <= ends) return []
    return [
      {
        path: ['first'],
        sentence: `The first review lies outside the term (${starts} to ${ends}).`,
      },
    ]
  },
  checkText(all) {
    return all.count('review') > 0 ? [] : [{ sentence: 'The text says nothing about its review.' }]
  },
  compile: ({ fields }) => ({ rows: { review: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ first: string; everyMonths: number; by: string }>('review')
    const every = byCount(row!.everyMonths, 'month', plural(row!.everyMonths, 'month'))
    return `${capital(row!.by)} reviews the agreement on ${formatFullDate(row!.first)} and every ${every} after that.`
  },
})

const stageFields = z.strictObject({
  stage: z.int().min(1).max(20).describe('its place in the order, from 1'),
  daysAfterEnd: z
    .int()
    .min(0)
    .max(3650)
    .describe('days after the last day of the term; 0 is the day after it'),
  stops: ids('the purposes that stop; an empty list where nothing does'),
  says: words('what every page says from then on'),
})

const stageKind = clauseKind({
  kind: 'expiry-stage',
  room: 'agreement',
  words: ['expiry stage', 'expiry stages'],
  runs: [
    {
      what: 'After its last day the agreement stops in stages and never all at once',
      always: true,
    },
  ],
  schema: stageFields,
  refers: ({ fields }) => references('purpose', fields.stops, 'stops'),
  check({ number, fields }, all) {
    const others = all.of<z.infer<typeof stageFields>>('expiry-stage')
    return others.flatMap((other) => {
      if (other.number === number || other.fields.stage > fields.stage) return []
      if (other.fields.stage === fields.stage && other.number > number) return []
      if (other.fields.stage === fields.stage) {
        return [
          {
            path: ['stage'],
            sentence: `Stage ${fields.stage} stands in clause ${other.number} already.`,
          },
        ]
      }
      if (other.fields.daysAfterEnd < fields.daysAfterEnd) return []
      return [
        {
          path: ['daysAfterEnd'],
          sentence: `Stage ${fields.stage} must come later than stage ${other.fields.stage}.`,
        },
      ]
    })
  },
  checkText(all) {
    if (all.count('expiry-stage') > 0) return []
    return [
      {
        sentence:
          'The text does not say what happens after its term: add a clause of kind expiry-stage.',
      },
    ]
  },
  compile({ number, fields: { daysAfterEnd, ...fields } }, all) {
    const [term] = all.of<Term>('term')
    const from = addDays(term!.fields.ends, daysAfterEnd + 1)
    const row = { rows: { 'expiry-stage': [{ ...fields, from }] } }
    if (fields.stops.length === 0) return row
    const cedar = policyText({
      clause: number,
      effect: 'forbid',
      when: [
        { test: 'from', day: from },
        { test: 'one-of', attribute: 'context.purpose', values: fields.stops },
      ],
    })
    return { ...row, cedar }
  },
  explain(_, compiled) {
    const [row] = compiled.rows<ExpiryStage>('expiry-stage')
    const names = new Map(
      compiled.table<{ id: string; name: string }>('purpose').map((one) => [one.id, one.name]),
    )
    const stopped = compiled.policies.flatMap(({ when }) =>
      when.flatMap((one) => (one.test === 'one-of' ? one.values : [])),
    )
    const from = compiled.policies.flatMap(({ when }) =>
      when.flatMap((one) => (one.test === 'from' ? [one.day] : [])),
    )[0]
    const stops = stopped.map((purpose) => names.get(purpose) ?? purpose)
    const does =
      stops.length > 0
        ? `${formatList(stops)} ${byCount(stops.length, 'stops', 'stop')}`
        : 'nothing stops'
    const since = `From ${formatFullDate(from ?? row!.from)}, unless it is renewed`
    return `${since}, ${does}, and every page says: “${row!.says}”`
  },
})

const defaultKind = clauseKind({
  kind: 'default',
  room: 'agreement',
  words: ['default', 'defaults'],
  runs: [{ what: 'Whatever no clause grants is refused', always: true }],
  schema: z.strictObject({
    whatIsNotGranted: z.literal('refused').describe('it can only be ‘refused’'),
  }),
  checkText: (all) =>
    exactlyOne(all, 'default', 'the clause ‘what is not granted is refused’, of kind default'),
  compile: ({ fields }) => ({ rows: { default: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ whatIsNotGranted: string }>('default')
    const rule = `Whatever no clause grants is ${row!.whatIsNotGranted}.`
    return `${rule} A refusal that rests on no other clause rests on this one.`
  },
})

const signingKind = clauseKind({
  kind: 'signing',
  room: 'agreement',
  words: ['signing rule', 'signing rules'],
  runs: [
    { what: 'A text takes effect only when both sides have signed the same hash', always: true },
  ],
  schema: z.strictObject({
    officersOfEachSide: z.int().min(1).max(9).describe('how many officers of each side must sign'),
  }),
  check({ fields }, all) {
    return all.of<Side>('side').flatMap(({ fields: side }) => {
      const able = all
        .of<{ party: string }>('signatory')
        .filter(
          (one) => all.find<{ side?: string }>('party', one.fields.party)?.fields.side === side.id,
        )
      if (able.length >= fields.officersOfEachSide) return []
      const asked = plural(fields.officersOfEachSide, 'officer')
      const sentence = `It asks for ${asked} of ${side.name}; only ${able.length} may sign.`
      return [{ path: ['officersOfEachSide'], sentence }]
    })
  },
  checkText: (all) => exactlyOne(all, 'signing', 'its signing rule: a clause of kind signing'),
  compile: ({ fields }) => ({ rows: { signing: [fields] } }),
  explain(_, compiled) {
    const [row] = compiled.rows<{ officersOfEachSide: number }>('signing')
    const { officersOfEachSide: wanted } = row!
    const officers = byCount(wanted, 'one officer', plural(wanted, 'officer'))
    const have = byCount(wanted, 'has', 'have')
    const when = `at least ${officers} of each side ${have} signed the same hash`
    return `A text takes effect when ${when}, and not before.`
  },
})

export const termKinds = [termKind, reviewKind, stageKind, defaultKind, signingKind]
