import { validate } from '@cedar-policy/cedar-wasm/nodejs'
import { remember } from '../kernel/index.ts'
import type { ClauseKind, ClauseSet, CompiledClause, JsonValue } from './clause.ts'
import { type PolicyReading, policyText, readPolicies, UnreadablePolicy } from './policy.ts'
import type { Term } from './term-kinds.ts'

/** What one clause compiles to, as text and rows: this is all that the machine is given of it. */
export type CompiledPart = {
  readonly number: string
  readonly kind: string
  /** the day from which it holds, where that is later than the first day of the agreement */
  readonly from?: string
  readonly cedar: string
  readonly rows: Readonly<Record<string, readonly JsonValue[]>>
}

export type CompiledPolicy = {
  /** number of the clause, and `/2` from its second policy on */
  readonly id: string
  readonly clause: string
  readonly text: string
  readonly reading: PolicyReading
}

export type CompiledText = {
  readonly parts: readonly CompiledPart[]
  readonly policies: readonly CompiledPolicy[]
  /** what a request may ask, in Cedar's schema language; every policy fits it */
  readonly schema: string
  /** rows of all clauses by table; a row that is a group of fields carries its `clause` */
  table<R>(name: string): readonly R[]
  clause(number: string): CompiledClause | undefined
}

export type CompileFault = { readonly clause?: string; readonly sentence: string }
export type CompileResult = { readonly text?: CompiledText; readonly faults: CompileFault[] }

/** The text in effect, the one before, drafts. */
const TEXTS_MAX = 20
/** Attributes that every request carries: for what, and on which day. */
const EVERY_REQUEST = { purpose: 'String', today: 'Long' }

export function compileText(clauses: ClauseSet, kinds: readonly ClauseKind[]): CompileResult {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]))
  const [term] = clauses.of<Term>('term')
  const faults: CompileFault[] = []
  const parts = clauses.all.map((clause) => {
    const { number, kind, takesEffect } = clause
    const { cedar = '', rows = {} } = byName.get(kind)?.compile?.(clause, clauses) ?? {}
    if (term === undefined || takesEffect <= term.fields.starts)
      return { number, kind, cedar, rows }
    const dated = dateFrom({ number, kind, cedar, rows }, takesEffect, faults)
    return { number, kind, cedar: dated, rows, from: takesEffect }
  })
  return faults.length > 0 ? { faults } : linkParts(parts, kinds)
}

/** No clause holds before its day, whichever kind wrote its policies and whatever it remembered. */
function dateFrom(part: CompiledPart, day: string, faults: CompileFault[]): string {
  return policiesOf(part, faults)
    .map(({ reading }) =>
      policyText({ ...reading, when: [...reading.when, { test: 'from', day }] }),
    )
    .join('\n')
}

/**
 * Puts compiled clauses together: policies parsed by Cedar and checked against the schema of requests,
 * rows gathered into tables, every clause readable in words. It never sees the text of a clause.
 */
export function linkParts(
  parts: readonly CompiledPart[],
  kinds: readonly ClauseKind[],
): CompileResult {
  const faults: CompileFault[] = []
  const policies = parts.flatMap((part) => policiesOf(part, faults))
  const schema = requestSchema(kinds)
  faults.push(...validateAll(policies, schema))
  if (faults.length > 0) return { faults }
  const text = gather(parts, policies, schema)
  faults.push(...unreadable(text, kinds))
  return faults.length > 0 ? { faults } : { text, faults }
}

function policiesOf(part: CompiledPart, faults: CompileFault[]): CompiledPolicy[] {
  if (part.cedar === '') return []
  try {
    return readPolicies(part.cedar).map(({ text, reading }, at) => {
      if (reading.clause !== part.number) {
        throw new UnreadablePolicy(`it says that it comes from clause ${reading.clause}`)
      }
      const id = at === 0 ? part.number : `${part.number}/${at + 1}`
      return { id, clause: part.number, text, reading }
    })
  } catch (error) {
    if (!(error instanceof UnreadablePolicy)) throw error
    faults.push({ clause: part.number, sentence: `Its policy cannot be used: ${error.message}.` })
    return []
  }
}

function requestSchema(kinds: readonly ClauseKind[]): string {
  const actions = new Map<string, Record<string, string>>()
  for (const kind of kinds) {
    for (const [action, attributes] of Object.entries(kind.actions ?? {})) {
      actions.set(action, { ...EVERY_REQUEST, ...actions.get(action), ...attributes })
    }
  }
  const lines = [...actions].map(([action, attributes]) => {
    const context = Object.entries(attributes).map(([name, type]) => `${name}: ${type}`)
    return `action "${action}" appliesTo { principal: Actor, resource: Agreement, context: { ${context.join(', ')} } };`
  })
  return [
    'entity Actor = { role: String, organisation: String, side: String };',
    'entity Agreement;',
    ...lines,
  ].join('\n')
}

function validateAll(policies: readonly CompiledPolicy[], schema: string): CompileFault[] {
  if (policies.length === 0) return []
  const answer = validated(JSON.stringify([schema, policies.map(({ id, text }) => [id, text])]))
  if (answer.type === 'failure') {
    return answer.errors.map(({ message }) => ({
      sentence: `The policies do not fit: ${message}.`,
    }))
  }
  return answer.validationErrors.map(({ policyId, error }) => ({
    clause: policyId.split('/')[0],
    sentence: `Its policy does not fit what can be asked: ${error.message}.`,
  }))
}

const validated = remember(TEXTS_MAX, (key) => {
  const [schema, policies] = JSON.parse(key) as [string, [string, string][]]
  return validate({ schema, policies: { staticPolicies: Object.fromEntries(policies) } })
})

function gather(
  parts: readonly CompiledPart[],
  policies: readonly CompiledPolicy[],
  schema: string,
): CompiledText {
  const tables = new Map<string, JsonValue[]>()
  const own = new Map<string, Map<string, JsonValue[]>>()
  for (const { number, rows } of parts) {
    const mine = new Map<string, JsonValue[]>()
    own.set(number, mine)
    for (const [name, list] of Object.entries(rows)) {
      const marked = list.map((row) => withClause(row, number))
      mine.set(name, marked)
      tables.set(name, [...(tables.get(name) ?? []), ...marked])
    }
  }
  const table = <R>(name: string) => (tables.get(name) ?? []) as readonly unknown[] as readonly R[]
  const clauses = new Map<string, CompiledClause>(
    parts.map(({ number, kind, from }) => [
      number,
      {
        number,
        kind,
        ...(from === undefined ? {} : { from }),
        policies: policies.flatMap(({ clause, reading }) => (clause === number ? [reading] : [])),
        rows: <R>(name: string) =>
          (own.get(number)?.get(name) ?? []) as readonly unknown[] as readonly R[],
        table,
      },
    ]),
  )
  return { parts, policies, schema, table, clause: (number) => clauses.get(number) }
}

function withClause(row: JsonValue, clause: string): JsonValue {
  return typeof row === 'object' && row !== null && !Array.isArray(row) ? { ...row, clause } : row
}

function unreadable(text: CompiledText, kinds: readonly ClauseKind[]): CompileFault[] {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]))
  return text.parts.flatMap(({ number, kind }) => {
    try {
      byName.get(kind)?.explain({ number }, text.clause(number)!)
      return []
    } catch (error) {
      if (!(error instanceof UnreadablePolicy)) throw error
      return [{ clause: number, sentence: `It cannot be put into words: ${error.message}.` }]
    }
  })
}
