import type { Agreement } from '../agreement/index.ts'
import { goalsOf, valueWords } from '../measure/index.ts'
import type { Place } from '../room.ts'
import { capital, formatFullDate } from '../shell/index.ts'
import type { BoardView } from './board-view.ts'
import { type PaidBy, schemesToday } from './paid-by.ts'
import { type PlanPoint, readPlan } from './plan.ts'

/** Plans that others ask of a place: each is made of the goals, commitments, schemes and decisions as they stand. */
export const PLAN_DOCUMENTS = {
  'neighbourhood-health': 'The neighbourhood health plan',
  fund: 'The plan of the fund',
} as const
export type PlanDocument = keyof typeof PLAN_DOCUMENTS

export function isPlanDocument(name: string): name is PlanDocument {
  return Object.hasOwn(PLAN_DOCUMENTS, name)
}

type Goal = {
  readonly id: string
  readonly goal: string
  readonly by: string
  readonly clause: string
  readonly owners: readonly {
    readonly side: string
    readonly name: string
    readonly post: string
  }[]
}
type Aim = { readonly goal: string; readonly says: string }

/** In Markdown, as it stands now. Nothing in it is typed in: what it is made of changes, and so does it. */
export async function planDocument(
  place: Place,
  view: BoardView,
  which: PlanDocument,
): Promise<string> {
  const agreement = place.agreement.current()
  const [points, schemes, aims] = await Promise.all([
    readPlan(place, view),
    schemesToday(place),
    aimsOf(place),
  ])
  const on = formatFullDate(view.now.toISOString())
  const head = `# ${PLAN_DOCUMENTS[which]}\n\nAs it stood on ${on}, by the agreement in effect.`
  const parts =
    which === 'fund'
      ? [head, schemesPart(schemes, points), ...pointParts(paid(points), view)]
      : [head, ...goalParts(agreement, aims, view), ...pointParts(points, view)]
  return `${parts.join('\n\n')}\n`
}

function paid(points: readonly PlanPoint[]): PlanPoint[] {
  return points.filter(({ schemes }) => schemes.length > 0)
}

async function aimsOf(place: Place): Promise<Aim[]> {
  const goals = await goalsOf(place)
  return goals.map(({ target, charted: { definition }, now }) => {
    const { name, unit } = definition
    const words = (value: number) => `${valueWords(definition, value)} ${unit}`
    const is = now === null ? 'nothing is told yet' : `now ${words(now)}`
    const says =
      `${name}: from ${words(target.baseline.value)} in ${target.baseline.month} to ` +
      `${words(target.value)} by ${formatFullDate(target.by)}, ${is} (clause ${target.clause})`
    return { goal: target.goal, says }
  })
}

function goalParts(
  agreement: Agreement | undefined,
  aims: readonly Aim[],
  { sideName }: BoardView,
): string[] {
  const goals = agreement?.table<Goal>('goal') ?? []
  return goals.map(({ id, goal, by, clause, owners }) => {
    const own = aims.filter((one) => one.goal === id).map(({ says }) => says)
    const lines = [
      ...(own.length === 0 ? ['Nothing is counted for it yet.'] : own),
      ...owners.map(({ side, name, post }) => `For ${sideName(side)}: ${name}, ${post}`),
    ]
    return [
      `## Goal: ${capital(goal)}`,
      `By ${formatFullDate(by)}, by clause ${clause}.`,
      bullets(lines),
    ].join('\n\n')
  })
}

function schemesPart(schemes: readonly PaidBy[], points: readonly PlanPoint[]): string {
  const lines = schemes.map((scheme) => {
    const own = points.filter(({ paid }) => paid.some(({ id }) => id === scheme.id))
    const why =
      own.length === 0 ? 'no commitment names it' : own.map(({ point }) => point).join('; ')
    return `${scheme.name}: ${scheme.says}. For: ${why}`
  })
  const none = 'There is no fund of this year, or no scheme in it.'
  return `## Schemes\n\n${lines.length === 0 ? none : bullets(lines)}`
}

function pointParts(points: readonly PlanPoint[], { sideName }: BoardView): string[] {
  return points.map((one) => {
    const lines = [
      `Committed by clause ${one.clause}`,
      ...one.clauses.map((number) => `Made so by clause ${number}`),
      ...one.seen.map(({ name, says }) => `${name}: ${says}`),
      ...one.paid.map(({ name, says }) => `Paid for by ${name}: ${says}`),
      ...one.unpaid.map(
        (name) => `To be paid for by ${name}, which this year’s fund does not have`,
      ),
      ...one.owners.map(({ side, name, post }) => `For ${sideName(side)}: ${name}, ${post}`),
      ...one.decisions.map(({ title }) => `Decided: ${title}`),
    ]
    return `## ${capital(one.point)}\n\n${capital(one.state)}.\n\n${bullets(lines)}`
  })
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}
