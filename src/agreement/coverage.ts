import type { Agreement } from './agreement.ts'
import type { Clause, ClauseKind, Running } from './clause.ts'

/** Something that the software does, with the clauses behind it. */
export type Covered = {
  readonly room: string
  readonly what: string
  readonly clauses: readonly string[]
}

export type Uncovered = { readonly room: string; readonly what: string }
export type IdleClause = { readonly number: string; readonly heading: string; readonly why: string }

/**
 * What runs and by which clause. `withoutClause` must be empty; `off` is what the software could do and
 * no clause asks for; `idle` are clauses with nothing behind them. All of it is computed from what the
 * rooms declare for their kinds of clause, never written down by hand.
 */
export type Coverage = {
  readonly running: readonly Covered[]
  readonly withoutClause: readonly Uncovered[]
  readonly off: readonly Uncovered[]
  readonly idle: readonly IdleClause[]
}

export function coverageOf(agreement: Agreement, kinds: readonly ClauseKind[]): Coverage {
  const byKind = Map.groupBy(agreement.clauses, ({ kind }) => kind)
  const declared = kinds.flatMap((kind) =>
    (kind.runs ?? []).map((running) => ({
      kind,
      running,
      clauses: (byKind.get(kind.kind) ?? []).filter((clause) => isBehind(running, kind, clause)),
    })),
  )
  const running = declared
    .filter(({ clauses }) => clauses.length > 0)
    .map(({ kind, running: { what }, clauses }) => ({
      room: kind.room,
      what,
      clauses: clauses.map(({ number }) => number),
    }))
  const bare = declared.filter(({ clauses }) => clauses.length === 0)
  const uncovered = (always: boolean) =>
    bare
      .filter(({ running: one }) => (one.always ?? false) === always)
      .map(({ kind, running: { what } }) => ({ room: kind.room, what }))
  return {
    running,
    withoutClause: uncovered(true),
    off: uncovered(false),
    idle: idleClauses(agreement, kinds),
  }
}

function isBehind({ id }: Running, kind: ClauseKind, clause: Clause): boolean {
  if (id === undefined) return true
  return kind.behind?.(clause).includes(id) ?? clause.fields[kind.declares ?? ''] === id
}

function idleClauses(agreement: Agreement, kinds: readonly ClauseKind[]): IdleClause[] {
  const byName = new Map(kinds.map((kind) => [kind.kind, kind]))
  const named = new Set(
    agreement.clauses.flatMap((clause) =>
      (byName.get(clause.kind)?.refers?.(clause) ?? []).map(({ kind, id }) => `${kind} ${id}`),
    ),
  )
  return agreement.clauses.flatMap((clause) => {
    const why = whyIdle(clause, byName.get(clause.kind)!, named)
    return why === undefined ? [] : [{ number: clause.number, heading: clause.heading, why }]
  })
}

function whyIdle(clause: Clause, kind: ClauseKind, named: ReadonlySet<string>): string | undefined {
  const [one] = kind.words
  if ((kind.runs ?? []).length === 0)
    return 'Words only: people keep it, and no part of the software obeys it.'
  if (!kind.runs!.some((running) => isBehind(running, kind, clause))) {
    return `The software does not know this ${one}, so nothing happens because of it.`
  }
  const id = clause.fields[kind.declares ?? '']
  if (kind.idleUnlessNamed && !named.has(`${kind.kind} ${String(id)}`)) {
    return `No other clause names this ${one}, so nothing follows from it yet.`
  }
  return undefined
}
