import { isByCode } from './code-words.ts'
import type { Directory } from './directory.ts'
import { isShownType, passedOver, type ShownType, whyUncertain } from './elements.ts'
import { systemCodesOf } from './fhir.ts'
import type { KnownResource } from './known-resource.ts'
import { readConsent, readFlag } from './read-alert.ts'
import { readAllergy } from './read-allergy.ts'
import { readCarer } from './read-carer.ts'
import { readCondition } from './read-condition.ts'
import { readMedicine } from './read-medicine.ts'
import { readCarePlan, readGoal } from './read-plan.ts'
import { readCareTeam } from './read-team.ts'
import { readSettled } from './settled.ts'
import type { Sources } from './sources.ts'
import { type Reading, type Statement, unsure, type Words } from './statement.ts'

export type ReadContext = { sources: Sources; directory: Directory; now: Date }
type Known = Pick<ReadContext, 'directory' | 'now'>

type Reader = (resource: KnownResource, known: Known) => Reading

/** By resource type, what makes it stand and what it says: one reader each, nothing else decides. */
const READERS: Readonly<Record<ShownType, Reader>> = {
  AllergyIntolerance: ({ content }) => readAllergy(content),
  CarePlan: ({ content }, { now }) => readCarePlan(content, now),
  CareTeam: (resource, { directory, now }) => readCareTeam(resource, directory, now),
  Condition: ({ content }, { now }) => readCondition(content, now),
  Consent: ({ content }, { now }) => readConsent(content, now),
  Flag: ({ content }, { now }) => readFlag(content, now),
  Goal: ({ content }) => readGoal(content),
  MedicationRequest: (resource, { directory, now }) => readMedicine(resource, directory, now),
  MedicationStatement: (resource, { directory, now }) => readMedicine(resource, directory, now),
  RelatedPerson: ({ content }, { now }) => readCarer(content, now),
}

/** A resource that no line of the page is made of, and why, where there is a why. */
export type Unshown = { resource: KnownResource; why?: string }

/** What stands of what was read, and what is kept without being shown. What a source has taken back is neither. */
export function readStatements(
  resources: readonly KnownResource[],
  { directory, now }: ReadContext,
): { statements: Statement[]; unshown: Unshown[] } {
  const statements: Statement[] = []
  const unshown: Unshown[] = []
  for (const resource of resources) {
    const { reading, statement } = readOne(resource, directory, now)
    if (statement !== undefined) statements.push(statement)
    else if (reading.stands === 'over') unshown.push({ resource })
    else if (reading.stands === 'unsure') unshown.push({ resource, why: reading.why })
  }
  return { statements, unshown }
}

export function readingOf(resource: KnownResource, { directory, now }: ReadContext): Reading {
  return readOne(resource, directory, now).reading
}

type Read = { reading: Reading; statement?: Statement }

const readOne = readSettled((resource, directory, now): Read => {
  const reading = readAnew(resource, { directory, now })
  return reading.stands === 'yes'
    ? { reading, statement: statementOf(resource, reading) }
    : { reading }
})

function readAnew(resource: KnownResource, known: Known): Reading {
  if (!isShownType(resource.type)) return unsure('It is of a kind that no page shows.')
  const uncertain = whyUncertain(resource.content)
  if (uncertain !== undefined) return unsure(uncertain)
  return READERS[resource.type](resource, known)
}

function statementOf(resource: KnownResource, words: Words): Statement {
  const { content, source } = resource
  const codes = systemCodesOf(words.concept)
  return {
    key: resource.id,
    section: words.section,
    dataClass: resource.dataClass,
    source,
    what: words.what,
    codes,
    // Two things of which only codes are known are not one because the words for that are the same.
    about: isByCode(words.what) ? codes.join(' ') : (words.about ?? ''),
    says: words.says,
    aside: words.aside ?? [],
    nameCounts: words.nameCounts ?? false,
    none: words.none,
    kinds: words.kinds ?? [],
    ended: words.ended,
    forbids: words.forbids,
    when: words.when,
    recordedAt: words.recordedAt,
    stamp: resource.stamp,
    learntAt: resource.learntAt,
    asAt: resource.asAt,
    contested: resource.contested,
    partly: passedOver(resource.type, content),
  }
}
