import { plural } from '../shell/index.ts'
import type { Agreement } from './agreement.ts'
import type { Clause } from './clause.ts'

/** What stands beside a clause. */
export type Margin = {
  /** in a few words each; empty where people keep the clause and no software obeys it */
  readonly switchesOn: readonly string[]
  /** name of the party that asked for it */
  readonly proposedBy: string
  readonly takesEffect: string
  /** numbers of the clauses that name this one */
  readonly namedBy: readonly string[]
}

/** The margins of all clauses, by number. */
export function marginsOf(agreement: Agreement): ReadonlyMap<string, Margin> {
  const naming = namedBy(agreement)
  return new Map(
    agreement.clauses.map((clause) => [
      clause.number,
      {
        switchesOn: switchesOn(agreement, clause),
        proposedBy:
          agreement.parties.find(({ id }) => id === clause.proposedBy)?.name ?? clause.proposedBy,
        takesEffect: clause.takesEffect,
        namedBy: naming.get(clause.number) ?? [],
      },
    ]),
  )
}

function switchesOn(agreement: Agreement, { number, kind }: Clause): readonly string[] {
  const declared = agreement.kindOf(kind)!
  const compiled = agreement.compiled(number)!
  if (declared.switchesOn !== undefined) return declared.switchesOn({ number }, compiled)
  if ((declared.runs ?? []).length === 0) return []
  const refusing = compiled.policies.filter(({ effect }) => effect === 'forbid').length
  return [
    `1 ${declared.words[0]}`,
    ...(refusing > 0 ? [plural(refusing, 'rule that refuses', 'rules that refuse')] : []),
  ]
}

function namedBy(agreement: Agreement): Map<string, string[]> {
  const byId = new Map(
    agreement.clauses.flatMap(({ kind, fields, number }) => {
      const field = agreement.kindOf(kind)?.declares
      return field === undefined ? [] : [[`${kind} ${String(fields[field])}`, number] as const]
    }),
  )
  const naming = new Map<string, string[]>()
  for (const clause of agreement.clauses) {
    const named = agreement.kindOf(clause.kind)?.refers?.(clause) ?? []
    for (const number of new Set(named.map(({ kind, id }) => byId.get(`${kind} ${id}`)))) {
      if (number !== undefined) naming.set(number, [...(naming.get(number) ?? []), clause.number])
    }
  }
  return naming
}
