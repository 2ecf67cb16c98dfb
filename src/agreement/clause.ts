import type { ZodType } from 'zod'
import type { PolicyReading } from './policy.ts'

/** A row of a typed table: what a room reads instead of the text. Money and decimals are strings. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A numbered clause, as read and found good. `fields` are the kind's own, as its schema gives them. */
export type Clause<T = Record<string, unknown>> = {
  readonly number: string
  readonly heading: string
  /** the plain wording that people sign */
  readonly text: string
  readonly kind: string
  /** the party that asked for it */
  readonly proposedBy: string
  /** first day on which it holds, `YYYY-MM-DD`, Europe/London */
  readonly takesEffect: string
  readonly fields: T
  /** path inside the agreement's folder, with forward slashes */
  readonly file: string
}

/** All clauses of one text, in the order of their numbers. */
export type ClauseSet = {
  readonly all: readonly Clause[]
  of<T = Record<string, unknown>>(kind: string): readonly Clause<T>[]
  /** the clause of a kind that gives an id to the others */
  find<T = Record<string, unknown>>(kind: string, id: string): Clause<T> | undefined
  /** also true where the clause that declares it has a fault of its own */
  declares(kind: string, id: string): boolean
  /** how many clauses of a kind stand in the text, faulty ones included */
  count(kind: string): number
}

/** Where in a clause something is wrong: `[]` is the clause itself, `['data', 2]` the third item of `data`. */
export type ClausePath = readonly (string | number)[]
export type FaultInClause = { readonly path: ClausePath; readonly sentence: string }
/** A fault of the whole text; without a clause it stands at the start of the first file. */
export type FaultInText = {
  readonly clause?: string
  readonly path?: ClausePath
  readonly sentence: string
}

/** A field that names what another clause declares. */
export type Reference = { readonly kind: string; readonly id: string; readonly path: ClausePath }

/**
 * What a clause makes the machine do: Cedar policies, each annotated with `@clause("NUMBER")`, and
 * rows of typed tables, by table name.
 */
export type Compiled = {
  readonly cedar?: string
  readonly rows?: Readonly<Record<string, readonly JsonValue[]>>
}

/** What a reading is made from: the policies as Cedar parsed them, the rows, and everybody's rows for names. */
export type CompiledClause = {
  readonly number: string
  readonly kind: string
  /** the day from which it holds, where that is later than the first day of the agreement */
  readonly from?: string
  readonly policies: readonly PolicyReading[]
  rows<R>(table: string): readonly R[]
  /** rows of the whole agreement, to say `ward coordinators` for `ward-coordinator` */
  table<R>(table: string): readonly R[]
}

/** Something that the software does, and that a clause of this kind is behind. */
export type Running = {
  /** only the clause with this id stands behind it; without an id, any clause of the kind */
  readonly id?: string
  /** what it does, as a sentence without a full stop */
  readonly what: string
  /** it runs whatever the text says, so a text without the clause is found wanting */
  readonly always?: true
}

/**
 * A kind of clause, declared by the room that obeys it. The agreement room reads, checks, explains,
 * compares and signs clauses of every kind and knows none of them from within.
 */
export type ClauseKind<T = unknown> = {
  readonly kind: string
  /** the room that obeys it */
  readonly room: string
  /** for people, one and many: `['grant', 'grants']` */
  readonly words: readonly [one: string, many: string]
  readonly schema: ZodType<T>
  /** the field that holds the id by which other clauses name this one; unique in its kind */
  readonly declares?: string
  /** ids of `runs` that a clause stands behind, where it stands behind several; else the one that it declares */
  behind?(clause: Clause<T>): readonly string[]
  /** an id that no other clause names has nothing behind it */
  readonly idleUnlessNamed?: true
  /** ids that the software is built for: others are accepted, and reported as having nothing behind them */
  readonly runs?: readonly Running[]
  /** the attributes that a request for an action carries besides `purpose` and `today`, in Cedar's type names */
  readonly actions?: Readonly<Record<string, Readonly<Record<string, string>>>>
  refers?(clause: Clause<T>): readonly Reference[]
  /** faults of one clause in the light of all; its fields already fit the schema */
  check?(clause: Clause<T>, all: ClauseSet): readonly FaultInClause[]
  /** faults of the text as a whole: a clause that must be there and is not */
  checkText?(all: ClauseSet): readonly FaultInText[]
  compile?(clause: Clause<T>, all: ClauseSet): Compiled
  /** the plain reading, from what was compiled: it is given the number of the clause and not its text */
  explain(clause: { readonly number: string }, compiled: CompiledClause): string
  /** codes by which computers know what it names: they stand beside its reading, never in it */
  codes?(compiled: CompiledClause): ClauseCodes | undefined
  /** what it switches on, in a few words each, for the margin */
  switchesOn?(clause: { readonly number: string }, compiled: CompiledClause): readonly string[]
  /** whom it concerns, in words; used to say for whom a change is one */
  concerns?(compiled: CompiledClause): readonly string[]
  /** what differs between two compiled forms of it, as sentences; without it both readings are shown */
  compare?(before: CompiledClause, after: CompiledClause): readonly string[]
}

/** `the codes by which feeds name it`, and which they are */
export type ClauseCodes = { readonly are: string; readonly codes: readonly string[] }

/** Takes the type of the fields from the schema, and forgets it for the list of all kinds. */
export function clauseKind<T>(kind: ClauseKind<T>): ClauseKind {
  return kind as ClauseKind
}

export function references(
  kind: string,
  ids: string | readonly string[] | undefined,
  field: string,
): Reference[] {
  if (ids === undefined) return []
  if (typeof ids === 'string') return [{ kind, id: ids, path: [field] }]
  return ids.map((id, at) => ({ kind, id, path: [field, at] }))
}

/** Clause numbers by their parts: 4.9 stands before 4.10. */
export function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** `raw` names what the text declares, good or faulty; without it the clauses given are all there are. */
export function clauseSet(
  clauses: readonly Clause[],
  idFields: ReadonlyMap<string, string>,
  raw?: { readonly ids: readonly string[]; readonly kinds: readonly string[] },
): ClauseSet {
  const all = [...clauses].sort((a, b) => compareNumbers(a.number, b.number))
  const byKind = Map.groupBy(all, ({ kind }) => kind)
  const byId = new Map<string, Clause>()
  for (const clause of all) {
    const field = idFields.get(clause.kind)
    if (field !== undefined) byId.set(`${clause.kind} ${String(clause.fields[field])}`, clause)
  }
  const ids = new Set(raw?.ids ?? byId.keys())
  const kinds = raw?.kinds ?? all.map(({ kind }) => kind)
  return {
    all,
    of: <T>(kind: string) => (byKind.get(kind) ?? []) as readonly Clause<T>[],
    find: <T>(kind: string, id: string) => byId.get(`${kind} ${id}`) as Clause<T> | undefined,
    declares: (kind, id) => ids.has(`${kind} ${id}`),
    count: (kind) => kinds.filter((one) => one === kind).length,
  }
}
