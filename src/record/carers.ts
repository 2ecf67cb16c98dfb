import { capital } from '../kernel/index.ts'
import type { Difference, NowItem } from './now-item.ts'
import { kinOf, NEXT_OF_KIN } from './read-carer.ts'
import { differenceSentence, lastLearnt, warningsOf } from './side-by-side.ts'
import type { Sources } from './sources.ts'
import { foldWords, type Statement } from './statement.ts'

/**
 * Family and carers. The same name from two sources is one of them: a practice knows the daughter's number, the
 * council knows that she cares 20 hours a week. Where two sources give her two numbers, or name two people as
 * next of kin, both stand.
 */
export function carersOf(
  statements: readonly Statement[],
  sources: Sources,
): { items: NowItem[]; differences: Difference[]; nextOfKin: NowItem[] } {
  const people = [
    ...Map.groupBy(statements, ({ about, dataClass }) => `${dataClass} ${about}`).values(),
  ]
    .map((said) => said.toSorted(kinFirst))
    .sort((a, b) => (a[0]!.about < b[0]!.about ? -1 : 1))
  const differences = [
    ...nextOfKinDifference(statements, sources),
    ...people.flatMap((said) => [
      ...differenceIn(said, sources, 'Telephone', ({ says }) => says.slice(0, 1)),
      ...differenceIn(said, sources, 'What they are to the person', ({ aside }) =>
        kinOf(aside).map((kin) => kin.toLowerCase()),
      ),
    ]),
  ]
  const items = people.map((said) => itemOf(said, sources))
  const kin = new Set(statements.filter(isNextOfKin).map(({ about }) => about))
  const nextOfKin = items.filter((_, at) => kin.has(people[at]![0]!.about))
  return { items, differences, nextOfKin }
}

function itemOf(said: readonly Statement[], sources: Sources): NowItem {
  const [first] = said as [Statement]
  const roles = said.map(({ aside }) => aside.filter((role) => !/\d|^speaks /.test(role)))
  const main = joined(roles.map((own) => own.slice(0, 1)))
  const phones = joined(said.map(({ says }) => says))
  const others = joined([
    ...roles.map((own) => own.slice(1)),
    ...said.map(({ aside }) => aside.filter((role) => /\d|^speaks /.test(role))),
  ]).filter((role) => !main.some((one) => foldWords(one) === foldWords(role)))
  const more = [...phones, ...others]
  const since = said.flatMap(({ when }) => when?.at ?? []).sort()[0]
  const asAts = said.flatMap(({ asAt }) => asAt ?? []).sort()
  return {
    key: first.key,
    dataClass: first.dataClass,
    what: main.length === 0 ? first.what : `${roleWords(main)}: ${first.what}`,
    more: more.length === 0 ? undefined : more.join(', '),
    sources: [...new Set(said.map(({ source }) => sources.nameOf(source)))],
    trueAt: since,
    learntAt: said
      .map(({ learntAt }) => learntAt)
      .sort()
      .at(-1)!,
    asAt: asAts.length === said.length ? asAts.at(-1) : undefined,
    warnings: warningsOf({
      contested: said.some(({ contested }) => contested),
      partly: said.flatMap(({ partly }) => partly),
    }),
  }
}

function isNextOfKin({ aside }: Statement): boolean {
  return aside.some((role) => foldWords(role) === foldWords(NEXT_OF_KIN))
}

/** Two sources that each name somebody as next of kin, and not the same people. */
function nextOfKinDifference(statements: readonly Statement[], sources: Sources): Difference[] {
  const named = statements.filter(isNextOfKin)
  return comparison(
    named,
    sources,
    'Next of kin',
    ({ what }) => [what],
    ({ about }) => [about],
  )
}

function differenceIn(
  said: readonly Statement[],
  sources: Sources,
  about: string,
  words: (one: Statement) => readonly string[],
): Difference[] {
  const fold = (one: Statement) =>
    words(one).map((word) => word.toLowerCase().replace(/[\s()+-]/g, ''))
  return comparison(said, sources, `${about}: ${said[0]!.what}`, words, fold)
}

/** Whoever says nothing does not disagree. */
function comparison(
  statements: readonly Statement[],
  sources: Sources,
  about: string,
  words: (one: Statement) => readonly string[],
  fold: (one: Statement) => readonly string[],
): Difference[] {
  const telling = statements.filter((one) => words(one).length > 0)
  const voices = [...Map.groupBy(telling, ({ source }) => source)].map(([source, own]) => ({
    source,
    words: [...new Set(own.flatMap(words))].sort(),
    key: JSON.stringify([...new Set(own.flatMap(fold))].sort()),
    learntAt: lastLearnt(own),
  }))
  const alike = [...Map.groupBy(voices, ({ key }) => key).values()]
  if (alike.length < 2) return []
  const says = alike
    .map((group) => ({
      ids: group.map(({ source }) => source).sort(),
      words: group[0]!.words,
      learntAt: lastLearnt(group),
    }))
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1))
    .map(({ ids, words: said, learntAt }) => ({
      learntAt,
      sources: ids.map((source) => sources.nameOf(source)),
      calls: ids.map((source) => sources.callOf(source)),
      words: said.join(' and '),
    }))
  const [first] = telling.toSorted((a, b) => (a.key < b.key ? -1 : 1)) as [Statement]
  const { key, dataClass } = first
  return [
    {
      key: `${about} ${key}`,
      section: 'carers',
      dataClass,
      about,
      says,
      sentence: differenceSentence(says),
    },
  ]
}

/** `Daughter, unpaid carer`: kin first, for that is how people are asked for. */
function roleWords(roles: readonly string[]): string {
  const cares = (role: string) => Number(/carer/i.test(role))
  const words = [...roles]
    .sort((a, b) => cares(a) - cares(b))
    .join(', ')
    .toLowerCase()
  return capital(words)
}

/** Who says what they are to the person comes before who says that they care. */
function kinFirst(a: Statement, b: Statement): number {
  const kin = ({ aside }: Statement) => Math.min(1, kinOf(aside).length)
  return kin(b) - kin(a) || (a.key < b.key ? -1 : 1)
}

/** Each once, letter case and spaces aside, in the order in which they come. */
function joined(all: readonly (readonly string[])[]): string[] {
  const found = new Map<string, string>()
  for (const word of all.flat()) {
    const key = word.toLowerCase().replace(/[\s()+-]/g, '')
    if (!found.has(key)) found.set(key, word)
  }
  return [...found.values()]
}
