/** How many days after they were ready people left, in the bands of the national ready-date figures. */
export const BANDS = ['1', '2-3', '4-6', '7-13', '14-20', '21+'] as const
export type Band = (typeof BANDS)[number]

const FROM: readonly number[] = [1, 2, 4, 7, 14, 21]

/** Undefined for whoever left on the day on which they were ready. */
export function bandOf(days: number): Band | undefined {
  return BANDS[FROM.findLastIndex((from) => days >= from)]
}

export type BandRow = { readonly people: number; readonly days: number }

export type Bands = {
  readonly discharges: number
  readonly onDay: number
  readonly bands: ReadonlyMap<Band, BandRow>
  /** days from ready to left of those who did not leave on their day; undefined where all did */
  readonly meanIfDelayed: number | undefined
  /** of everybody, those who left on their day with 0 */
  readonly meanAll: number | undefined
}

/** From how many left on their day, and of each band how many with how many days together. */
export function summedBands(onDay: number, rows: ReadonlyMap<Band, BandRow>): Bands {
  const bands = new Map(BANDS.map((band) => [band, rows.get(band) ?? { people: 0, days: 0 }]))
  const delayed = [...bands.values()].reduce((sum, { people }) => sum + people, 0)
  const days = [...bands.values()].reduce((sum, one) => sum + one.days, 0)
  const discharges = onDay + delayed
  return {
    discharges,
    onDay,
    bands,
    meanIfDelayed: delayed === 0 ? undefined : days / delayed,
    meanAll: discharges === 0 ? undefined : days / discharges,
  }
}

/** The same from each stay's days. */
export function bandsOf(waits: readonly number[]): Bands {
  const rows = new Map<Band, BandRow>()
  let onDay = 0
  for (const wait of waits) {
    const band = bandOf(wait)
    if (band === undefined) {
      onDay += 1
      continue
    }
    const { people, days } = rows.get(band) ?? { people: 0, days: 0 }
    rows.set(band, { people: people + 1, days: days + wait })
  }
  return summedBands(onDay, rows)
}
