import { byCount, formatCount } from '../kernel/index.ts'
import type { Item } from './item.ts'

/** Whose a row is, by either number, and the reference under which its council knows what it is of. */
export type Referred = {
  /** by what an item's thing is known from day to day, of a kind whose file is all that is open; absent: not told */
  readonly thing?: string | undefined
  readonly reference: string
  /** the council's number of the person, and their NHS number; '' where it is not told */
  readonly own: string
  readonly number: string
}

type Whose = Pick<Referred, 'own' | 'number'>

/** References that are looked at, and that are told one by one: no file has as many. */
const LOOKED_AT_MAX = 500_000
const TOLD_MAX = 100

/**
 * References that stand for two people in one file. Both are kept, each as their own: which of them is mistaken only
 * the council can say. Two rows of which each names somebody by another number are not known to be of two people.
 */
export class SharedReferences {
  readonly #first = new Map<string, Whose & { row: number }>()
  readonly #rows = new Map<string, number[]>()

  take({ number: row = 0 }: Pick<Item, 'number'>, { reference, own, number }: Referred): void {
    if (reference === '') return
    const first = this.#first.get(reference)
    if (first === undefined) {
      if (this.#first.size < LOOKED_AT_MAX) this.#first.set(reference, { own, number, row })
    } else if (isOther(first, { own, number })) {
      const rows = this.#rows.get(reference) ?? [first.row]
      rows.push(row)
      this.#rows.set(reference, rows)
    }
  }

  /** The file's rows of each, as a spreadsheet numbers them. */
  get rows(): readonly (readonly number[])[] {
    return [...this.#rows.values()]
  }
}

/** What a load says of them: nothing where there is none. */
export function sharedWords(rows: readonly (readonly number[])[]): string[] {
  if (rows.length === 0) return []
  const where = rows.slice(0, TOLD_MAX).map((own) => `rows ${own.join(' and ')}`)
  const more = rows.length > TOLD_MAX ? `; and ${rows.length - TOLD_MAX} more` : ''
  const next = 'each is kept as their own, so have the one put right that is mistaken'
  return [`${sharedCount(rows.length)} (${where.join('; ')}${more}): ${next}`]
}

export function sharedCount(count: number, told = formatCount(count)): string {
  return `${told} ${byCount(count, 'reference stands', 'references stand')} for more than one person`
}

function isOther(a: Whose, b: Whose): boolean {
  if (a.own !== '' && b.own !== '') return a.own !== b.own
  return a.number !== '' && b.number !== '' && a.number !== b.number
}
