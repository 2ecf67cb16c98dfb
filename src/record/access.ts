import {
  type Agreement,
  compareNumbers,
  type ExpiryStage,
  type Party,
  type Responsibility,
} from '../agreement/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { GrantRow } from './access-grant-kind.ts'
import type { ProhibitionRow, PurposeRow } from './access-kinds.ts'
import type { RelationshipRow } from './access-relationship-kind.ts'
import { listNames, names } from './access-words.ts'

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
       * `takes-effect` or `expiry`
       */
      readonly condition?: string
      readonly sentence: string
      /** `Ask the records team at Mere General Hospital, 01632 960140.` */
      readonly askWhom?: string
    }

/** Cedar decides; the words of a refusal come from the rows that the same clauses compile to. */
export function decide(agreement: Agreement, question: AccessQuestion): Decision {
  const { role, organisation, side, purpose, relationships, dataClass } = question
  const { allowed, clauses } = agreement.authorise({
    principal: { role, organisation, side },
    action: 'see',
    context: { purpose, relationships: [...relationships], data: dataClass },
  })
  if (allowed) return { allowed, clause: clauses[0]! }
  const why =
    prohibited(agreement, purpose) ??
    forged(agreement, question, clauses) ??
    ended(agreement, question, clauses) ??
    withoutPeople(agreement, purpose) ??
    nearest(agreement, question) ??
    notGranted(agreement, question)
  const askWhom = contactFor(agreement, question)
  return { allowed, ...why, ...(askWhom === undefined ? {} : { askWhom }) }
}

/** The relationships of which one is enough somewhere, for a role and a purpose: what SQL has to look up. */
export function relationshipsNeeded(agreement: Agreement, role: string, purpose: string): string[] {
  const grants = agreement
    .table<GrantRow>('grant')
    .filter((grant) => grant.role === role && grant.purpose === purpose)
  return [...new Set(grants.flatMap(({ relationships }) => relationships))]
}

/** The purposes for which some clause grants a role something, the first granted first. */
export function purposesOf(agreement: Agreement, role: string): PurposeRow[] {
  const granted = agreement.table<GrantRow>('grant').filter((grant) => grant.role === role)
  const ids = [...new Set(granted.map(({ purpose }) => purpose))]
  const purposes = agreement.table<PurposeRow>('purpose')
  return ids.flatMap((one) => purposes.find(({ id }) => id === one) ?? [])
}

type Why = { clause: string; condition?: string; sentence: string }

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
  { role, organisation }: AccessQuestion,
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
  { purpose }: AccessQuestion,
  forbidding: readonly string[],
): Why | undefined {
  const stage = agreement
    .table<ExpiryStage>('expiry-stage')
    .find(({ clause }) => forbidding.includes(clause))
  if (stage === undefined) return undefined
  const name = listNames(names(agreement, 'purpose'), [purpose])
  const stops = `nobody looks for ${name} since ${formatFullDate(stage.from)}`
  const sentence = `The agreement has ended, and by clause ${stage.clause} ${stops}.`
  return { clause: stage.clause, condition: 'expiry', sentence }
}

function withoutPeople(agreement: Agreement, purpose: string): Why | undefined {
  const row = agreement.table<PurposeRow>('purpose').find(({ id }) => id === purpose)
  if (row === undefined || row.reaches.length > 0) return undefined
  const sentence = `Clause ${row.clause} keeps ${row.name} to counts; nobody’s record is opened for it.`
  return { clause: row.clause, condition: 'purpose', sentence }
}

type Unmet = { condition: string; distance: number }

/**
 * The grant to this role that fails on least; the first by its number where several do. Where it is only a
 * relationship that is missing, each grant that another relationship would have met says so too.
 */
function nearest(agreement: Agreement, question: AccessQuestion): Why | undefined {
  const candidates = agreement
    .table<GrantRow>('grant', 'all')
    .filter(({ role }) => role === question.role)
    .map((grant) => ({ grant, unmet: unmetBy(agreement, grant, question) }))
    .filter(({ unmet }) => unmet.length > 0)
    .sort(
      (a, b) =>
        distance(a.unmet) - distance(b.unmet) || compareNumbers(a.grant.clause, b.grant.clause),
    )
  const found = candidates[0]
  if (found === undefined) return undefined
  const [{ condition }] = found.unmet as [Unmet]
  const alike = candidates.filter((one) => one === found || (isTie(found) && isTie(one)))
  const sentences = alike.map(({ grant, unmet }) =>
    unmetSentence(agreement, grant, question, unmet[0]!.condition),
  )
  return { clause: found.grant.clause, condition, sentence: sentences.join(' ') }
}

function isTie({ unmet }: { unmet: readonly Unmet[] }): boolean {
  return unmet.length === 1 && unmet[0]!.condition.startsWith('relationship:')
}

/** What a grant asks and the question does not meet; what no fact could mend stands first. */
function unmetBy(agreement: Agreement, grant: GrantRow, question: AccessQuestion): Unmet[] {
  const related = grant.relationships.some((one) => question.relationships.has(one))
  const unmet: (Unmet | false)[] = [
    grant.purpose !== question.purpose && { condition: 'purpose', distance: 8 },
    grant.side !== '' && grant.side !== question.side && { condition: 'side', distance: 4 },
    !grant.data.includes(question.dataClass) && { condition: 'data-class', distance: 2 },
    agreement.clause(grant.clause)!.takesEffect > agreement.today() && {
      condition: 'takes-effect',
      distance: 1,
    },
    grant.relationships.length > 0 &&
      !related && { condition: `relationship:${grant.relationships[0]}`, distance: 1 },
  ]
  return unmet.filter((one) => one !== false)
}

function distance(unmet: readonly Unmet[]): number {
  return unmet.reduce((sum, one) => sum + one.distance, 0)
}

function unmetSentence(
  agreement: Agreement,
  grant: GrantRow,
  question: AccessQuestion,
  condition: string,
): string {
  const roles = listNames(names(agreement, 'role'), [grant.role])
  const purpose = listNames(names(agreement, 'purpose'), [grant.purpose])
  const lets = `Clause ${grant.clause} lets ${roles}`
  switch (condition) {
    case 'purpose': {
      const asked = listNames(names(agreement, 'purpose'), [question.purpose])
      return `${lets} look for ${purpose}, and you look for ${asked || 'nothing that it names'}.`
    }
    case 'side':
      return `${lets} look on the side of ${listNames(names(agreement, 'side'), [grant.side])} only.`
    case 'data-class': {
      const asked = listNames(names(agreement, 'data-class'), [question.dataClass])
      return `${lets} see parts of a record for ${purpose}; “${asked}” is not one of them.`
    }
    case 'takes-effect':
      return `Clause ${grant.clause} takes effect on ${formatFullDate(agreement.clause(grant.clause)!.takesEffect)}.`
    default:
      return `${lets} see ${relationshipWords(agreement, grant, question)}.`
  }
}

/** `people who are on their own ward now; this person is not on Ward 3 now` */
function relationshipWords(
  agreement: Agreement,
  grant: GrantRow,
  question: AccessQuestion,
): string {
  const rows = agreement.table<RelationshipRow>('relationship')
  const wanted = grant.relationships.flatMap((one) => rows.find(({ id }) => id === one) ?? [])
  const party = agreement.table<Party>('party').find(({ id }) => id === question.organisation)
  const own: Record<string, string> = {
    unit: question.names?.unit ?? 'your own ward or team',
    organisation: question.names?.organisation ?? party?.calls ?? 'your organisation',
  }
  const unmet = wanted.map((row) => row.unmet.replace(/\{(\w+)\}/g, (_, name) => own[name] ?? ''))
  return `${wanted.map(({ people }) => people).join(', or ')}; ${unmet.join(', and ')}`
}

function notGranted(agreement: Agreement, { role, purpose }: AccessQuestion): Why {
  const [row] = agreement.table<{ clause: string }>('default')
  const known = agreement.table<PurposeRow>('purpose').some(({ id }) => id === purpose)
  const roles = names(agreement, 'role').get(role)
  const none = known
    ? `none lets ${roles ?? 'your role'} see a person’s record`
    : 'none names the purpose that you came with'
  const sentence = `Clause ${row!.clause} refuses what no clause grants, and ${none}.`
  return { clause: row!.clause, condition: known ? 'role' : 'purpose', sentence }
}

/** Whom to ask about the purpose: at the viewer's own organisation, else on their side, else who answers for it. */
function contactFor(agreement: Agreement, question: AccessQuestion): string | undefined {
  const purpose = agreement.table<PurposeRow>('purpose').find(({ id }) => id === question.purpose)
  const matters = agreement.table<Responsibility>('responsibility')
  const matter = matters.find((one) => one.matter === (purpose?.ask ?? 'records'))
  if (matter === undefined) return undefined
  const parties = agreement.table<Party>('party')
  const sideOf = (party: string) => parties.find(({ id }) => id === party)?.side
  const contact =
    matter.ask.find(({ party }) => party === question.organisation) ??
    matter.ask.find(({ party }) => question.side !== '' && sideOf(party) === question.side) ??
    matter.ask.find(({ party }) => party === matter.answerable)
  if (contact === undefined) return undefined
  return `Ask ${contact.who} at ${listNames(names(agreement, 'party'), [contact.party])}, ${contact.how}.`
}
