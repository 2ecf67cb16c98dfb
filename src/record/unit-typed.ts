import { foldUnit } from './relationship.ts'

/** A ward that was typed, alone or among other words. */
export type UnitTyped = {
  /** as the hospital writes it */
  unit: string
  /** what else was typed */
  rest: string
}

/** The longest of these units that stands whole in what was typed; undefined where none does. Pure. */
export function unitTyped(text: string, units: readonly string[]): UnitTyped | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const folded = words.map(foldUnit)
  const found = units.flatMap((unit) => {
    const own = foldUnit(unit).split(' ')
    // A ward called 6 is an age, a house or a bed to everybody else.
    if (!own.some((word) => /\p{L}/u.test(word))) return []
    const at = folded.findIndex((_, from) =>
      own.every((word, more) => folded[from + more] === word),
    )
    if (at < 0) return []
    return [{ unit, size: own.length, rest: words.toSpliced(at, own.length).join(' ') }]
  })
  return found.sort((a, b) => b.size - a.size)[0]
}
