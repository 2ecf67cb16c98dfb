import {
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import { type Clock, dayInLondon } from '../kernel/index.ts'
import { formatFullDate } from '../shell/index.ts'
import type { CheckedText } from './check-text.ts'
import type { Clause, ClauseCodes, ClauseKind, CompiledClause } from './clause.ts'
import type { CompiledPolicy, CompiledText } from './compile-text.ts'
import type { Part } from './parse-file.ts'
import type { Party, Side } from './party-kinds.ts'
import { dayNumber } from './policy.ts'
import type { CheckedSignature } from './signature.ts'
import type { ExpiryStage, Term } from './term-kinds.ts'
import type { Title } from './word-kinds.ts'

/** Contexts repeat: a ward asks the same question for each of its people. */
const REMEMBERED_MAX = 20_000

export type AccessRequest = {
  readonly principal: {
    readonly role: string
    readonly organisation: string
    readonly side: string
  }
  readonly action: string
  /** `purpose`, and what the action asks for; `today` is put in here */
  readonly context: Readonly<Record<string, string | boolean | number | readonly string[]>>
}

/** `clauses`: those that allow it; or those that forbid it; none where nothing grants it. */
export type Verdict = { readonly allowed: boolean; readonly clauses: readonly string[] }

/** Where the agreement stands in its term, today. */
export type Standing = {
  readonly ends: string
  /** the expiry stage that has been reached; absent within the term */
  readonly stage?: ExpiryStage
}

/** A text that can be obeyed: compiled, and answering from what was compiled. */
export type Agreement = {
  readonly hash: string
  readonly version: string
  readonly title: string
  readonly place: string
  readonly parts: readonly Part[]
  readonly clauses: readonly Clause[]
  readonly parties: readonly Party[]
  readonly sides: readonly Side[]
  readonly signatures: readonly CheckedSignature[]
  /** typed rows compiled by a kind, each with its `clause`; only of clauses that hold today unless `all` */
  table<T>(kind: string, which?: 'all'): readonly T[]
  clause(number: string): Clause | undefined
  compiled(number: string): CompiledClause | undefined
  /** the plain reading of a clause, from what was compiled */
  reading(number: string): string
  /** codes that the reading leaves out */
  codes(number: string): ClauseCodes | undefined
  kindOf(kind: string): ClauseKind | undefined
  /** in the order of their clauses */
  readonly policies: readonly CompiledPolicy[]
  /** the day that it is in London, on which clauses take effect and end */
  today(): string
  standing(): Standing
  authorise(request: AccessRequest): Verdict
}

type Parts = {
  readonly checked: Pick<CheckedText, 'hash' | 'parts' | 'clauses'>
  readonly compiled: CompiledText
  readonly kinds: readonly ClauseKind[]
  readonly signatures: readonly CheckedSignature[]
  readonly clock: Clock
}

export function buildAgreement({ checked, compiled, kinds, signatures, clock }: Parts): Agreement {
  const kindsByName = new Map(kinds.map((kind) => [kind.kind, kind]))
  const [title] = compiled.table<Title>('agreement')
  const [term] = compiled.table<Term>('term')
  const byNumber = new Map(checked.clauses.all.map((clause) => [clause.number, clause]))
  const cedar = new Cedar(compiled)
  const today = () => dayInLondon(clock.now())
  const later = new Map(
    compiled.parts.flatMap(({ number, from }) => (from === undefined ? [] : [[number, from]])),
  )
  return {
    hash: checked.hash,
    version: title!.version,
    title: title!.title,
    place: title!.place,
    parts: checked.parts,
    clauses: checked.clauses.all,
    parties: compiled.table<Party>('party'),
    sides: compiled.table<Side>('side'),
    signatures,
    table: (kind, which) => {
      const rows = compiled.table<never>(kind)
      return which === 'all' || later.size === 0 ? rows : rows.filter(holdsOn(later, today()))
    },
    clause: (number) => byNumber.get(number),
    compiled: compiled.clause,
    reading: (number) => readingOf(compiled, kindsByName, number),
    codes(number) {
      const clause = compiled.clause(number)
      return clause && kindsByName.get(clause.kind)?.codes?.(clause)
    },
    policies: compiled.policies,
    kindOf: (kind) => kindsByName.get(kind),
    today,
    standing: () => standingOn(today(), term!, compiled.table('expiry-stage')),
    authorise: (request) => cedar.authorise(request, today()),
  }
}

/** The reading of one clause. It is given what was compiled, and of the clause no more than its number. */
export function readingOf(
  compiled: CompiledText,
  kinds: ReadonlyMap<string, ClauseKind>,
  number: string,
): string {
  const clause = compiled.clause(number)
  if (clause === undefined) return ''
  const reading = kinds.get(clause.kind)?.explain({ number }, clause) ?? ''
  return clause.from === undefined
    ? reading
    : `${reading} It holds from ${formatFullDate(clause.from)}.`
}

function holdsOn(later: ReadonlyMap<string, string>, today: string) {
  return ({ clause }: { clause?: string }) => (later.get(clause ?? '') ?? '') <= today
}

function standingOn(today: string, { ends }: Term, stages: readonly ExpiryStage[]): Standing {
  const reached = stages
    .filter(({ from }) => from <= today)
    .sort((a, b) => (a.from < b.from ? -1 : 1))
    .at(-1)
  return reached === undefined ? { ends } : { ends, stage: reached }
}

/**
 * Cedar with the policies of one text, parsed once. A decision is a pure function of the request and
 * the day, so each is remembered. What does not fit the schema is a mistake in the program: it throws,
 * and nothing is shown.
 */
class Cedar {
  static #opened = 0
  readonly #compiled: CompiledText
  readonly #verdicts = new Map<string, Verdict>()
  readonly #clauses: ReadonlyMap<string, string>
  readonly #bounds = new Map<string, readonly number[]>()
  #id: string | undefined

  constructor(compiled: CompiledText) {
    this.#compiled = compiled
    this.#clauses = new Map(compiled.policies.map(({ id, clause }) => [id, clause]))
  }

  authorise(asked: AccessRequest, today: string): Verdict {
    const request = { ...asked, context: this.#alike(asked.context) }
    const key = requestKey(request, today)
    const known = this.#verdicts.get(key)
    if (known !== undefined) return known
    const verdict = this.#ask(request, today)
    if (this.#verdicts.size >= REMEMBERED_MAX) this.#verdicts.clear()
    this.#verdicts.set(key, verdict)
    return verdict
  }

  /** Of numbers that no clause tells apart one stands for all, so that each sum is no question of its own. */
  #alike(context: AccessRequest['context']): AccessRequest['context'] {
    const entries = Object.entries(context).map(([name, value]) => {
      if (typeof value !== 'number') return [name, value] as const
      const bounds = this.#boundsOf(`context.${name}`)
      return [name, bounds.find((bound) => value <= bound) ?? (bounds.at(-1) ?? -1) + 1] as const
    })
    return Object.fromEntries(entries)
  }

  /** To which numbers the clauses hold something, the least first. */
  #boundsOf(attribute: string): readonly number[] {
    const before = this.#bounds.get(attribute)
    if (before !== undefined) return before
    const all = this.#compiled.policies.flatMap(({ reading }) =>
      reading.when.flatMap((one) =>
        one.test === 'at-most' && one.attribute === attribute ? [one.number] : [],
      ),
    )
    const bounds = [...new Set(all)].sort((a, b) => a - b)
    this.#bounds.set(attribute, bounds)
    return bounds
  }

  #ask({ principal, action, context }: AccessRequest, today: string): Verdict {
    const id = this.#parsed()
    const actor = { type: 'Actor', id: 'viewer' }
    const answer = statefulIsAuthorized({
      principal: actor,
      action: { type: 'Action', id: action },
      resource: { type: 'Agreement', id: 'in effect' },
      context: { ...plain(context), today: dayNumber(today) },
      preparsedPolicySetId: id,
      preparsedSchemaName: id,
      validateRequest: true,
      entities: [{ uid: actor, attrs: plain({ ...principal }), parents: [] }],
    })
    if (answer.type === 'failure') throw new Error(answer.errors.map((e) => e.message).join('; '))
    const { decision, diagnostics } = answer.response
    const [error] = diagnostics.errors
    if (error !== undefined) throw new Error(error.error.message)
    const clauses = new Set(diagnostics.reason.map((id) => this.#clauses.get(id)!))
    return { allowed: decision === 'allow', clauses: this.#inOrder(clauses) }
  }

  /** Parsed at the first question: a text that is only read or compared is never asked one. */
  #parsed(): string {
    if (this.#id !== undefined) return this.#id
    const id = `agreement ${Cedar.#opened++}`
    const { policies, schema } = this.#compiled
    const staticPolicies = Object.fromEntries(policies.map((policy) => [policy.id, policy.text]))
    for (const answer of [preparsePolicySet(id, { staticPolicies }), preparseSchema(id, schema)]) {
      if (answer.type === 'failure') throw new Error(answer.errors.map((e) => e.message).join('; '))
    }
    this.#id = id
    return id
  }

  #inOrder(clauses: ReadonlySet<string>): string[] {
    return [...new Set(this.#clauses.values())].filter((number) => clauses.has(number))
  }
}

/** Half a character is no identifier of anything: it becomes the sign for that, and matches no clause. */
function wellFormed(value: string | boolean | number): string | boolean | number {
  return typeof value === 'string' ? value.toWellFormed() : value
}

type CedarValue = string | boolean | number | string[]

function plain(context: AccessRequest['context']): Record<string, CedarValue> {
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => [
      name,
      typeof value === 'object' ? value.map((one) => one.toWellFormed()) : wellFormed(value),
    ]),
  )
}

/** The same for the same question, whatever the order in which its parts were written. */
function requestKey({ principal, action, context }: AccessRequest, today: string): string {
  const parts = Object.keys(context)
    .sort()
    .map((name) => {
      const value = context[name]!
      return [name, typeof value === 'object' ? [...value].sort() : value]
    })
  return JSON.stringify([
    principal.role,
    principal.organisation,
    principal.side,
    action,
    today,
    parts,
  ])
}
