import type { Difference, NowItem } from './now-item.ts'
import { differenceSentence, sideBySide, voiceOf } from './side-by-side.ts'
import type { Sources } from './sources.ts'
import type { Statement } from './statement.ts'

/** What a `none` of a kind speaks of, by the categories that FHIR has for allergies. */
const SPEAKS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    medication: ['medication', 'biologic'],
    food: ['food'],
    environment: ['environment'],
  }),
)

/**
 * Allergies side by side; one that is known beside one that says there is none is a difference as well. Within one
 * source an allergy that was written down after a `none` stands alone: whoever wrote it knew better. A `none` that was
 * written down after an allergy hides nothing: both stand, in the order in which they were said.
 */
export function allergiesOf(
  told: readonly Statement[],
  sources: Sources,
): { items: NowItem[]; differences: Difference[] } {
  const some = told.filter(({ none }) => none === undefined)
  const statements = told.filter((one) => !some.some((other) => overtakes(other, one)))
  const { items, differences } = sideBySide(statements, sources)
  const none = statements.filter((one) => one.none !== undefined && some.some(isDeniedBy(one)))
  if (none.length === 0) return { items, differences }
  const denied = some.filter((one) => none.some((other) => isDeniedBy(other)(one)))
  const difference = noneDifference([...none, ...denied], sources)
  const keys = new Set([...none, ...denied].map(({ key }) => key))
  const several = new Set([...none, ...denied].map(({ source }) => source)).size > 1
  const conflict = several
    ? 'The sources do not agree: one knows of an allergy, another of none.'
    : 'This source knows of an allergy, and says that there is none as well.'
  return {
    items: items.map((item) => (keys.has(item.key) ? { ...item, conflict } : item)),
    differences: [difference, ...differences],
  }
}

/** An allergy of the same source that was written down later than a `none` that speaks of it. */
function overtakes(some: Statement, none: Statement): boolean {
  if (none.none === undefined || some.source !== none.source) return false
  return isDeniedBy(none)(some) && order(none, some) < 0
}

/** By when they were written down where both say so, else by when their source last changed them. */
function order(a: Statement, b: Statement): number {
  const recorded = a.recordedAt !== undefined && b.recordedAt !== undefined
  const [first, second] = [a, b].map((one) =>
    recorded ? one.recordedAt! : one.stamp.slice(0, one.stamp.indexOf('~')),
  ) as [string, string]
  // A day and an instant of it are of one day: nobody can say which came first.
  if (first.startsWith(second) || second.startsWith(first)) return 0
  return first < second ? -1 : 1
}

/** `No known drug allergies` does not speak of nuts. */
function isDeniedBy({ none }: Statement): (some: Statement) => boolean {
  const kinds = none === undefined || none === 'all' ? undefined : (SPEAKS_OF.get(none) ?? [])
  return ({ kinds: own }) =>
    kinds === undefined || own.length === 0 || own.some((kind) => kinds.includes(kind))
}

/** `Penicillin, later No known allergy`, in the order in which one source said it; `and` where nobody can say. */
function wordsInOrder(statements: readonly Statement[]): string {
  const own = [...new Map(statements.map((one) => [one.what, one])).values()].sort(
    (a, b) =>
      order(a, b) ||
      Number(a.none !== undefined) - Number(b.none !== undefined) ||
      (a.what < b.what ? -1 : 1),
  )
  return own
    .map((one, at) => {
      const before = own[at - 1]
      if (before === undefined) return one.what
      const turns = (before.none === undefined) !== (one.none === undefined)
      return turns && order(before, one) < 0 ? `, later ${one.what}` : ` and ${one.what}`
    })
    .join('')
}

function noneDifference(statements: readonly Statement[], sources: Sources): Difference {
  const bySource = [...Map.groupBy(statements, ({ source }) => source)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const says = bySource.map(([source, own]) => voiceOf([source], own, wordsInOrder(own), sources))
  const key = statements.map((one) => one.key).sort()[0]!
  const { dataClass } = statements[0]!
  const sentence = differenceSentence(says)
  return {
    key: `none ${key}`,
    section: 'allergies',
    dataClass,
    about: 'Whether there is an allergy',
    says,
    sentence,
  }
}
