import { z } from 'zod'
import { type Agreement, clauseKind, id, references } from '../agreement/index.ts'
import { sourcesOf, waitRuleOf } from '../record/index.ts'
import { capital, formatList, plural } from '../shell/index.ts'
import type { ClockRule } from './clock.ts'
import { LISTED, type Listed, listedWords } from './council-list.ts'
import type { Proves, TaskRule } from './task.ts'
import { isTaskKind, TASK_KINDS, type TaskKind, taskWords } from './task-kind.ts'
import { twice } from './twice.ts'

/** Holders that are nobody by name: who it is follows from the stay and from where the person lives. */
export const THEIR_HOSPITAL = 'their-hospital'
export const THEIR_COUNCIL = 'their-council'
/** It holds minutes under this name: it is no party and is on no side. */
export const THEIR_FAMILY = 'their-family'
const BY_THE_STAY: readonly string[] = [THEIR_HOSPITAL, THEIR_COUNCIL, THEIR_FAMILY]

const task = z.enum(TASK_KINDS, 'is not a task that the software knows')

const schema = z.strictObject({
  share: z
    .enum(['holders', 'tasks'], 'must be holders or tasks')
    .describe('how minutes are shared: equally among the holders, or by task and its weight'),
  weights: z
    .array(
      z.strictObject({
        task: task.describe('the kind of task'),
        weight: z.int().min(1).max(100).describe('how much it weighs beside the others'),
      }),
    )
    .describe('of tasks that do not weigh 1, where minutes are shared by task')
    .optional(),
  proves: z
    .enum(['named', 'own-word'], 'must be named or own-word')
    .describe(
      'what a task proves that nobody contests: whoever it names, or whoever says so themselves',
    ),
  contestWithin: z
    .int()
    .min(1)
    .max(250)
    .describe('the working days in which either side may contest'),
  councils: z
    .array(id('a party'))
    .describe(
      'the parties of which one is somebody’s own council, by where they live or who knows them',
    ),
  holds: z
    .array(
      z.strictObject({
        task: task.describe('the kind of task'),
        holders: z
          .array(id('a party, their-hospital, their-council or their-family'))
          .describe('who holds it; none where it is nobody’s'),
      }),
    )
    .describe('who holds a task that a hospital’s code opens'),
  lists: z
    .array(
      z.strictObject({
        of: z
          .enum(LISTED, 'is nothing that a council has on its lists')
          .describe('what stands on a list of somebody’s own council'),
        task: task.describe('the task that it is, of that council, for as long as it stands there'),
      }),
    )
    .describe(
      'what a council’s own lists say that somebody waits for, from when it is put there in the stay',
    )
    .optional(),
})
type Fields = z.infer<typeof schema>

/** How the minutes of somebody who could leave are counted. */
export const clockKind = clauseKind({
  kind: 'clock',
  room: 'transfer',
  words: ['clock', 'clocks'],
  runs: [
    {
      what: 'Every minute for which somebody waits in hospital who could leave is counted by who holds it',
    },
  ],
  schema,
  refers: ({ fields }) => [
    ...references('party', fields.councils, 'councils'),
    ...fields.holds.flatMap(({ holders }, at) =>
      holders
        .map((holder, which) => ({
          kind: 'party',
          id: holder,
          path: ['holds', at, 'holders', which],
        }))
        .filter((reference) => !BY_THE_STAY.includes(reference.id)),
    ),
  ],
  check({ number, fields }, all) {
    const [first] = all.of('clock')
    const again = [
      ...twice(fields.holds, 'task', 'holds'),
      ...twice(fields.lists ?? [], 'of', 'lists'),
    ]
    if (first === undefined || first.number === number) return again
    const sentence = `The clock is clause ${first.number} already: with two, nobody could tell which counts.`
    return [...again, { path: [], sentence }]
  },
  compile: ({ fields }) => ({ rows: { clock: [fields] } }),
  explain(_, compiled) {
    const {
      share,
      proves,
      contestWithin,
      weights = [],
      lists = [],
    } = compiled.rows<Fields>('clock')[0]!
    const how =
      share === 'holders'
        ? 'in equal parts among those who hold something then'
        : `among the tasks that are open then${weightWords(weights)}`
    const whose =
      proves === 'named'
        ? 'A task that nobody contests is held by whom it names, from when it was opened or handed over.'
        : 'A task is held by a partner only from when that partner’s side says so itself.'
    const listed = formatList(lists.map(({ of }) => listedWords(of)))
    const since = 'What their own local authority puts on its lists while they are in hospital'
    const held =
      lists.length === 0 ? '' : ` ${since} (${listed}) is that authority’s task until it is there.`
    return [
      'From when somebody is ready to leave hospital until they leave, each minute is shared',
      `${how}. ${whose}${held}`,
      `Either side may contest minutes for ${plural(contestWithin, 'working day')} after they are over or`,
      'something was learnt of them. What nobody holds, or is contested, stays nobody’s.',
    ].join(' ')
  },
  switchesOn: (_, compiled) => {
    const { contestWithin, holds, lists = [] } = compiled.rows<Fields>('clock')[0]!
    const tasks = new Set([...holds, ...lists].map(({ task: kind }) => kind))
    return ['1 clock', plural(contestWithin, 'working day'), plural(tasks.size, 'task')]
  },
  concerns: () => ['everybody who waits to leave hospital', 'whoever holds what they wait for'],
})

function weightWords(weights: NonNullable<Fields['weights']>): string {
  if (weights.length === 0) return ''
  const told = weights.map(({ task: kind, weight }) => `${taskWords(kind)} weighs ${weight}`)
  return ` (${formatList(told)})`
}

/** The clause in effect, as clocks are worked by it. */
export type TransferRule = ClockRule &
  TaskRule & {
    readonly proves: Proves
    readonly contestWithin: number
    /** of these one is somebody's own council */
    readonly councils: ReadonlySet<string>
    isParty(holder: string): boolean
    /** all of the agreement */
    readonly parties: readonly string[]
    /** of a kind of task that a code opens: the clause's words, not yet whose they are */
    holdersOf(kind: string): readonly string[]
    /** the task that something on a council's list is; undefined where it is none */
    councilTask(listed: Listed): TaskKind | undefined
    /** `Mere General`; `their family` */
    nameOf(holder: string): string
    /** whom the agreement says to ring there about leaving hospital; undefined where it names nobody */
    ringOf(holder: string): string | undefined
    /** `the NHS` */
    sideName(side: string): string
  }

const remembered = new WeakMap<Agreement, TransferRule>()

/** Undefined where the agreement has no such clause: then nothing is counted. */
export function transferRule(agreement: Agreement | undefined): TransferRule | undefined {
  const row = agreement?.table<Fields & { clause: string }>('clock')[0]
  if (agreement === undefined || row === undefined) return undefined
  const known = remembered.get(agreement)
  if (known?.clause === row.clause) return known
  const parties = new Map(agreement.parties.map((party) => [party.id, party]))
  const holds = new Map<string, readonly string[]>(row.holds.map((one) => [one.task, one.holders]))
  const listed = new Map<Listed, TaskKind>((row.lists ?? []).map((one) => [one.of, one.task]))
  const rule: TransferRule = {
    share: row.share,
    weights: new Map((row.weights ?? []).map(({ task: kind, weight }) => [kind, weight])),
    proves: row.proves,
    contestWithin: row.contestWithin,
    councils: new Set(row.councils),
    clause: row.clause,
    councilTask: (of) => listed.get(of),
    sideOf: (holder) => parties.get(holder)?.side ?? '',
    parties: [...parties.keys()],
    isParty: (holder) => holder === THEIR_FAMILY || parties.has(holder),
    holdersOf: (kind) => (isTaskKind(kind) ? (holds.get(kind) ?? []) : []),
    ringOf(holder) {
      const { ask, leaving } = waitRuleOf(agreement)
      const code = parties.get(holder)?.codes[0] ?? ''
      const contact = sourcesOf(agreement).contactOf(code, [leaving, ask])
      return contact && `${contact.who}, ${contact.how}`
    },
    sideName: (side) => agreement.sides.find(({ id: one }) => one === side)?.name ?? side,
    nameOf: (holder) =>
      holder === THEIR_FAMILY ? 'their family' : (parties.get(holder)?.name ?? holder),
  }
  remembered.set(agreement, rule)
  return rule
}

/** `Mere General and their family`; `nobody` */
export function holderWords(rule: TransferRule, holders: readonly string[]): string {
  return holders.length === 0 ? 'nobody' : formatList(holders.map(rule.nameOf))
}

export function holdersCapital(rule: TransferRule, holders: readonly string[]): string {
  return capital(holderWords(rule, holders))
}
