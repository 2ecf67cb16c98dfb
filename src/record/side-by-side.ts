import { byCount, capital, formatList } from '../shell/index.ts'
import { type Code, isByCode } from './code-words.ts'
import { isPart } from './data-class.ts'
import type { Difference, NowItem } from './now-item.ts'
import type { Sources } from './sources.ts'
import { foldSame, foldWords, type Section, type Statement } from './statement.ts'

const CONTESTED =
  'Its source gave this to somebody else as well: check that it is about this person before you rely on it.'
/** True whether its source says nothing of it or the viewer may not see it: which of the two is not told. */
const SAYS_NO_MORE: Partial<Record<Section, string>> = {
  allergies: 'no reaction that is shown here',
  medicines: 'no dose that is shown here',
}

/**
 * What several sources say, put together for people. The same is one line with all of its sources: the same code
 * in the same system, the same words, and the same in everything that would change what somebody does. What
 * differs in that between sources stays apart and is told as a difference. The order does not matter.
 */
export function sideBySide(
  statements: readonly Statement[],
  sources: Sources,
): { items: NowItem[]; differences: Difference[] } {
  const topics = topicsOf(statements)
  const standing = topics.map(withoutEnded).filter((topic) => topic.length > 0)
  const differences = standing.flatMap((topic) => differenceOf(topic, sources) ?? [])
  const differing = new Map(
    differences.flatMap((difference) =>
      standing
        .find((topic) => keyOf(topic) === difference.key)!
        .map((statement) => [statement.key, difference.key] as const),
    ),
  )
  const same = [...Map.groupBy(standing.flat(), samenessOf).values()].flatMap(linesOf)
  const items = same.map((alike) => itemOf(alike, sources, differing))
  return { items: items.sort(newestFirst), differences: differences.sort(byAbout) }
}

/** Everything by which two that differ must not become one. */
function samenessOf(statement: Statement): string {
  const { section, dataClass, codes, what, says, none, ended, forbids } = statement
  const words = [[what], says].map((part) => part.map(foldSame))
  const marks = [
    none,
    ended,
    forbids,
    statement.contested,
    statement.partly,
    isPart(dataClass) ? '' : dataClass,
  ]
  return JSON.stringify([section, codes, words, marks])
}

/** One line, what each says in passing beside its name; a source that says the same twice in passing means two. */
function linesOf(alike: readonly Statement[]): Statement[][] {
  const inPassing = ({ aside }: Statement) => JSON.stringify(aside.map(foldSame).toSorted())
  const voices = Map.groupBy(alike, ({ source }) => source)
  const single = [...voices.values()].every((own) => new Set(own.map(inPassing)).size === 1)
  return single ? [[...alike]] : [...Map.groupBy(alike, inPassing).values()]
}

/**
 * Statements about one thing: called the same, or under one code of one system with a word in common. A code alone
 * proves nothing: a system that could not carry something over gives all of it one.
 */
function topicsOf(statements: readonly Statement[]): Statement[][] {
  const groups = new Map(statements.map((one) => [one, [one]]))
  const put = (a: Statement, b: Statement) => {
    const [left, right] = [groups.get(a)!, groups.get(b)!]
    if (left === right) return
    const joined = [...left, ...right]
    for (const one of joined) groups.set(one, joined)
  }
  const places = (of: (one: Statement) => readonly string[]) =>
    Map.groupBy(
      statements.flatMap((one) =>
        of(one).map((place) => ({ one, place: `${one.section} ${place}` })),
      ),
      ({ place }) => place,
    )
  for (const all of places(({ about }) => [about]).values()) {
    for (const { one } of all) put(all[0]!.one, one)
  }
  for (const all of places(({ codes }) => codes).values()) {
    for (const { one } of all) {
      const like = all.find((other) => other.one !== one && shareWord(one.about, other.one.about))
      if (like !== undefined) put(one, like.one)
    }
  }
  return [...new Set(groups.values())].map((topic) => topic.sort(byKey))
}

function shareWord(a: string, b: string): boolean {
  const words = new Set(a.split(' ').filter((word) => word.length > 2))
  return b.split(' ').some((word) => words.has(word))
}

/**
 * What has ended at one source is left out, unless another still has it and did not say so after the end: a stop
 * that one side does not know of is what must not be missed.
 */
function withoutEnded(topic: readonly Statement[]): Statement[] {
  const current = topic.filter(({ ended }) => ended !== true)
  return topic.filter((statement) => {
    if (statement.ended !== true) return true
    if (current.some(({ source }) => source === statement.source)) return false
    return current.some(
      ({ when }) => when === undefined || when.at.slice(0, 10) <= dayOf(statement),
    )
  })
}

function dayOf({ stamp, learntAt }: Statement): string {
  return /^\d{4}-\d{2}-\d{2}/.exec(stamp)?.[0] ?? learntAt.slice(0, 10)
}

/** Where sources do not say the same of one thing: who says what. */
function differenceOf(topic: readonly Statement[], sources: Sources): Difference | undefined {
  const bySource = Map.groupBy(topic, ({ source }) => source)
  const alike = Map.groupBy([...bySource], ([, own]) =>
    JSON.stringify([...new Set(own.map(decisive))].sort()),
  )
  if (alike.size < 2) return undefined
  const [first] = topic as [Statement]
  const names = new Set(topic.map(({ what }) => foldSame(what)))
  const about = names.size === 1 ? first.what : capital(first.about)
  const groups = [...alike.values()].map((voices) => ({
    ids: voices.map(([source]) => source).sort(),
    own: voices[0]![1],
  }))
  const says = groups
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1))
    .map(({ ids, own }) => {
      const words = [...new Set(own.map((one) => wordsOf(one, names.size > 1)))].join('; ')
      return voiceOf(ids, own, words, sources)
    })
  const { section, dataClass } = first
  return { key: keyOf(topic), section, dataClass, about, says, sentence: differenceSentence(says) }
}

/** What these sources say of it, in words, and as at when. */
export function voiceOf(
  ids: readonly string[],
  own: readonly Statement[],
  words: string,
  sources: Sources,
): Difference['says'][number] {
  const at = own
    .map(({ when }) => when?.at ?? '')
    .sort()
    .at(-1)
  return {
    sources: ids.map((source) => sources.nameOf(source)),
    calls: ids.map((source) => sources.callOf(source)),
    words,
    at: at || undefined,
    dated: own[0]!.when?.is,
    learntAt: lastLearnt(own),
  }
}

export function lastLearnt(own: readonly { learntAt: string }[]): string {
  return own
    .map(({ learntAt }) => learntAt)
    .sort()
    .at(-1)!
}

/** What of a statement would change what somebody does. */
function decisive({ what, says, nameCounts, ended, forbids }: Statement): string {
  return JSON.stringify([nameCounts ? foldSame(what) : '', says.map(foldSame), ended, forbids])
}

function wordsOf({ what, says, section }: Statement, named: boolean): string {
  const more = says.length === 0 ? (SAYS_NO_MORE[section] ?? '') : says.join(', ')
  return named || more === '' ? [what, more].filter((part) => part !== '').join(', ') : more
}

/** `The practice says 3 mg once a day, the hospital says 8 mg once a day.` */
export function differenceSentence(
  says: readonly Pick<Difference['says'][number], 'calls' | 'words'>[],
): string {
  const parts = says.map(
    ({ calls, words }) => `${formatList(calls)} ${byCount(calls.length, 'says', 'say')} ${words}`,
  )
  return `${capital(parts.join(', '))}.`
}

function itemOf(
  alike: readonly Statement[],
  sources: Sources,
  differing: ReadonlyMap<string, string>,
): NowItem {
  const [first] = alike as [Statement]
  const names = alike.map(({ source }) => source).sort()
  const { says } = first
  const aside = asideOf(alike, sources)
  const when = alike.map((one) => one.when).reduce(better)
  const asAts = alike.flatMap(({ asAt }) => asAt ?? []).sort()
  return {
    key: first.key,
    dataClass: first.dataClass,
    what: isByCode(first.what) && first.section !== 'allergies' ? capital(first.what) : first.what,
    more: says.length === 0 ? undefined : says.join(', '),
    aside: aside === '' ? undefined : aside,
    sources: [...new Set(names.map((source) => sources.nameOf(source)))],
    trueAt: when?.at,
    dated: when?.is,
    learntAt: alike.map(({ learntAt }) => learntAt).sort()[0]!,
    asAt: asAts.length === alike.length ? asAts.at(-1) : undefined,
    none: first.none === undefined ? undefined : true,
    forbids: first.forbids,
    differs: differing.get(first.key),
    ...(isByCode(first.what) ? { codes: codesIn(first) } : {}),
    warnings: warningsOf(first),
  }
}

function codesIn({ codes }: Statement): Code[] {
  return codes.map((one) => {
    const at = one.indexOf('|')
    return { system: one.slice(0, at), code: one.slice(at + 1) }
  })
}

/** `on the ward`; where sources add different things, who adds what: `Mere General: on the ward` */
function asideOf(alike: readonly Statement[], sources: Sources): string {
  const groups = [...Map.groupBy(alike, ({ aside }) => aside.join(', '))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
  if (groups.length === 1) return groups[0]![0]
  return groups
    .filter(([words]) => words !== '')
    .map(([words, own]) => {
      const names = own.map(({ source }) => sources.nameOf(source)).sort()
      return `${formatList([...new Set(names)])}: ${words}`
    })
    .join('; ')
}

/** What must be known about a line beside what it says. */
export function warningsOf(
  statement: Pick<Statement, 'contested' | 'partly'>,
): readonly string[] | undefined {
  const partly = [...new Set(statement.partly)]
  const warnings = [
    ...(statement.contested ? [CONTESTED] : []),
    ...(partly.length === 0
      ? []
      : [`Its source also gives ${formatList(partly)}: not shown here.`]),
  ]
  return warnings.length === 0 ? undefined : warnings
}

/** Whoever knew it first knows since when; of prescriptions the last is told. */
function better(a: Statement['when'], b: Statement['when']): Statement['when'] {
  if (a === undefined || b === undefined) return a ?? b
  if (a.is !== b.is) return a.is === 'since' ? a : b.is === 'since' ? b : a.at < b.at ? a : b
  const earlier = a.is === 'since' || a.is === 'recorded'
  return a.at < b.at === earlier ? a : b
}

function keyOf(topic: readonly Statement[]): string {
  return topic.map(({ key }) => key).sort()[0]!
}

function byKey(a: Statement, b: Statement): number {
  return a.key < b.key ? -1 : 1
}

function byAbout(a: Difference, b: Difference): number {
  return foldWords(a.about) < foldWords(b.about) ? -1 : 1
}

function newestFirst(a: NowItem, b: NowItem): number {
  const [left, right] = [a.trueAt ?? '', b.trueAt ?? '']
  if (left !== right) return left < right ? 1 : -1
  return a.what === b.what ? (a.key < b.key ? -1 : 1) : a.what < b.what ? -1 : 1
}
