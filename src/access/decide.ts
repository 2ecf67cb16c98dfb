import type { Agreement, ExpiryStage, Party, Responsibility } from '../agreement/index.ts'
import type { Actor } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { ActionFacts } from './action.ts'
import type { GrantRow } from './grant-kind.ts'
import type { ProhibitionRow, PurposeRow } from './kinds.ts'
import { listNames, names } from './named.ts'
import { type Asked, nearestPermit } from './nearest.ts'
import type { PowerRow } from './power-kind.ts'

/** One viewer, one purpose, what the live data proves, one class of data. */
export type AccessQuestion = {
  readonly role: string
  readonly organisation: string
  readonly side: string
  readonly purpose: string
  /** proved by live data, never by the viewer's word */
  readonly relationships: ReadonlySet<string>
  readonly dataClass: string
  /** words for the sentence of a refusal: the viewer's own ward or team, and organisation */
  readonly names?: { readonly unit?: string; readonly organisation?: string }
}

/**
 * Allowed by a clause; or refused, with the clause that comes nearest to granting it, the condition
 * that was not met and a sentence for the person. Where nothing comes near, the clause is the one that
 * refuses what is not granted.
 */
export type Decision =
  | { readonly allowed: true; readonly clause: string }
  | {
      readonly allowed: false
      readonly clause: string
      /**
       * `relationship:admitted-here`, `data-class`, `purpose`, `role`, `side`, `organisation`,
       * `takes-effect`, `expiry`, `amount`, `count` or `both-sides`
       */
      readonly condition?: string
      readonly sentence: string
      /** `Ask the records team at Mere General Hospital, 01632 960140.` */
      readonly askWhom?: string
    }

/** The action of showing a part of a record. */
export const SEE = 'see'

/** Whether a part of a record is shown to somebody. */
export function decide(agreement: Agreement, question: AccessQuestion): Decision {
  const { role, organisation, side, purpose, relationships, dataClass, names: words } = question
  return decideOn(agreement, {
    principal: { role, organisation, side },
    action: SEE,
    context: { purpose, relationships: [...relationships], data: dataClass },
    names: words,
  })
}

/** One actor, one purpose, one action, and what its conditions are measured by. */
export type PowerQuestion = {
  readonly actor: Pick<Actor, 'role' | 'organisation' | 'side' | 'unit'>
  readonly purpose: string
  readonly action: string
  /** to follow `lets governance leads`, for the words of a refusal */
  readonly does: string
  readonly facts?: ActionFacts
}

/** Money beyond what Cedar's numbers hold is beyond any clause too. */
const PENCE_MAX = 9_007_199_254_740_991n

/** Whether somebody may do something. */
export function decideAction(agreement: Agreement, question: PowerQuestion): Decision {
  const { actor, purpose, action, does, facts = {} } = question
  const { relationships = [], pence = 0n, count = 1, sides = [] } = facts
  const { role, organisation, side, unit } = actor
  return decideOn(agreement, {
    principal: { role, organisation, side },
    action,
    context: {
      purpose,
      relationships: [...relationships],
      pence: Number(pence < PENCE_MAX ? pence : PENCE_MAX),
      count,
      sides: [...sides],
    },
    does,
    names: { unit },
  })
}

/** Cedar decides; what it was given is read again for the words of a refusal. */
function decideOn(agreement: Agreement, asked: Asked): Decision {
  const { principal, action, context } = asked
  const { allowed, clauses } = agreement.authorise({ principal, action, context })
  if (allowed) return { allowed, clause: clauses[0]! }
  const { purpose } = context
  const why =
    prohibited(agreement, purpose) ??
    forged(agreement, principal, clauses) ??
    ended(agreement, purpose, clauses) ??
    withoutPeople(agreement, asked) ??
    nearestPermit(agreement, asked) ??
    notGranted(agreement, asked)
  const askWhom = contactFor(agreement, asked)
  return { allowed, ...why, ...(askWhom === undefined ? {} : { askWhom }) }
}

/** The relationships of which one is enough somewhere, for a role and a purpose: what SQL has to look up. */
export function relationshipsNeeded(agreement: Agreement, role: string, purpose: string): string[] {
  const grants = agreement
    .table<GrantRow>('grant')
    .filter((grant) => grant.role === role && grant.purpose === purpose)
  return [...new Set(grants.flatMap(({ relationships }) => relationships))]
}

/** The relationships that a clause asks of a role for any purpose: what an answer to it, and its words, can rest on. */
export function relationshipsGranted(agreement: Agreement, role: string): string[] {
  const grants = agreement.table<GrantRow>('grant').filter((grant) => grant.role === role)
  return [...new Set(grants.flatMap(({ relationships }) => relationships))]
}

/** The purposes for which some clause lets a role see or do something, the first granted first. */
export function purposesOf(agreement: Agreement, role: string): PurposeRow[] {
  const rows = [...agreement.table<GrantRow>('grant'), ...agreement.table<PowerRow>('power')]
  const ids = [...new Set(rows.filter((row) => row.role === role).map(({ purpose }) => purpose))]
  const purposes = agreement.table<PurposeRow>('purpose')
  return ids.flatMap((one) => purposes.find(({ id }) => id === one) ?? [])
}

/** Why not: the clause that it rests on, the condition that was not met, a sentence for the person. */
export type Why = { clause: string; condition?: string; sentence: string }

function prohibited(agreement: Agreement, purpose: string): Why | undefined {
  const row = agreement
    .table<ProhibitionRow>('prohibition')
    .find((prohibition) => prohibition.purpose === purpose)
  if (row === undefined) return undefined
  const sentence = `Clause ${row.clause} forbids any use of people’s records for ${row.name}, whoever asks.`
  return { clause: row.clause, condition: 'purpose', sentence }
}

/** Somebody whose role, organisation and side do not belong together by the agreement. */
function forged(
  agreement: Agreement,
  { role, organisation }: Asked['principal'],
  forbidding: readonly string[],
): Why | undefined {
  for (const clause of forbidding) {
    const kind = agreement.clause(clause)?.kind
    if (kind === 'party') {
      const party = listNames(names(agreement, 'party'), [organisation])
      const sentence = `Clause ${clause} says on which side ${party} is, and you came as acting for the other.`
      return { clause, condition: 'side', sentence }
    }
    if (kind === 'role') {
      const roles = listNames(names(agreement, 'role'), [role])
      const sentence = `Clause ${clause} says where ${roles} work, and your organisation is not among them.`
      return { clause, condition: 'organisation', sentence }
    }
  }
  return undefined
}

function ended(
  agreement: Agreement,
  purpose: string,
  forbidding: readonly string[],
): Why | undefined {
  const stage = agreement
    .table<ExpiryStage>('expiry-stage')
    .find(({ clause }) => forbidding.includes(clause))
  if (stage === undefined) return undefined
  const name = listNames(names(agreement, 'purpose'), [purpose])
  const stops = `nothing is seen or done for ${name} since ${formatFullDate(stage.from)}`
  const sentence = `The agreement has ended, and by clause ${stage.clause} ${stops}.`
  return { clause: stage.clause, condition: 'expiry', sentence }
}

function withoutPeople(agreement: Agreement, { action, context }: Asked): Why | undefined {
  if (action !== SEE) return undefined
  const row = agreement.table<PurposeRow>('purpose').find(({ id }) => id === context.purpose)
  if (row === undefined || row.reaches.length > 0) return undefined
  const sentence = `Clause ${row.clause} keeps ${row.name} to counts; nobody’s record is opened for it.`
  return { clause: row.clause, condition: 'purpose', sentence }
}

function notGranted(agreement: Agreement, { principal, context, action, does }: Asked): Why {
  const { role } = principal
  const { purpose } = context
  const [row] = agreement.table<{ clause: string }>('default')
  const known = agreement.table<PurposeRow>('purpose').some(({ id }) => id === purpose)
  const roles = names(agreement, 'role').get(role)
  const none = known
    ? `none lets ${roles ?? 'your role'} ${action === SEE ? 'see a person’s record' : does}`
    : 'none names the purpose that you came with'
  const sentence = `Clause ${row!.clause} refuses what no clause grants, and ${none}.`
  return { clause: row!.clause, condition: known ? 'role' : 'purpose', sentence }
}

/** Whom to ask about the purpose: at the viewer's own organisation, else on their side, else who answers for it. */
function contactFor(agreement: Agreement, { principal, context }: Asked): string | undefined {
  const { organisation, side } = principal
  const purpose = agreement.table<PurposeRow>('purpose').find(({ id }) => id === context.purpose)
  const matters = agreement.table<Responsibility>('responsibility')
  const matter = matters.find((one) => one.matter === (purpose?.ask ?? 'records'))
  if (matter === undefined) return undefined
  const parties = agreement.table<Party>('party')
  const sideOf = (party: string) => parties.find(({ id }) => id === party)?.side
  const contact =
    matter.ask.find(({ party }) => party === organisation) ??
    matter.ask.find(({ party }) => side !== '' && sideOf(party) === side) ??
    matter.ask.find(({ party }) => party === matter.answerable)
  if (contact === undefined) return undefined
  return `Ask ${contact.who} at ${listNames(names(agreement, 'party'), [contact.party])}, ${contact.how}.`
}
