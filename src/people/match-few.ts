import { ownKeyOf, type Rows, type Rule, rulesAgain } from './match-block.ts'
import { FIELDS } from './match-field.ts'
import { patternMaker } from './match-pairs.ts'
import { type Commonness, Scales } from './match-score.ts'
import { type Cells, FieldValues, MatchTable } from './match-table.ts'
import { comparableOf, rowsOf } from './match-tables.ts'
import { judgedBy, type Version } from './match-version.ts'
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

/** What two of them are compared by. */
type Judge = {
  readonly scales: Scales
  readonly commonness: readonly (Commonness | undefined)[]
  readonly patternOf: (a: number, b: number) => number
}

/** Some source persons, judged by a version as all are in bulk. */
export class Few {
  readonly #version: Version
  readonly #fields: readonly FieldValues[]
  readonly #table: MatchTable
  readonly #rows: Rows
  readonly #rules: readonly Rule[]
  #judge: Judge | undefined

  constructor(version: Version, persons: readonly SourcePerson[]) {
    this.#version = version
    this.#fields = version.model.fields.map((field) => new FieldValues(field, FEW))
    this.#table = tableOfPersons(persons, this.#fields, FEW)
    this.#rows = rowsOf(this.#table)
    this.#rules = rulesAgain(this.#fields, version.rules)
  }

  /** By what the person at this place is brought together with others: whoever shares one is compared with them. */
  keysOf(row: number): bigint[] {
    return this.#rules.flatMap((rule, at) => {
      const key = ownKeyOf(rule, this.#rows.codes, row * this.#rows.width)
      return key === 0 ? [] : [(BigInt(at) << 32n) | BigInt(key >>> 0)]
    })
  }

  /** How much likelier the two are one person than not, in powers of two. */
  weigh(a: number, b: number): number {
    const { scales, commonness, patternOf } = this.#judging()
    return scales.weigh(scales.pattern(patternOf(a, b)), commonness, this.#rows, a)
  }

  /** What spoke for it and against it, the strongest first. */
  why(a: number, b: number): Why[] {
    const { fields } = this.#version.model
    const { scales, commonness, patternOf } = this.#judging()
    const weighed = scales.pattern(patternOf(a, b))
    const parts = scales.parts(weighed, commonness, this.#rows, a)
    const of = parts.fields.flatMap((weight, field) =>
      weight === undefined
        ? []
        : [{ field: fields[field]!.name, level: weighed.levels[field]!, weight }],
    )
    const moved = parts.moved === undefined ? [] : [{ ...MOVED, weight: parts.moved }]
    return [...of, ...moved].sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
  }
  /** Worked out once two are compared: who is only asked for keys needs none of it. */
  #judging(): Judge {
    if (this.#judge !== undefined) return this.#judge
    const [fields, left] = [this.#fields, this.#table]
    const { model, commonness } = judgedBy(this.#version, fields)
    const scales = new Scales(
      model,
      commonness.map((one) => one !== undefined),
    )
    const patternOf = patternMaker(comparableOf({ fields, left, right: left }))
    this.#judge = { scales, commonness, patternOf }
    return this.#judge
  }
}
