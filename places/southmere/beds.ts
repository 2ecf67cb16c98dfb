import type { Organisations } from './organisations.ts'
import { type Seed, scatter } from './random.ts'
import { type Location, placeIn, type Specialty, type Ward } from './wards.ts'

/** The beds in which people lie now: nobody shares one. Small: a few numbers a ward. */
export type Beds = {
  /** a bed of their own on a ward of that kind */
  take(specialty: Specialty): Location
  /** a bed that somebody of the stories lies in */
  keep(location: Location): void
}

type Row = { ward: Ward; used: number; next: number }

export function bedsOf(seed: Seed, { wards }: Organisations): Beds {
  const rows = wards.map((ward): Row => ({ ward, used: 0, next: 0 }))
  const kept = new Set<string>()
  const text = ({ ward, bay, bed }: Location) => `${ward} ${bay} ${bed}`
  const nextOf = (row: Row): Location => {
    for (;;) {
      const { beds, name } = row.ward
      // Beyond its beds a ward puts up more, as wards do.
      const place = row.next < beds ? scatter(row.next, beds, seed) : row.next
      row.next += 1
      const location = placeIn(name, place)
      if (!kept.has(text(location))) return location
    }
  }
  return {
    keep(location) {
      kept.add(text(location))
      const row = rows.find(({ ward }) => ward.name === location.ward)
      if (row !== undefined) row.used += 1
    },
    take(specialty) {
      const emptiest = rows
        .filter(({ ward }) => ward.specialty === specialty)
        .reduce((a, b) => (b.used * a.ward.beds < a.used * b.ward.beds ? b : a))
      emptiest.used += 1
      return nextOf(emptiest)
    },
  }
}
