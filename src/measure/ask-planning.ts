import { z } from 'zod'
import { Fault, refuse } from '../kernel/index.ts'
import { type Disclosed, discloseTable, disclosureRule } from '../record/index.ts'
import type { Place } from '../room.ts'
import { formatList } from '../shell/index.ts'
import { namedCommand } from '../trail/index.ts'
import { whyNotQuery } from './check-query.ts'
import { faultOf } from './count-rows.ts'
import { PARTS_MAX, peopleAsked } from './queries-ask.ts'
import { planningViews } from './queries-dictionary.ts'

export const ASK = 'measure.ask'

/** What the people of a part have in common, by the names that the question gave it. */
export type PartRow = {
  readonly words: readonly (readonly [name: string, value: unknown])[]
  readonly people: number
}

export type Answer = {
  readonly all: Disclosed
  /** none where it divides nobody, or the parts cannot be told apart */
  readonly parts: readonly { readonly words: string; readonly told: Disclosed }[]
}

const WHERE = 'the question'

/**
 * How many people a question finds, by what it says of them beside. One row for each person is asked for, and the
 * counting is done outside, so that it is known how many people stand behind each number; what may be told leaves by
 * the clause of disclosure. What was asked, and by whom, stands in the log: many questions that differ by little would
 * tell of few people.
 */
export const askPlanning = namedCommand({
  name: ASK,
  says: 'Counts people by a question over the planning views, and tells what may be told',
  label: 'Count',
  basis: { action: ASK, does: 'ask how many people there are of whom something is known' },
  input: z.strictObject({
    question: z
      .string()
      .trim()
      .min(1, 'is empty')
      .max(4_000, 'is longer than 4,000 characters')
      .meta({
        label: 'Question',
        hint: 'One SELECT that gives person, and what they are divided by',
      }),
  }),
  refuses: ['no-clause', 'no-question'],
  preview: () => 'What is asked, and that you asked it, will stand in the log.',
  leads: () => '/measure/ask',
  async run(_, { question }, place: Place) {
    const rule = disclosureRule(place.agreement.current())
    if (rule === undefined) {
      return refuse('no-clause', 'No clause says how few people may stand behind a figure.')
    }
    const { planning } = place.databases
    const views = (await planningViews(planning.short)).map(({ name }) => name)
    const why = whyNotQuery(question, new Set(views))
    if (why !== undefined) return refuse('no-question', why)
    const counted = await planning
      .transaction((tx) => peopleAsked(tx, question, views), { readOnly: true })
      .catch((error: unknown) => whyNot(error))
    if (typeof counted === 'string') return refuse('no-question', counted)
    const { all, parts } = counted
    if (parts.length > PARTS_MAX) {
      return refuse('no-question', `It divides people into more than ${PARTS_MAX} parts.`, {
        next: 'Divide them by less: bands of age, a neighbourhood, a month.',
      })
    }
    const result = answerOf(rule, all, parts)
    return { result, entry: { question, answer: JSON.stringify(result) } }
  },
})

function whyNot(error: unknown): string {
  const fault = faultOf(error, WHERE)
  if (!(fault instanceof Fault)) throw error
  return `This cannot be asked: ${fault.message}.`
}

/**
 * Where somebody is in several parts, there are no more people in a group of them than in its largest. Parts that are
 * told only together are not named: what they are called may be of one person.
 */
function answerOf(
  rule: Parameters<typeof discloseTable>[0],
  all: number,
  parts: readonly PartRow[],
): Answer {
  const isDivided = parts.reduce((sum, { people }) => sum + people, 0) === all
  const named = parts.map(({ words, people }, at) => {
    const cell = isDivided ? { people } : { people, amount: people }
    return { name: String(at), cells: [cell], words: wordsOf(words) }
  })
  const split = { name: 'asked', parts: named }
  const { whole, splits } = discloseTable(rule, {
    lines: ['now'],
    whole: [{ people: all }],
    splits: [split],
  })
  return {
    all: whole[0]!,
    parts: splits[0]!.parts.map(({ names, told }) => ({
      words: names.length === 1 ? named[Number(names[0])]!.words : `${names.length} parts together`,
      told: told[0]!,
    })),
  }
}

function wordsOf(words: PartRow['words']): string {
  const said = words.map(([name, value]) => `${name} ${value ?? 'not known'}`)
  return formatList(said) || 'all'
}
