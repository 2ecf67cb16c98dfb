import { isByCode, plainStatus } from './code-words.ts'
import {
  codesOf,
  listOf,
  notesOf,
  objectsOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import { onsetOf } from './onset.ts'
import type { JsonObject } from './resource.ts'
import { fullDate } from './span.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'

type NoneKind = 'all' | 'medication' | 'food' | 'environment'
const NONE_WORDS: Record<NoneKind, string> = {
  all: 'No known allergies',
  medication: 'No known allergies to medicines',
  food: 'No known allergies to food',
  environment: 'No known allergies to anything around them',
}
/** Codes for knowing of none: SNOMED CT, and those of the International Patient Summary. */
const NONE_CODES: ReadonlyMap<string, NoneKind> = new Map([
  ['716186003', 'all'],
  ['no-known-allergies', 'all'],
  ['409137002', 'medication'],
  ['no-known-medication-allergies', 'medication'],
  ['429625007', 'food'],
  ['no-known-food-allergies', 'food'],
  ['428607008', 'environment'],
  ['no-known-environmental-allergies', 'environment'],
  ['428197003', 'environment'],
  ['716184000', 'environment'],
  ['716220001', 'environment'],
])
/** Nobody asked: not the same as none. */
const NO_INFORMATION = new Set(['no-allergy-info', '1631000175102'])
/**
 * `No known allergies`, `Nil known drug allergy`, `NKDA`: nothing but these words. `No known allergies but penicillin`
 * is an allergy.
 */
const NONE_START = /^(?:(?:no|nil|none)\b|nkd?a$)/
const NONE_VOCABULARY = new Set(
  `no nil none known recorded reported current any of or and to drug drugs medication medicine medicines food foods
    environmental environment latex insect animal allergy allergies allergic adverse reaction reactions sensitivity
    sensitivities intolerance intolerances history nka nkda`.split(/\s+/),
)
const NONE_KINDS: readonly (readonly [RegExp, NoneKind])[] = [
  [/\b(?:drug|medic\w*)\b|^nkda$/, 'medication'],
  [/\bfood\b/, 'food'],
  [/\b(?:environment\w*|latex|insect|animal)\b/, 'environment'],
]

const CRITICALITY: ReadonlyMap<string, string> = new Map([
  ['high', 'high risk'],
  ['low', 'low risk'],
  ['unable-to-assess', 'risk not known'],
])

/** FHIR R4 AllergyIntolerance. */
export function readAllergy(content: JsonObject): Reading {
  const clinical = statusOf(content.clinicalStatus)
  const verified = statusOf(content.verificationStatus)
  if (verified.some((code) => code === 'refuted' || code === 'entered-in-error')) return WRONG
  if (clinical.some((code) => code === 'inactive' || code === 'resolved')) return OVER
  if (codesOf(content.code).some((code) => NO_INFORMATION.has(code))) return OVER
  const substances = objectsOf(content.reaction).flatMap(
    ({ substance }) => wordsOf(substance, 'something') ?? [],
  )
  const named = wordsOf(content.code, 'something') ?? [...new Set(substances)].join(', ')
  const none = noneOf(named, content)
  const what = none !== undefined && isByCode(named) ? NONE_WORDS[none] : named
  if (what === '') return unsure('It does not say to what.')
  const { when, words } = onsetOf(content)
  const type = stringOf(content.type)
  const last = stringOf(content.lastOccurrence)
  const criticality = stringOf(content.criticality)
  return {
    stands: 'yes',
    section: 'allergies',
    concept: content.code as JsonObject,
    what,
    about: aboutOf(what),
    none,
    kinds: listOf(content.category).flatMap((one) => stringOf(one) ?? []),
    says: [
      // An allergy unless it is said to be an intolerance.
      type === 'allergy' ? undefined : type,
      ...objectsOf(content.reaction).flatMap((reaction) => reactionWords(reaction, what)),
      CRITICALITY.get(criticality ?? '') ?? (criticality && plainStatus(criticality)),
      verified.includes('unconfirmed') ? 'not confirmed' : undefined,
      // A status that R4 does not have is said as it came: nobody knows what it means.
      ...clinical.filter((code) => code !== 'active').map(plainStatus),
    ].filter((part) => part !== undefined),
    aside: [
      ...words,
      ...(last === undefined ? [] : [`last reaction ${fullDate(last)}`]),
      ...objectsOf(content.reaction).flatMap(({ note }) => notesOf(note)),
      ...notesOf(content.note),
    ],
    when,
    recordedAt: stringOf(content.recordedDate),
  }
}

/** `rash, severe`; the substance where it is more than what is named already. */
function reactionWords(reaction: JsonObject, what: string): string[] {
  const substance = wordsOf(reaction.substance, 'something')
  const route = wordsOf(reaction.exposureRoute, 'a route')
  const began = stringOf(reaction.onset)
  const words = [
    ...wordsOfAll(reaction.manifestation, 'a reaction'),
    stringOf(reaction.description),
    stringOf(reaction.severity),
    route && `by ${route}`,
    began && `on ${fullDate(began)}`,
  ].filter((part) => part !== undefined && part !== '')
  const named = substance !== undefined && foldWords(substance) !== foldWords(what)
  if (!named) return words.length === 0 ? [] : [words.join(', ')]
  return [words.length === 0 ? substance : `${substance}: ${words.join(', ')}`]
}

function noneOf(what: string, content: JsonObject): NoneKind | undefined {
  const coded = codesOf(content.code).flatMap((code) => NONE_CODES.get(code) ?? [])[0]
  if (coded !== undefined) return coded
  const folded = foldWords(what)
  const words = folded.split(' ')
  if (!NONE_START.test(folded) || !words.every((word) => NONE_VOCABULARY.has(word)))
    return undefined
  return NONE_KINDS.find(([pattern]) => pattern.test(folded))?.[1] ?? 'all'
}

const FILLER_WORDS =
  'allerg\\w* adverse reactions? intoleran\\w* sensitiv\\w* hypersensitiv\\w* drug to of caused by the disorder ' +
  'finding propensity substance'
const FILLERS = new RegExp(`\\b(?:${FILLER_WORDS.replaceAll(' ', '|')})\\b`, 'g')

/** `Allergy to penicillin` and `Penicillin` are about one thing. */
function aboutOf(what: string): string {
  const bare = foldWords(what).replace(FILLERS, ' ').replace(/\s+/g, ' ').trim()
  return bare === '' ? foldWords(what) : bare
}
