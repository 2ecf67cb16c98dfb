import type { DataClassRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import { type ClassList, classList } from './class-list.ts'
import { type Classing, type ClassingInput, classingOf } from './classing.ts'
import { disclosureRule } from './disclosure-kind.ts'

/** A place without an agreement has no class but the parts: nothing of it is shown to anybody. */
const NONE = classingOf({ classes: [], feeds: [], lists: new Map() })

type Known = { today: string; lists: readonly ClassList[]; classing: Classing }
const remembered = new WeakMap<Agreement, Known>()

/**
 * How the text in effect classes what is stored, with the lists that it names as they stand in the place's folder now.
 * @throws Fault where a list is not there or cannot be used
 */
export function classingInEffect(
  agreement: Agreement | undefined,
  placeFolder: string | undefined,
): Classing {
  if (agreement === undefined) return NONE
  const classes = agreement.table<DataClassRow>('data-class')
  const names = placeFolder === undefined ? [] : classes.flatMap(({ holds }) => holds?.lists ?? [])
  const lists = names.map((name) => classList(placeFolder!, name))
  const today = agreement.today()
  const known = remembered.get(agreement)
  const same = known?.today === today && known.lists.length === lists.length
  if (same && lists.every((list, at) => list === known.lists[at])) return known.classing
  const rules = classingOf({
    classes,
    feeds: agreement.table<ClassingInput['feeds'][number]>('feed'),
    lists: new Map(names.map((name, at) => [name, lists[at]!])),
  })
  const least = disclosureRule(agreement)?.least
  const classing = { ...rules, ...(least === undefined ? {} : { least }) }
  remembered.set(agreement, { today, lists, classing })
  return classing
}
