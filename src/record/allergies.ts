import type { Difference, NowItem } from './now-item.ts'
import { differenceSentence, lastLearnt, sideBySide } from './side-by-side.ts'
import type { Sources } from './sources.ts'
import type { Statement } from './statement.ts'

/** What a `none` of a kind speaks of, by the categories that FHIR has for allergies. */
const SPEAKS_OF: Readonly<Record<string, readonly string[]>> = {
  medication: ['medication', 'biologic'],
  food: ['food'],
  environment: ['environment'],
}

/** Allergies side by side; one that is known beside one that says there is none is a difference as well. */
export function allergiesOf(
  statements: readonly Statement[],
  sources: Sources,
): { items: NowItem[]; differences: Difference[] } {
  const { items, differences } = sideBySide(statements, sources)
  const some = statements.filter(({ none }) => none === undefined)
  const none = statements.filter((one) => one.none !== undefined && some.some(isDeniedBy(one)))
  if (none.length === 0) return { items, differences }
  const denied = some.filter((one) => none.some((other) => isDeniedBy(other)(one)))
  const difference = noneDifference([...none, ...denied], sources)
  const keys = new Set([...none, ...denied].map(({ key }) => key))
  const conflict = 'The sources do not agree: one knows of an allergy, another of none.'
  return {
    items: items.map((item) => (keys.has(item.key) ? { ...item, conflict } : item)),
    differences: [difference, ...differences],
  }
}

/** `No known drug allergies` does not speak of nuts. */
function isDeniedBy({ none }: Statement): (some: Statement) => boolean {
  const kinds = none === undefined || none === 'all' ? undefined : (SPEAKS_OF[none] ?? [])
  return ({ kinds: own }) =>
    kinds === undefined || own.length === 0 || own.some((kind) => kinds.includes(kind))
}

function noneDifference(statements: readonly Statement[], sources: Sources): Difference {
  const bySource = [...Map.groupBy(statements, ({ source }) => source)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  const says = bySource.map(([source, own]) => ({
    sources: [sources.nameOf(source)],
    calls: [sources.callOf(source)],
    words: [...new Set(own.map(({ what }) => what))].sort().join(' and '),
    at:
      own
        .map(({ when }) => when?.at ?? '')
        .sort()
        .at(-1) || undefined,
    dated: own[0]!.when?.is,
    learntAt: lastLearnt(own),
  }))
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
