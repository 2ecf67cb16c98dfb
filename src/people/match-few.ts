import { ownKeyOf, type Rows } from './match-block.ts'
import { FIELDS } from './match-field.ts'
import { type Comparable, patternMaker } from './match-pairs.ts'
import { type Commonness, Scales } from './match-score.ts'
import { type Cells, FieldValues, MatchTable } from './match-table.ts'
import { comparableOf } from './match-tables.ts'
import { forTables, type Version } from './match-version.ts'
import type { SourcePerson } from './person.ts'
import { FEW } from './value-list.ts'

/** What a source person says in each of the fields that are matched by, '' for nothing; other names last. */
export function matchedOf(person: SourcePerson): string[] {
  const { address, restricted = false } = person
  // Where a restricted person lives, and how they are reached, is not matched by.
  const home = (text: string | undefined) => (restricted ? '' : (text ?? ''))
  const says = new Map([
    ['nhs_number', person.nhsNumber ?? ''],
    ['given_name', person.given.join(' ')],
    ['family_name', person.family ?? ''],
    ['date_of_birth', person.birthDate ?? ''],
    ['sex', person.sex === 'unknown' ? '' : (person.sex ?? '')],
    ['postcode', home(address?.postcode)],
    ['address_line_1', home(address?.lines[0])],
    ['address_line_2', home(address?.lines[1])],
    ['city', home(address?.city)],
    ['phone', home(person.phones[0])],
    ['email', home(person.emails[0])],
    ['gp_practice', home(person.gpPractice?.code)],
  ])
  const others = (person.otherNames ?? []).flatMap(({ given }) => given).join(' ')
  return [...FIELDS.map(({ name }) => says.get(name) ?? ''), others]
}

/** A row as a table takes it. */
function cellsOf(texts: readonly string[]): Cells {
  const bytes = Buffer.from(texts.join(''))
  const ends: number[] = []
  let end = 0
  for (const text of texts) {
    end += Buffer.byteLength(text)
    ends.push(end)
  }
  return {
    bytes,
    count: texts.length,
    start: (cell) => ends[cell - 1] ?? 0,
    end: (cell) => ends[cell]!,
    text: (cell) => texts[cell] ?? '',
    state: () => 0,
  }
}

/** Source persons as one table, each called by its id. */
export function tableOfPersons(
  persons: readonly SourcePerson[],
  fields: readonly FieldValues[],
  room?: number,
): MatchTable {
  const cells = fields.map(({ field }) => FIELDS.findIndex(({ name }) => name === field.name))
  const asked = { id: FIELDS.length + 1, other: FIELDS.length, where: 'people', room }
  const table = new MatchTable(fields, cells, asked)
  persons.forEach((person, row) => {
    table.take(cellsOf([...matchedOf(person), person.personId]), row)
  })
  table.settle()
  return table
}

/** Why two are taken for one person, or not: of a field how they agree, and what that says in powers of two. */
export type Why = { readonly field: string; readonly level: number; readonly weight: number }

/** In the place of a field: all of where they live differs, as of somebody who has moved. */
export const MOVED = { field: 'moved', level: 0 } as const

/** Some source persons, judged by a version as all are in bulk. */
export class Few {
  readonly #version: Version
  readonly #rows: Rows
  readonly #known: ReturnType<typeof forTables>
  readonly #data: Comparable
  readonly #scales: Scales
  readonly #commonness: readonly (Commonness | undefined)[]
  readonly #patternOf: (a: number, b: number) => number

  constructor(version: Version, persons: readonly SourcePerson[]) {
    const fields = version.model.fields.map((field) => new FieldValues(field, FEW))
    const left = tableOfPersons(persons, fields, FEW)
    this.#version = version
    this.#known = forTables(version, fields)
    this.#commonness = this.#known.commonness
    this.#data = comparableOf({ fields, left, right: left })
    this.#rows = this.#data.left
    this.#scales = new Scales(
      version.model,
      this.#commonness.map((one) => one !== undefined),
    )
    this.#patternOf = patternMaker(this.#data)
  }

  /** By what the person at this place is brought together with others: whoever shares one is compared with them. */
  keysOf(row: number): bigint[] {
    return this.#known.rules.flatMap((rule, at) => {
      const key = ownKeyOf(rule, this.#rows.codes, row * this.#rows.width)
      return key === 0 ? [] : [(BigInt(at) << 32n) | BigInt(key >>> 0)]
    })
  }

  /** How much likelier the two are one person than not, in powers of two. */
  weigh(a: number, b: number): number {
    const weighed = this.#scales.pattern(this.#patternOf(a, b))
    return this.#scales.weigh(weighed, this.#commonness, this.#rows, a)
  }

  /** What spoke for it and against it, the strongest first. */
  why(a: number, b: number): Why[] {
    const { fields } = this.#version.model
    const weighed = this.#scales.pattern(this.#patternOf(a, b))
    const parts = this.#scales.parts(weighed, this.#commonness, this.#rows, a)
    const of = parts.fields.flatMap((weight, field) =>
      weight === undefined
        ? []
        : [{ field: fields[field]!.name, level: weighed.levels[field]!, weight }],
    )
    const moved = parts.moved === undefined ? [] : [{ ...MOVED, weight: parts.moved }]
    return [...of, ...moved].sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
  }
}
