import { copyRows, type Transaction } from '../kernel/index.ts'

export type PopulationRow = {
  readonly year: number
  readonly area: string
  readonly ageFrom: number
  /** null: and over */
  readonly ageTo: number | null
  readonly sex: string
  readonly ethnicGroup: string
  readonly people: number
}

/** What is said of a year takes the place of all that was. */
export function replacePopulation(
  tx: Transaction,
  years: readonly number[],
  rows: readonly PopulationRow[],
): void {
  tx.post({ text: 'delete from measure.population where year = any($1)', values: [years] })
  copyRows(
    tx,
    'measure.population (year, area, age_from, age_to, sex, ethnic_group, people)',
    rows.map((row) => [
      row.year,
      row.area,
      row.ageFrom,
      row.ageTo,
      row.sex,
      row.ethnicGroup,
      row.people,
    ]),
  )
}
