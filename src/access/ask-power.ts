import type { Agreement } from '../agreement/index.ts'
import { type Refusal, refuse, type Viewer } from '../kernel/index.ts'
import type { Decide } from '../trail/index.ts'
import type { Action } from './action.ts'
import { decideAction } from './decide.ts'

const NONE_IN_EFFECT =
  'No agreement is in effect: until both sides have signed the same text, nothing is done.'

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
 * speaks for it; the command itself asks with the facts. A decision, and nothing is written down.
 */
export function mayDo(
  agreement: Agreement | undefined,
  { actor, purpose }: Viewer,
  { name, does }: Action,
): { clause: string } | Refusal {
  if (agreement === undefined) return refuse('no-clause', NONE_IN_EFFECT)
  const relationships = agreement.table<{ id: string }>('relationship').map(({ id }) => id)
  const facts = { relationships, sides: agreement.sides.map(({ id }) => id) }
  const decision = decideAction(agreement, { actor, purpose, action: name, does, facts })
  if (decision.allowed) return { clause: decision.clause }
  const { sentence, clause, askWhom } = decision
  return refuse('no-power', sentence, { clause, next: askWhom })
}
