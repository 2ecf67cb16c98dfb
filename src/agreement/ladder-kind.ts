import { z } from 'zod'
import { capital, formatList, plural } from '../shell/index.ts'
import { type Clause, type ClauseSet, clauseKind, type FaultInClause } from './clause.ts'
import { id, ids, words } from './field.ts'
import type { Side } from './party-kinds.ts'

/** Who mediates, as both sides have named them, and how to reach them. */
export type Mediator = { readonly name: string; readonly how: string }

/** One step of a ladder. Each has its days but the last, after which there is nothing. */
export type LadderStep = {
  readonly name: string
  readonly workingDays?: number
  /** roles of which any holder may act for their side at this step; the step before speaks before a mediator */
  readonly holders: readonly string[]
  /** who it is, where the step is a mediator's */
  readonly mediator?: Mediator
}

/** Where a difference goes that is not settled, and what stands meanwhile. */
export type Ladder = {
  readonly id: string
  readonly steps: readonly LadderStep[]
  readonly interim: string
  readonly clause: string
}

const step = z.strictObject({
  name: words('what the step is called, like ‘the two chief executives’'),
  workingDays: z
    .int()
    .min(1)
    .max(250)
    .describe('working days after which it moves up by itself')
    .optional(),
  holders: ids('the roles that act for their side at this step').optional(),
  mediator: z
    .strictObject({
      name: words('who mediates, like ‘the County Mediation Service’'),
      how: words('how to reach them, like a telephone number'),
    })
    .describe('who mediates, where it is the last step')
    .optional(),
})

const schema = z.strictObject({
  id: id('the ladder’s identifier'),
  steps: z.array(step).min(1).max(10).describe('its steps, the first one first'),
  interim: words('what stands until it is settled, to follow ‘Until it is settled,’'),
})
type Fields = z.infer<typeof schema>

export const ladderKind = clauseKind({
  kind: 'ladder',
  room: 'agreement',
  words: ['ladder', 'ladders'],
  declares: 'id',
  runs: [
    { what: 'Where partners differ, it moves up a ladder when the days of a step have run out' },
  ],
  schema,
  refers: ({ fields }) =>
    fields.steps.flatMap(({ holders = [] }, at) =>
      holders.map((role, which) => ({
        kind: 'role',
        id: role,
        path: ['steps', at, 'holders', which],
      })),
    ),
  check: (clause, all) => [
    ...clause.fields.steps.flatMap((_, at) => stepFaults(clause.fields, at, all)),
    ...oneLadder(clause, all),
  ],
  compile({ fields }) {
    const steps = fields.steps.map(({ holders, mediator, ...one }, at) => {
      const acting = holders ?? fields.steps[at - 1]?.holders ?? []
      return { ...one, holders: acting, ...(mediator === undefined ? {} : { mediator }) }
    })
    return { rows: { ladder: [{ ...fields, steps }] } }
  },
  explain(_, compiled) {
    const [ladder] = compiled.rows<Ladder>('ladder')
    const roles = compiled.table<{ id: string; plural: string }>('role')
    const steps = ladder!.steps.map((one) => {
      const who = one.mediator?.name ?? formatList(one.holders.map((role) => pluralOf(roles, role)))
      const days = one.workingDays
      return days === undefined ? who : `${who}, for ${plural(days, 'working day')}`
    })
    return `A difference goes to ${steps.join('; then to ')}. Until it is settled, ${ladder!.interim}.`
  },
  switchesOn(_, compiled) {
    const [ladder] = compiled.rows<Ladder>('ladder')
    const clocks = ladder!.steps.filter(({ workingDays }) => workingDays !== undefined).length
    return ['1 ladder', plural(clocks, 'clock')]
  },
  concerns(compiled) {
    const roles = compiled.table<{ id: string; plural: string }>('role')
    const [ladder] = compiled.rows<Ladder>('ladder')
    const held = new Set(ladder!.steps.flatMap(({ holders }) => holders))
    return [...held].map((role) => capital(pluralOf(roles, role)))
  },
})

function pluralOf(roles: readonly { id: string; plural: string }[], role: string): string {
  return roles.find(({ id: one }) => one === role)?.plural ?? role
}

function stepFaults({ steps }: Fields, at: number, all: ClauseSet): FaultInClause[] {
  const { name, holders, mediator, workingDays } = steps[at]!
  const last = at === steps.length - 1
  const here = ['steps', at]
  const faults: FaultInClause[] = []
  const say = (path: (string | number)[], sentence: string) => void faults.push({ path, sentence })
  if (workingDays === undefined && !last) {
    say(here, `The step “${name}” has no days: only the last step of a ladder may go without.`)
  }
  if (mediator === undefined && (holders ?? []).length === 0) {
    say(here, `Nobody holds the step “${name}”: name roles of both sides, or a mediator.`)
  }
  if (mediator !== undefined && holders !== undefined) {
    say([...here, 'holders'], `The step “${name}” is a mediator’s, so no role holds it.`)
  }
  if (mediator !== undefined && (!last || at === 0)) {
    say([...here, 'mediator'], 'A mediator is the last step, after one that both sides hold.')
  }
  if (holders !== undefined && holders.length > 0) {
    for (const side of sidesWithout(holders, all)) {
      say([...here, 'holders'], `Nobody of ${side.name} can hold the step “${name}”.`)
    }
  }
  return faults
}

/** Sides at none of whose parties any of these roles is held; a faulty role is reported where it stands. */
function sidesWithout(holders: readonly string[], all: ClauseSet): Side[] {
  const roles = holders.map((role) => all.find<{ heldAt: string[] }>('role', role)?.fields)
  if (roles.some((role) => role === undefined)) return []
  const held = new Set(
    roles
      .flatMap((role) => role!.heldAt)
      .map((party) => all.find<{ side?: string }>('party', party)?.fields.side),
  )
  return all
    .of<Side>('side')
    .map(({ fields }) => fields)
    .filter(({ id: side }) => !held.has(side))
}

function oneLadder({ number }: Clause, all: ClauseSet): FaultInClause[] {
  const [first] = all.of('ladder')
  if (first === undefined || first.number === number) return []
  return [
    {
      path: [],
      sentence: `The ladder is clause ${first.number} already: with two, nobody could tell which holds.`,
    },
  ]
}
