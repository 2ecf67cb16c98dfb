import { z } from 'zod'
import { refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import type { Board } from './board.ts'
import type { Closes } from './fact.ts'

const WAYS = ['measure', 'money', 'decision', 'occurrences'] as const

/** Kinds of things that happen to people, which can be counted, in words. */
const KINDS = new Map([
  ['stay', 'Stays in hospital'],
  ['attendance', 'Attendances'],
  ['request', 'Requests to the council'],
  ['assessment', 'Assessments'],
  ['service', 'Services that began'],
  ['review', 'Reviews'],
  ['contact', 'Contacts'],
])

const optional = (max: number, label: string, hint: string) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({ label, hint })

/** By which fact something that somebody took on is done by itself, as the form asks for it. */
export const closingFields = {
  closedBy: z
    .enum(WAYS)
    .optional()
    .meta({
      label: 'Which fact closes it by itself?',
      hint: 'Left empty, whoever takes it on says that it is done',
      words: {
        measure: 'A month of a measure',
        money: 'Money that is spent on a scheme',
        decision: 'The decision of an item',
        occurrences: 'Things that happen to people',
      },
    }),
  measure: optional(60, 'Which measure?', 'Where a measure closes it'),
  scheme: optional(120, 'Which scheme?', 'Where money closes it: the name that the books have'),
  decided: z
    .string()
    .trim()
    .regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/, 'is not the id of an item')
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({ label: 'Which item?', hint: 'Where a decision closes it' }),
  kind: optional(40, 'What happens?', 'Where it is things that happen to people'),
  reaches: z
    .string()
    .trim()
    .regex(/^(-?\d+(\.\d{1,2})?)?$/, 'is not a number like 12 or 12.5')
    .transform((text) => (text === '' ? undefined : text))
    .optional()
    .meta({
      label: 'How much, or how many?',
      hint: 'The value of the measure, the pounds, or the number of things',
    }),
}

type Given = {
  readonly closedBy?: (typeof WAYS)[number] | undefined
  readonly measure?: string | undefined
  readonly scheme?: string | undefined
  readonly decided?: string | undefined
  readonly kind?: string | undefined
  readonly reaches?: string | undefined
}

/** The measures of the agreement, and what can be counted, by their words. */
export function closingChoices({ agreement }: Pick<Place, 'agreement'>) {
  const measures = agreement.current()?.table<{ id: string; name: string }>('measure') ?? []
  return { measure: new Map(measures.map(({ id, name }) => [id, name])), kind: KINDS }
}

/** The condition, whole; undefined where none is asked for; why it is none. */
export function closesOf(place: Pick<Place, 'agreement'>, board: Board, given: Given) {
  const { closedBy, measure, scheme, decided, kind, reaches } = given
  if (closedBy === undefined) return undefined
  const not = (sentence: string, next: string) => refuse('no-such-fact', sentence, { next })
  if (closedBy === 'decision') {
    if (decided !== undefined && board.items.has(decided)) {
      return { by: closedBy, item: decided } satisfies Closes
    }
    return not('There is no such item that could be decided.', 'Give the id of an item.')
  }
  if (reaches === undefined) {
    return not('It does not say how much or how many.', 'Give a number.')
  }
  if (closedBy === 'measure') {
    if (measure !== undefined && closingChoices(place).measure.has(measure)) {
      return { by: closedBy, measure, target: reaches } satisfies Closes
    }
    return not('The agreement counts no such measure.', 'Choose one that it counts.')
  }
  if (closedBy === 'money') {
    if (scheme !== undefined && /^\d+(\.\d\d)?$/.test(reaches)) {
      return { by: closedBy, scheme, pounds: reaches } satisfies Closes
    }
    return not('It does not say what is spent on which scheme.', 'Give both, in pounds.')
  }
  if (kind !== undefined && KINDS.has(kind) && /^[1-9]\d{0,6}$/.test(reaches)) {
    return { by: closedBy, kind, many: Number(reaches) } satisfies Closes
  }
  return not('It does not say how many of what.', 'Choose what happens, and a whole number.')
}
