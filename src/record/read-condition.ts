import { plainStatus } from './code-words.ts'
import {
  codesOf,
  notesOf,
  objectOf,
  objectsOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import { onsetOf } from './onset.ts'
import type { JsonObject } from './resource.ts'
import { isPast } from './span.ts'
import { foldWords, OVER, type Reading, unsure, WRONG } from './statement.ts'

const CLINICAL: ReadonlyMap<string, string | undefined> = new Map([
  ['active', undefined],
  ['recurrence', 'come back'],
  ['relapse', 'worse again'],
])
const ENDED = new Set(['inactive', 'remission', 'resolved'])
const VERIFIED: ReadonlyMap<string, string | undefined> = new Map([
  ['confirmed', undefined],
  ['unconfirmed', 'not confirmed'],
  ['provisional', 'provisional, not confirmed'],
  ['differential', 'one of several that it may be'],
])
/** A SNOMED CT display says what sort of thing it names: an operation is no condition. */
const OPERATION = /\s*\((?:procedure|regime\/therapy)\)\s*$/i
const ENCOUNTER_DIAGNOSIS = 'encounter-diagnosis'

/** FHIR R4 Condition. */
export function readCondition(content: JsonObject, now: Date): Reading {
  const clinical = statusOf(content.clinicalStatus)
  const verified = statusOf(content.verificationStatus)
  if (verified.some((code) => code === 'refuted' || code === 'entered-in-error')) return WRONG
  if (clinical.some((code) => ENDED.has(code)) || hasAbated(content, now)) return OVER
  const what = wordsOf(content.code, 'a condition')
  if (what === undefined) return unsure('It does not say which.')
  const { when, words } = onsetOf(content)
  const severity = wordsOf(content.severity, 'how bad it is,')
  return {
    stands: 'yes',
    section: 'conditions',
    concept: content.code as JsonObject,
    what,
    about: foldWords(what),
    says: [
      ...(severity === undefined ? [] : [severity]),
      ...wordsOfAll(content.bodySite, 'a part of the body'),
      ...objectsOf(content.stage).flatMap(({ summary }) => wordsOf(summary, 'a stage') ?? []),
      ...clinical.flatMap((code) => wordsFor(CLINICAL, code)),
      ...verified.flatMap((code) => wordsFor(VERIFIED, code)),
    ],
    aside: [...categories(content), ...words, ...notesOf(content.note)],
    labels: wordsOfAll(content.category, 'a kind'),
    when,
  }
}

/** It belongs to one visit: after a stay it is what the stay was for, and no longer what is so. */
export function isEncounterDiagnosis({ category }: JsonObject): boolean {
  return (Array.isArray(category) ? category : []).some((one) =>
    codesOf(one).includes(ENCOUNTER_DIAGNOSIS),
  )
}

/** `Total hip replacement (procedure)` in a list of problems: something that was done. */
export function operationIn(content: JsonObject): string | undefined {
  const displays = objectsOf(objectOf(content.code)?.coding).map(({ display }) => stringOf(display))
  const named = [wordsOf(content.code, 'a condition'), ...displays].find((name) =>
    OPERATION.test(name ?? ''),
  )
  return named === undefined
    ? undefined
    : (wordsOf(content.code, 'a condition') ?? named).replace(OPERATION, '')
}

/** In whichever form: what has abated is over, but for an end that is still ahead. */
function hasAbated(content: JsonObject, now: Date): boolean {
  const end = stringOf(content.abatementDateTime)
  if (end !== undefined) return isPast(end, now) || Date.parse(end) <= now.getTime()
  const period = objectOf(content.abatementPeriod)
  if (period !== undefined) {
    const from = stringOf(period.start) ?? stringOf(period.end)
    return from === undefined || Date.parse(from) <= now.getTime()
  }
  return [
    content.abatementAge,
    content.abatementRange,
    content.abatementString,
    content.abatementBoolean,
  ].some((said) => said !== undefined && said !== null && said !== false)
}

/** Kinds that say more than that it is on a list or belongs to a visit. */
function categories({ category }: JsonObject): string[] {
  const usual = new Set([ENCOUNTER_DIAGNOSIS, 'problem-list-item'])
  return (Array.isArray(category) ? category : [])
    .filter((one) => !codesOf(one).some((code) => usual.has(code)))
    .flatMap((one) => wordsOf(one, 'a kind') ?? [])
}

function wordsFor(words: ReadonlyMap<string, string | undefined>, code: string): string[] {
  if (!words.has(code)) return [plainStatus(code)]
  const said = words.get(code)
  return said === undefined ? [] : [said]
}
