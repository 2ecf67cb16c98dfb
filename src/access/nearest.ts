import {
  type Agreement,
  type Condition,
  compareNumbers,
  type Party,
  type PolicyReading,
} from '../agreement/index.ts'
import { formatFullDate, formatList } from '../shell/index.ts'
import type { Why } from './decide.ts'
import { listNames, names } from './named.ts'
import { limitWords } from './power-kind.ts'
import type { RelationshipRow } from './relationship-kind.ts'

/** What was asked of the agreement, as Cedar was asked it, and the words for its answer. */
export type Asked = {
  readonly principal: {
    readonly role: string
    readonly organisation: string
    readonly side: string
  }
  readonly action: string
  readonly context: Readonly<Record<string, string | number | readonly string[]>> & {
    readonly purpose: string
  }
  /** to follow `lets governance leads`; absent where it is about seeing */
  readonly does?: string
  readonly names?: { readonly unit?: string; readonly organisation?: string }
}

/** How much an unmet condition puts a permit away; what no fact could mend counts most. */
const DISTANCE = new Map([
  ['context.purpose', 16],
  ['principal.side', 8],
  ['principal.organisation', 8],
  ['context.data', 4],
  ['context.today', 2],
])

/** What a refusal calls each; relationships are named by the one that is missing. */
const CALLED = new Map([
  ['context.purpose', 'purpose'],
  ['principal.side', 'side'],
  ['principal.organisation', 'organisation'],
  ['context.data', 'data-class'],
  ['context.today', 'takes-effect'],
  ['context.pence', 'amount'],
  ['context.count', 'count'],
  ['context.sides', 'both-sides'],
])

/**
 * The permit to this role that fails on least, read from the policies that decided; the first by its number
 * where several do. Where only a relationship is missing, each permit that another would have met says so too.
 */
export function nearestPermit(agreement: Agreement, asked: Asked): Why | undefined {
  const today = agreement.today()
  const candidates = agreement.policies
    .map(({ reading }) => reading)
    .filter(
      ({ effect, action }) => effect === 'permit' && (action ?? asked.action) === asked.action,
    )
    .filter(({ when }) => when.some((one) => isRole(one, asked.principal.role)))
    .map((reading) => ({ reading, unmet: reading.when.filter((one) => !holds(one, asked, today)) }))
    .filter(({ unmet }) => unmet.length > 0)
    .map((one) => ({ ...one, isMade: isMadeHere(agreement, one.unmet) }))
    .sort(
      (a, b) =>
        Number(a.isMade) - Number(b.isMade) ||
        distance(a.unmet) - distance(b.unmet) ||
        compareNumbers(a.reading.clause, b.reading.clause),
    )
  const [found] = candidates
  if (found === undefined) return undefined
  const alike = candidates.filter(
    (one) =>
      one === found || (isUnrelated(found) && isUnrelated(one) && one.isMade === found.isMade),
  )
  const sentences = alike.map(({ reading, unmet }) =>
    unmetSentence(agreement, reading, worstOf(unmet), asked),
  )
  const condition = conditionName(worstOf(found.unmet))
  return { clause: found.reading.clause, condition, sentence: sentences.join(' ') }
}

function worstOf(unmet: readonly Condition[]): Condition {
  return [...unmet].sort((a, b) => away(b) - away(a))[0]!
}

function isUnrelated({ unmet }: { unmet: readonly Condition[] }): boolean {
  return unmet.length === 1 && attributeOf(unmet[0]!) === 'context.relationships'
}

/** Whether all that is missing is something that somebody would have to do here: it is nobody's due. */
function isMadeHere(agreement: Agreement, unmet: readonly Condition[]): boolean {
  const rows = agreement.table<RelationshipRow>('relationship')
  return unmet.some(
    (one) =>
      attributeOf(one) === 'context.relationships' &&
      valuesIn(one).every((id) => rows.find((row) => row.id === id)?.provedBy.length === 0),
  )
}

function isRole(condition: Condition, role: string): boolean {
  return (
    condition.test === 'is' && condition.attribute === 'principal.role' && condition.value === role
  )
}

/** The same tests as Cedar's, over the same request. */
function holds(condition: Condition, { principal, context }: Asked, today: string): boolean {
  if (condition.test === 'from') return today >= condition.day
  const [holder, name] = condition.attribute.split('.') as [string, string]
  const value = holder === 'principal' ? principal[name as 'role'] : context[name]
  const list = Array.isArray(value) ? (value as readonly string[]) : []
  switch (condition.test) {
    case 'is':
      return value === condition.value
    case 'is-not':
      return value !== condition.value
    case 'one-of':
      return condition.values.includes(String(value))
    case 'none-of':
      return !condition.values.includes(String(value))
    case 'has-any':
      return condition.values.some((one) => list.includes(one))
    case 'has-all':
      return condition.values.every((one) => list.includes(one))
    case 'empty':
      return list.length === 0
    case 'at-most':
      return Number(value) <= condition.number
  }
}

function attributeOf(condition: Condition): string {
  return condition.test === 'from' ? 'context.today' : condition.attribute
}

function away(condition: Condition): number {
  return DISTANCE.get(attributeOf(condition)) ?? 1
}

function distance(unmet: readonly Condition[]): number {
  return unmet.reduce((sum, one) => sum + away(one), 0)
}

function conditionName(condition: Condition): string {
  if (condition.test === 'has-any') return `relationship:${condition.values[0]}`
  return CALLED.get(attributeOf(condition)) ?? 'role'
}

function unmetSentence(
  agreement: Agreement,
  { clause, when }: PolicyReading,
  unmet: Condition,
  asked: Asked,
): string {
  const roles = listNames(names(agreement, 'role'), [asked.principal.role])
  const lets = `Clause ${clause} lets ${roles}`
  const own = when.flatMap((one) =>
    one.test === 'is' && one.attribute === 'context.purpose' ? [one.value] : [],
  )
  const purpose = listNames(names(agreement, 'purpose'), own)
  const does = asked.does ?? 'look'
  switch (attributeOf(unmet)) {
    case 'context.purpose': {
      const other = listNames(names(agreement, 'purpose'), [asked.context.purpose])
      return `${lets} ${does} for ${purpose}, and you came for ${other || 'nothing that it names'}.`
    }
    case 'principal.side':
      return `${lets} ${does} on the side of ${listNames(names(agreement, 'side'), valuesIn(unmet))} only.`
    case 'principal.organisation':
      return `${lets} ${does} at ${listNames(names(agreement, 'party'), valuesIn(unmet))} only.`
    case 'context.data': {
      const part = listNames(names(agreement, 'data-class'), [String(asked.context.data)])
      return `${lets} see parts of a record for ${purpose}; “${part}” is not one of them.`
    }
    case 'context.today':
      return `Clause ${clause} takes effect on ${formatFullDate(unmet.test === 'from' ? unmet.day : '')}.`
    case 'context.relationships':
      return `${lets} ${doesFor(asked)} ${relationshipWords(agreement, unmet, asked)}.`
    default:
      return `${lets} ${does} only ${formatList(limitWords(unmet, agreement))}.`
  }
}

function doesFor({ does }: Asked): string {
  return does === undefined ? 'see' : `${does} for`
}

function valuesIn(condition: Condition): readonly string[] {
  if ('values' in condition) return condition.values
  return 'value' in condition ? [condition.value] : []
}

/** `people who are on their own ward now; this person is not on Ward 3 now` */
function relationshipWords(agreement: Agreement, unmet: Condition, asked: Asked): string {
  const rows = agreement.table<RelationshipRow>('relationship')
  const wanted = valuesIn(unmet).flatMap((one) => rows.find(({ id }) => id === one) ?? [])
  const party = agreement
    .table<Party>('party')
    .find(({ id }) => id === asked.principal.organisation)
  const own = new Map([
    ['unit', asked.names?.unit ?? 'your own ward or team'],
    ['organisation', asked.names?.organisation ?? party?.calls ?? 'your organisation'],
  ])
  const missing = wanted.map(({ unmet: words }) =>
    words.replace(/\{(\w+)\}/g, (_, name) => own.get(name) ?? ''),
  )
  return `${wanted.map(({ people }) => people).join(', or ')}; ${missing.join(', and ')}`
}
