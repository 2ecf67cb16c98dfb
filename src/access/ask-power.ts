import type { Agreement } from '../agreement/index.ts'
import { type Actor, type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Decide } from '../trail/index.ts'
import type { Action } from './action.ts'
import { decideAction } from './decide.ts'

const NONE_IN_EFFECT =
  'No agreement is in effect: until both sides have signed the same text, nothing is done.'

const REMEMBERED_MAX = 10_000

/** What the trail asks before a command runs: the clause in the agreement in effect, or the refusal. */
export function powerDecider(current: () => Agreement | undefined): Decide {
  return ({ command, basis, viewer, facts, under }) => {
    const agreement = current()
    if (agreement === undefined) return refuse('no-clause', NONE_IN_EFFECT)
    const { actor, purpose } = viewer
    if (!('action' in basis) || under !== undefined) {
      return underClause(agreement, command, basis.under ?? [], under)
    }
    const { action, does } = basis
    const decision = decideAction(agreement, { actor, purpose, action, does, facts })
    if (decision.allowed) return { clause: decision.clause }
    const { sentence, clause, askWhom } = decision
    return refuse('no-power', sentence, { clause, next: askWhom })
  }
}

/** What the software does by itself, it does because a clause asks for it. */
function underClause(
  agreement: Agreement,
  command: string,
  kinds: readonly string[],
  under: string | undefined,
): { clause: string } | Refusal {
  const clause = under === undefined ? undefined : agreement.clause(under)
  if (clause === undefined || !kinds.includes(clause.kind)) {
    return refuse('no-clause', `No clause asks for this (${command}), so it was not done.`)
  }
  if (clause.takesEffect > agreement.today()) {
    return refuse('no-clause', `Clause ${clause.number} has not taken effect yet.`, {
      clause: clause.number,
    })
  }
  return { clause: clause.number }
}

/**
 * Whether somebody may open a page or be offered a button, if all that depends on whom and how much it is about
 * speaks for it; the command itself asks with the facts. A decision, and nothing is written down. It is a pure
 * function of the text, the day, who asks and what for; every page asks it of every destination, so it is remembered.
 */
export function mayDo(
  agreement: Agreement | undefined,
  { actor, purpose }: Viewer,
  action: Action,
): Offered {
  if (agreement === undefined) return refuse('no-clause', NONE_IN_EFFECT)
  const known = offered.get(agreement) ?? new Map<string, Offered>()
  offered.set(agreement, known)
  const key = `${action.name} ${agreement.today()} ${standingOf(actor)} ${purpose}`
  const before = known.get(key)
  if (before !== undefined) return before
  const answer = offer(agreement, { actor, purpose }, action)
  if (known.size >= REMEMBERED_MAX) known.clear()
  known.set(key, answer)
  return answer
}

/** In which standing somebody acts; worked out once for each request, which asks of every destination. */
function standingOf(actor: Actor): string {
  const before = standings.get(actor)
  if (before !== undefined) return before
  const { role, organisation, side, unit } = actor
  const standing = JSON.stringify([role, organisation, side, unit])
  standings.set(actor, standing)
  return standing
}

const standings = new WeakMap<Actor, string>()

type Offered = { clause: string } | Refusal

const offered = new WeakMap<Agreement, Map<string, Offered>>()

function offer(
  agreement: Agreement,
  { actor, purpose }: Pick<Viewer, 'actor' | 'purpose'>,
  { name, does }: Action,
): Offered {
  const relationships = agreement.table<{ id: string }>('relationship').map(({ id }) => id)
  const facts = { relationships, sides: agreement.sides.map(({ id }) => id) }
  const decision = decideAction(agreement, { actor, purpose, action: name, does, facts })
  if (decision.allowed) return { clause: decision.clause }
  const { sentence, clause, askWhom } = decision
  return refuse('no-power', sentence, { clause, next: askWhom })
}
