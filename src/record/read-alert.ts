import {
  codesOf,
  listOf,
  objectOf,
  objectsOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import type { JsonObject } from './resource.ts'
import { isAhead, isOver, isPast, spanWords } from './span.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'

/** Decisions of which there can be one only: what sources say of them is compared whatever their words. */
const RESUSCITATION = ['resuscitat\\w*', 'dna ?cpr', 'dnar', 'dnr', 'cpr', 'respect (?:form|plan)']
const LEGAL = [
  'power of attorney',
  'lpa',
  'deputyship',
  'court of protection',
  'deprivation of liberty',
  'dols',
  'mental health act',
  'detained',
  'guardianship',
  'advance decision',
  'adrt',
]
const TOPICS: readonly (readonly [RegExp, string])[] = [
  [anyOf(RESUSCITATION), 'resuscitation'],
  [anyOf(LEGAL), 'legal status'],
]

function anyOf(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.join('|')})\\b`)
}

export function topicOf(words: string): string | undefined {
  const folded = foldWords(words)
  return TOPICS.find(([pattern]) => pattern.test(folded))?.[1]
}

/** FHIR R4 Flag: active, and within its period. */
export function readFlag(content: JsonObject, now: Date): Reading {
  const [status] = statusOf(content.status)
  if (status === 'entered-in-error') return WRONG
  if (status === 'inactive' || isOver(content.period, now)) return OVER
  if (status !== 'active') return unsure('It does not say whether it holds.')
  const what = wordsOf(content.code, 'an alert')
  if (what === undefined) return unsure('It does not say of what it warns.')
  const category = wordsOfAll(content.category, 'a kind')
  const topic = topicOf(what)
  return {
    stands: 'yes',
    section: 'alerts',
    concept: objectOf(content.code),
    what,
    about: topic ?? foldWords(what),
    ...(topic === undefined ? {} : { nameCounts: true as const }),
    says: aheadWords(content.period, now),
    aside: category.filter((one) => foldWords(one) !== foldWords(what)),
    labels: [...category, ...listOf(content.category).flatMap(codesOf), ...codesOf(content.code)],
    when: sinceOf(content.period, now),
  }
}

/** Consents that decide about treatment; a consent to sharing or to research is another matter. */
const ADVANCE = new Set(['adr', 'treatment', 'acd', 'dnr', 'emrgonly', 'hcd', 'polst', '59284-0'])
const SCOPES: ReadonlyMap<string, string> = new Map([
  ['adr', 'Advance decision'],
  ['treatment', 'Consent to treatment'],
])
const ACD: ReadonlyMap<string, string> = new Map([
  ['acd', 'Advance decision'],
  ['dnr', 'Do not attempt resuscitation'],
  ['emrgonly', 'Emergency treatment only'],
  ['hcd', 'Advance decision on health care'],
  ['polst', 'Orders on life-sustaining treatment'],
])

/** FHIR R4 Consent: advance decisions and what is decided about resuscitation. */
export function readConsent(content: JsonObject, now: Date): Reading {
  const [status] = statusOf(content.status)
  if (status === 'entered-in-error') return WRONG
  const provision = objectOf(content.provision)
  if (status === 'inactive' || status === 'rejected' || isOver(provision?.period, now)) return OVER
  if (status !== 'active') return unsure('It is a draft or a proposal.')
  const codes = [...codesOf(content.scope), ...listOf(content.category).flatMap(codesOf)]
  if (!codes.some((code) => ADVANCE.has(code.toLowerCase()))) return OVER
  const named = listOf(content.category).flatMap((one) => nameIn(one, ACD) ?? [])
  const scope = nameIn(content.scope, SCOPES)
  const what = named[0] ?? scope ?? 'Consent'
  const signed = stringOf(content.dateTime)
  return {
    stands: 'yes',
    section: 'alerts',
    what,
    about: topicOf([what, ...named].join(' ')) ?? 'legal status',
    nameCounts: true,
    says: [
      ...named.slice(1),
      ...(scope === undefined || scope === what ? [] : [scope]),
      ...decisionWords(provision),
      ...aheadWords(provision?.period, now),
      ...(objectsOf(content.verification).some(({ verified }) => verified === false)
        ? ['not verified']
        : []),
      ...(objectsOf(content.verification).some(({ verified }) => verified === true)
        ? ['verified']
        : []),
    ],
    labels: codes,
    when: signed === undefined ? undefined : { is: 'signed', at: signed },
  }
}

/** `refused: blood products`; a provision without a type permits. */
function decisionWords(provision: JsonObject | undefined): string[] {
  if (provision === undefined) return []
  const to = wordsOfAll(provision.code, 'something')
  const type = stringOf(provision.type)
  if (type === undefined && to.length === 0) return []
  const decided = type === 'deny' ? 'refused' : type === 'permit' ? 'agreed to' : (type ?? 'about')
  return [to.length === 0 ? decided : `${decided}: ${to.join(', ')}`]
}

/** What the code is called here, where it carries no words of its own. */
function nameIn(
  concept: JsonObject[string] | undefined,
  names: ReadonlyMap<string, string>,
): string | undefined {
  const text = stringOf(objectOf(concept)?.text)
  const coded = codesOf(concept).flatMap((code) => names.get(code.toLowerCase()) ?? [])[0]
  return text ?? coded ?? wordsOf(concept, 'a decision')
}

/** What is not yet, or has an end that is known. */
function aheadWords(period: JsonObject[string] | undefined, now: Date): string[] {
  const end = stringOf(objectOf(period)?.end)
  if (!isAhead(period, now) && (end === undefined || isPast(end, now))) return []
  return [spanWords(period)!]
}

function sinceOf(period: JsonObject[string] | undefined, now: Date) {
  const start = stringOf(objectOf(period)?.start)
  return start === undefined || isAhead(period, now)
    ? undefined
    : ({ is: 'since', at: start } as const)
}
