import { plainStatus } from './code-words.ts'
import { isShownType, whyUncertain } from './elements.ts'
import {
  displayOf,
  objectOf,
  objectsOf,
  periodOf,
  statusOf,
  stringOf,
  wordsOf,
  wordsOfAll,
} from './fhir.ts'
import { kindWords } from './kept.ts'
import type { KnownResource } from './known-resource.ts'
import { quantityWords, rangeWords, ratioWords } from './quantity-words.ts'
import type { JsonObject } from './resource.ts'
import { type ReadContext, readingOf } from './standing.ts'

/** One thing that is kept and not shown elsewhere, as plainly as it can be told. */
export type KeptLine = {
  key: string
  /** `result` */
  kind: string
  /** `eGFR, 22 mL/min`; empty where it carries no words */
  words: string
  /** what must be known about it: why it is shown nowhere else, that it is a draft */
  note?: string
  at?: string
  source: string
  learntAt: string
}

const PLAIN = new Set([
  'final',
  'current',
  'active',
  'completed',
  'finished',
  'amended',
  'corrected',
])

export function keptLine(resource: KnownResource, context: ReadContext): KeptLine {
  const { content, type, source } = resource
  return {
    key: resource.id,
    kind: kindWords(type, 1).replace(/^other /, ''),
    words: wordsIn(content),
    note: noteOn(resource, context),
    at: resource.trueAt ?? dateIn(content),
    source: context.sources.nameOf(source),
    learntAt: resource.learntAt,
  }
}

/** Its title, what it is of, and its value: a value only where nothing can turn it round. */
function wordsIn(content: JsonObject): string {
  const named =
    stringOf(content.title) ??
    stringOf(content.description) ??
    wordsOf(content.code, '') ??
    wordsOf(content.type, '') ??
    wordsOf(content.vaccineCode, '') ??
    wordsOf(content.medicationCodeableConcept, '') ??
    displayOf(content.medicationReference) ??
    wordsOfAll(content.category, '')[0] ??
    wordsOfAll(content.serviceType, '')[0] ??
    objectsOf(content.content).flatMap(
      ({ attachment }) => stringOf(objectOf(attachment)?.title) ?? [],
    )[0]
  const value = whyUncertain(content) === undefined ? valueIn(content) : undefined
  return [named, value].filter((part) => part !== undefined).join(', ')
}

function valueIn(content: JsonObject): string | undefined {
  const text = stringOf(content.valueString)
  const found =
    quantityWords(content.valueQuantity) ??
    rangeWords(content.valueRange) ??
    ratioWords(content.valueRatio) ??
    wordsOf(content.valueCodeableConcept, 'a value') ??
    (text === undefined ? undefined : text.slice(0, 200))
  const parts = objectsOf(content.component).flatMap((component) => {
    const value = valueIn(component)
    return value === undefined ? [] : [`${wordsOf(component.code, 'a part') ?? ''} ${value}`.trim()]
  })
  const all = [
    ...(found === undefined ? [] : [found]),
    ...parts,
    ...wordsOfAll(content.interpretation, 'what it means'),
  ]
  return all.length === 0 ? undefined : all.join(', ')
}

/** Why it is in no line of the page, or the state that its source gives it. */
function noteOn(resource: KnownResource, context: ReadContext): string | undefined {
  const { content, type } = resource
  const uncertain = whyUncertain(content)
  if (uncertain !== undefined) return uncertain
  if (isShownType(type)) {
    const reading = readingOf(resource, context)
    if (reading.stands === 'unsure') return reading.why
  }
  const [status] = statusOf(content.clinicalStatus ?? content.lifecycleStatus ?? content.status)
  return status === undefined || PLAIN.has(status) ? undefined : plainStatus(status)
}

function dateIn(content: JsonObject): string | undefined {
  return (
    stringOf(content.start) ??
    stringOf(content.date) ??
    periodOf(content.period).start ??
    stringOf(content.authoredOn)
  )
}
