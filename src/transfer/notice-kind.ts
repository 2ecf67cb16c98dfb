import { z } from 'zod'
import {
  type Agreement,
  type AnsweringPost,
  clauseKind,
  contactOf,
  type FaultInClause,
  id,
} from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'
import type { AnswerRule } from './asking.ts'
import { ASKING_KINDS, MESSAGES, type MessageKind } from './message-kind.ts'
import { SIGN_IDS, type Sign, signWords } from './need.ts'
import { twice } from './twice.ts'

const HOURS_MAX = 24 * 31

const schema = z.strictObject({
  early: z
    .strictObject({
      signs: z
        .array(z.enum(SIGN_IDS, 'is not a sign that the software knows'))
        .min(1)
        .describe('what in the record makes early notice due'),
      hours: hours('from when somebody came in until their council has it'),
    })
    .describe('when somebody’s own council is told that they are in hospital'),
  answers: z
    .array(
      z.strictObject({
        message: z
          .enum(ASKING_KINDS, 'is not a message that asks for an answer')
          .describe('what is answered'),
        hours: hours('from when it is proved to have come until it is answered'),
      }),
    )
    .describe('within what time a message is answered'),
  reach: z
    .array(
      z.strictObject({
        party: id('a party that is written to'),
        contact: id('the contact of the party that has a mail with a link').optional(),
        interface: z
          .literal('fhir', 'must be fhir')
          .describe(
            'that its own system takes messages, as FHIR; where it is, a setting of the place says',
          )
          .optional(),
        names: z.boolean().describe('whether its system is told who somebody is before it accepts'),
      }),
    )
    .describe('how a message reaches a party, beside the page of what was asked'),
})
type Fields = z.infer<typeof schema>

function hours(what: string) {
  return z.int().min(1).max(HOURS_MAX).describe(`the hours ${what}`)
}

/** As it is compiled: contacts are posts with their address. */
type ReachRow = Omit<Fields['reach'][number], 'contact'> & { readonly post?: AnsweringPost }
type Row = Omit<Fields, 'reach'> & { readonly reach: readonly ReachRow[] }

/** What partners tell and ask each other of somebody who leaves hospital, and how it is proved to have come. */
export const noticeKind = clauseKind({
  kind: 'notice',
  room: 'transfer',
  words: ['clause about notices', 'clauses about notices'],
  runs: [
    {
      what: 'Early notice is given of whoever is in hospital, and partners ask each other for what they need',
    },
  ],
  schema,
  refers: ({ fields }) =>
    fields.reach.map(({ party }, at) => ({
      kind: 'party',
      id: party,
      path: ['reach', at, 'party'],
    })),
  check({ number, fields }, all) {
    const [first] = all.of('notice')
    const faults = [
      ...twice(fields.answers, 'message', 'answers'),
      ...twice(fields.reach, 'party', 'reach'),
      ...fields.reach.flatMap(({ party, contact }, at): FaultInClause[] => {
        if (contact === undefined || all.find('party', party) === undefined) return []
        if (contactOf(all, party, contact) !== undefined) return []
        const sentence = `${party} has no contact called ${contact}.`
        return [{ path: ['reach', at, 'contact'], sentence }]
      }),
    ]
    if (first === undefined || first.number === number) return faults
    const sentence = `What partners tell each other is said by clause ${first.number} already.`
    return [...faults, { path: [], sentence }]
  },
  compile({ fields: { reach, ...fields } }, all) {
    const rows = reach.map(({ contact, ...one }): ReachRow => {
      const post = contact === undefined ? undefined : contactOf(all, one.party, contact)
      return { ...one, ...(post === undefined ? {} : { post }) }
    })
    return { rows: { notice: [{ ...fields, reach: rows }] } }
  },
  explain(_, compiled) {
    const { early, answers, reach } = compiled.rows<Row>('notice')[0]!
    const { signs } = early
    const within = answers.map(
      (one) => `${MESSAGES[one.message].words} within ${plural(one.hours, 'hour')}`,
    )
    const systems = reach.filter((one) => one.interface !== undefined).length
    const posts = reach.filter(({ post }) => post !== undefined).length
    return [
      `Where the record shows ${signs.map(signWords).join(', or ')}, early notice is given to whoever has`,
      `them as their own, within ${plural(early.hours, 'hour')} of when they came in.`,
      within.length === 0 ? '' : `From when it came, ${formatList(within)} is answered.`,
      'Until it is proved to have come, what a message asks is held by whoever sent it.',
      `A mail with a link goes to ${plural(posts, 'party', 'parties')},`,
      `and ${plural(systems, 'system takes', 'systems take')} messages by machine.`,
    ]
      .filter(Boolean)
      .join(' ')
  },
  switchesOn: (_, compiled) => {
    const { early, answers, reach } = compiled.rows<Row>('notice')[0]!
    return [
      `early notice in ${plural(early.hours, 'hour')}`,
      plural(answers.length, 'answer'),
      plural(reach.length, 'address', 'addresses'),
    ]
  },
  concerns: () => ['everybody who leaves hospital', 'whoever is asked to help them'],
})

/** The clause in effect, as messages are sent by it. */
export type NoticeRule = AnswerRule & {
  readonly clause: string
  readonly signs: readonly Sign[]
  readonly earlyHours: number
  /** the parties whose own system takes messages */
  readonly byMachine: readonly string[]
  reachOf(party: string): ReachRow | undefined
}

const NOTHING: AnswerRule = { hoursFor: () => undefined }

/** Undefined where the agreement has no such clause: then nobody tells or asks anything. */
export function noticeRule(agreement: Agreement | undefined): NoticeRule | undefined {
  const row = agreement?.table<Row & { clause: string }>('notice')[0]
  if (row === undefined) return undefined
  const hoursOf = new Map<MessageKind, number>(row.answers.map((one) => [one.message, one.hours]))
  const reachOf = new Map(row.reach.map((one) => [one.party, one]))
  return {
    clause: row.clause,
    signs: row.early.signs,
    earlyHours: row.early.hours,
    byMachine: row.reach.flatMap((one) => (one.interface === undefined ? [] : one.party)),
    hoursFor: (kind) => hoursOf.get(kind),
    reachOf: (party) => reachOf.get(party),
  }
}

/** What was said stays said by an agreement that has no such clause any more. */
export function answerRule(agreement: Agreement): AnswerRule {
  return noticeRule(agreement) ?? NOTHING
}
