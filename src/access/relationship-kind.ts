import { type ZodType, z } from 'zod'
import { clauseKind, type FaultInClause, id, ids, references, words } from '../agreement/index.ts'
import { capital, formatList } from '../shell/index.ts'
import type { Proof, ProofFields } from './action.ts'
import { names } from './named.ts'

export type RelationshipRow = {
  readonly id: string
  readonly name: string
  /** `people who are on their own ward now` */
  readonly people: string
  /** `this person is not on {unit} now` */
  readonly unmet: string
  /** the data classes of which what feeds tell proves it; none where it is made here */
  readonly provedBy: readonly string[]
  readonly clause: string
}

type Fields = Readonly<Omit<RelationshipRow, 'clause' | 'provedBy'>> &
  Readonly<{ provedBy?: readonly string[] }> &
  Readonly<Record<string, unknown>>

const PLACEHOLDER = /\{([^}]*)\}/g
const PLACEHOLDERS = ['unit', 'organisation']

/** What proves some of them is for the partners to say: then the room that proves it hands in the field. */
export function relationshipKind(proofs: readonly Proof[]) {
  const said = proofs.flatMap(({ id: of, proves }) =>
    proves === undefined ? [] : [{ of, proves }],
  )
  const here = new Map(proofs.flatMap((one) => (one.here ? [[one.id, one.here] as const] : [])))
  const saidIn = (fields: Fields) => said.filter(({ proves }) => fields[proves.field] !== undefined)
  return clauseKind<Fields>({
    kind: 'relationship',
    room: 'access',
    words: ['relationship', 'relationships'],
    declares: 'id',
    idleUnlessNamed: true,
    runs: proofs.map(({ id: one, what }) => ({ id: one, what })),
    schema: schemaOf(said.map(({ proves }) => proves)),
    refers: ({ fields }) => [
      ...references('data-class', fields.provedBy, 'provedBy'),
      ...saidIn(fields).flatMap(({ proves }) => proves.refers?.(fields[proves.field]) ?? []),
    ],
    check: ({ fields }) => [
      ...placeholderFaults(fields.unmet),
      ...provedFaults(fields, here.has(fields.id)),
      ...said.flatMap((one) => saidFaults(fields, one)),
    ],
    compile({ fields }) {
      const { id: own, name, people, unmet, provedBy = [] } = fields
      const proved = saidIn(fields).map(({ proves }) => [
        proves.field,
        proves.row(fields[proves.field]),
      ])
      const row = { id: own, name, people, unmet, provedBy: [...provedBy] }
      return { rows: { relationship: [{ ...row, ...Object.fromEntries(proved) }] } }
    },
    explain(_, compiled) {
      const [row] = compiled.rows<Fields>('relationship')
      const unmet = row!.unmet.replaceAll(PLACEHOLDER, (_, name) => `the viewer’s own ${name}`)
      const classes = names(compiled, 'data-class')
      const given = formatList((row!.provedBy ?? []).map((one) => classes.get(one) ?? one))
      const whose = 'each of the parties that it speaks for'
      const told = `What feeds tell of ${given} proves it, ${whose}, and never the viewer’s word`
      const proof = here.get(row!.id) ?? told
      const more = saidIn(row!).map(
        ({ proves }) => ` ${proves.explain(row![proves.field], compiled)}`,
      )
      const beside = proofs.flatMap((one) => (one.id === row!.id && one.beside) || [])
      more.push(...beside.map((one) => ` ${one}`))
      return `“${capital(row!.name)}” covers ${row!.people}. ${proof}; a refusal says “${unmet}”.${more.join('')}`
    },
  })
}

function schemaOf(said: readonly ProofFields[]): ZodType<Fields> {
  const shape = {
    id: id('the relationship’s identifier'),
    name: words('what people call it'),
    people: words('the people whom it is with, to follow ‘see’'),
    unmet: words(
      'what is not so where it is missing; {unit} and {organisation} stand for the viewer’s own',
    ),
    provedBy: ids('the data classes of which what feeds tell proves it').min(1).optional(),
    ...Object.fromEntries(said.map(({ field, schema }) => [field, schema.optional()])),
  }
  return z.strictObject(shape) as unknown as ZodType<Fields>
}

/** By whose word it holds: that of feeds, or what is done here. */
function provedFaults({ provedBy }: Fields, isHere: boolean): FaultInClause[] {
  if (isHere === (provedBy === undefined)) return []
  const sentence = isHere
    ? 'No feed proves it: it is made here. Leave provedBy out.'
    : 'It does not say what proves it: add provedBy.'
  return [{ path: isHere ? ['provedBy'] : [], sentence }]
}

function placeholderFaults(unmet: string): FaultInClause[] {
  return [...unmet.matchAll(PLACEHOLDER)]
    .filter(([, name]) => !PLACEHOLDERS.includes(name!))
    .map(([whole]) => ({
      path: ['unmet'],
      sentence: `${whole} stands for nothing; {unit} and {organisation} do.`,
    }))
}

function saidFaults(
  fields: Fields,
  { of, proves }: { of: string; proves: ProofFields },
): FaultInClause[] {
  const value = fields[proves.field]
  if (fields.id === of && value === undefined) {
    return [{ path: [], sentence: `It does not say what proves it: add ${proves.field}.` }]
  }
  if (fields.id !== of && value !== undefined) {
    return [{ path: [proves.field], sentence: `Only ${of} is proved by ${proves.field}.` }]
  }
  return value === undefined ? [] : [...(proves.check?.(value) ?? [])]
}
