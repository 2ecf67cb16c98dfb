import type { Queryable } from '../kernel/index.ts'

/** An area of the place as a square of its map. */
export type MapSquare = { readonly district: string; readonly x: number; readonly y: number }

/** None where no file of the place says how its map looks. */
export async function mapSquares(db: Queryable): Promise<MapSquare[]> {
  const { rows } = await db.query<MapSquare>({
    name: 'measure.mapSquares',
    text: `select district, map_x as x, map_y as y from planning.area
      where map_x is not null and map_y is not null order by district, map_y, map_x`,
  })
  return rows
}
