import { capital, formatPounds, type Pence } from '../kernel/index.ts'
import { formatList } from '../shell/index.ts'
import { apportion } from './apportion.ts'

export type RiskBand = {
  /** undefined: all that is left */
  readonly upTo?: Pence
  /** undefined: as each has paid in */
  readonly bears?: readonly { readonly party: string; readonly parts: bigint }[]
}

/** A clause that says who bears what schemes end above what they have. */
export type RiskShare = {
  readonly funds: ReadonlySet<string>
  /** undefined: all that no other clause of the fund names */
  readonly schemes?: ReadonlySet<string>
  readonly over: readonly RiskBand[]
  readonly under: readonly RiskBand[]
  readonly clause: string
}

/** What a scheme was given, by whom, and what it comes to at the end of its year. */
export type SchemeOutturn = {
  readonly id: string
  readonly name: string
  /** by party */
  readonly paid: ReadonlyMap<string, Pence>
  readonly outturn: Pence
}

/** Something that a party bears, in words; '' where nobody has said who does. Below nothing it gets it back. */
export type RiskStep = {
  readonly clause: string
  readonly says: string
  readonly party: string
  readonly pence: Pence
}

export type RiskShared = {
  readonly outturn: Pence
  readonly steps: readonly RiskStep[]
  /** what the steps of each party come to; together, the outturn */
  readonly shares: readonly { readonly party: string; readonly pence: Pence }[]
}

type Named = { readonly nameOf: (party: string) => string }

/**
 * Who bears what a year comes to. What schemes of one clause end under is first used for what others of it end over;
 * what is left is shared by its parts, the first part first. Steps and shares come to the outturn to the penny, and
 * nothing of it depends on what a party is called.
 */
export function shareRisk(
  clauses: readonly RiskShare[],
  schemes: readonly SchemeOutturn[],
  { nameOf }: Named,
): RiskShared {
  const named = new Set(clauses.flatMap((one) => [...(one.schemes ?? [])]))
  const groups = clauses.map((clause) => ({
    clause,
    own: schemes.filter(({ id }) => clause.schemes?.has(id) ?? !named.has(id)),
  }))
  const taken = new Set(groups.flatMap(({ own }) => own))
  const alone = schemes.filter((one) => !taken.has(one))
  const steps = [
    ...groups.flatMap(({ clause, own }) =>
      own.length === 0 ? [] : groupSteps(clause, own, nameOf),
    ),
    ...(alone.length === 0 ? [] : groupSteps(undefined, alone, nameOf)),
  ]
  const byParty = Map.groupBy(steps, ({ party }) => party)
  return {
    outturn: schemes.reduce((sum, { outturn }) => sum + outturn, 0n),
    steps,
    shares: [...byParty].map(([party, own]) => ({
      party,
      pence: own.reduce((sum, { pence }) => sum + pence, 0n),
    })),
  }
}

function groupSteps(
  clause: RiskShare | undefined,
  own: readonly SchemeOutturn[],
  nameOf: Named['nameOf'],
): RiskStep[] {
  const paid = new Map<string, Pence>()
  for (const one of own)
    for (const [party, pence] of one.paid) paid.set(party, (paid.get(party) ?? 0n) + pence)
  const all = [...paid.values()].reduce((sum, pence) => sum + pence, 0n)
  const outturn = own.reduce((sum, one) => sum + one.outturn, 0n)
  const number = clause?.clause ?? ''
  const of = schemesWords(own)
  const given = [...paid].map(([party, pence]) => ({
    ...{ clause: number, party, pence },
    says: `${nameOf(party)} has given ${formatPounds(pence)} to ${of}.`,
  }))
  return [...given, ...apartSteps(clause, outturn - all, paid, of)]
}

/** What is over or under what was given, band by band. */
function apartSteps(
  clause: RiskShare | undefined,
  apart: Pence,
  paid: ReadonlyMap<string, Pence>,
  of: string,
): RiskStep[] {
  if (apart === 0n) return []
  const [way, size] = apart > 0n ? (['over', apart] as const) : (['under', -apart] as const)
  const ends = `${of} ${way === 'over' ? 'came to more' : 'came to less'} than was given: ${formatPounds(size)}`
  if (clause === undefined) {
    const says = `${ends}, and no clause says who ${way === 'over' ? 'bears it' : 'gets it back'}.`
    return [{ clause: '', says, party: '', pence: apart }]
  }
  const steps: RiskStep[] = []
  let left = size
  for (const { upTo, bears } of clause[way]) {
    if (left === 0n) break
    const here = upTo === undefined || upTo > left ? left : upTo
    left -= here
    const shares = bears ?? asPaid(paid)
    const parts = shares.reduce((sum, one) => sum + one.parts, 0n)
    const whole = here === size ? ends : `${ends}, of which ${formatPounds(here)}`
    if (parts === 0n) {
      const says = `${whole}, to be shared as each has paid in, and nobody has.`
      steps.push({ clause: clause.clause, says, party: '', pence: apart > 0n ? here : -here })
      continue
    }
    const cut = apportion(
      apart > 0n ? here : -here,
      shares.map((one) => one.parts),
    )
    for (const [at, { party, parts: own }] of shares.entries()) {
      const how = bears === undefined ? 'as each has paid in' : sharedWords(own, parts)
      steps.push({
        clause: clause.clause,
        says: `${capital(whole)}, ${how}.`,
        party,
        pence: cut[at]!,
      })
    }
  }
  return steps
}

function sharedWords(own: bigint, parts: bigint): string {
  return own === parts ? 'all of it' : `${own} of ${parts} parts`
}

function asPaid(paid: ReadonlyMap<string, Pence>) {
  return [...paid].map(([party, pence]) => ({ party, parts: pence > 0n ? pence : 0n }))
}

function schemesWords(own: readonly SchemeOutturn[]): string {
  return own.length > 3 ? `${own.length} schemes together` : formatList(own.map(({ name }) => name))
}
