import type { JsonObject, JsonValue } from '../record/index.ts'
import { whyNoDate } from './fhir-dates.ts'
import { elementName, pathText } from './fhir-names.ts'
import { counted } from './item.ts'
import { DEPTH_MAX, TOO_DEEP, whyUnkeepable } from './json-value.ts'
import { Unreadable } from './reading.ts'

/** What one walk over a whole resource finds. */
export type Walked = {
  /** every reference in it, as written; '' is left out */
  references: string[]
  /** some element says that it means something else than it seems to, in a way that nobody here knows */
  modified: boolean
  /** there is a number in it, which may not be as it was written */
  numbers: boolean
}

/**
 * Members that change what the rest means, and that whoever does not know them must not pass over: FHIR R4, 2.5.
 */
export const MODIFIERS = ['modifierExtension', 'implicitRules'] as const

/**
 * Everything of a resource is looked at once: that its text can be kept and its dates exist, where its references
 * lead, and whether anything in it changes the meaning of the rest.
 * @throws Unreadable at the first thing that cannot be kept
 */
export function walkResource(type: string, resource: JsonObject, escapes: boolean): Walked {
  const walked: Walked = { references: [], modified: false, numbers: false }
  const bad = walk(resource, type, 0, { walked, escapes })
  if (bad !== undefined) throw new Unreadable(bad.why, pathText(bad.path, type))
  return walked
}

/** Where the modifiers of a resource stand: `MedicationRequest.dosageInstruction.modifierExtension`. */
export function modifiersIn(type: string, resource: JsonObject): string[] {
  const found = new Set<string>()
  const look = (value: JsonValue, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const one of value) look(one as JsonValue, path)
      return
    }
    for (const [name, member] of Object.entries(value)) {
      if (isModifier(name)) found.add(`${path}.${name}`)
      else look(member, `${path}.${elementName(name)}`)
    }
  }
  look(resource, type)
  return [...found]
}

const LIST_MAX = 10_000
const TOO_MANY = `a list or a group of fields holds more than ${counted(LIST_MAX)}`

type Bad = { why: string; path: (string | number)[] }
type Walk = { walked: Walked; escapes: boolean }

/** Answers what is wrong, with the way to it from `value`; no way is kept while nothing is. */
function walk(value: JsonValue, name: string, depth: number, about: Walk): Bad | undefined {
  if (typeof value === 'string') return ofText(value, name, about)
  if (typeof value === 'number') {
    about.walked.numbers = true
    return badly(whyUnkeepable(value, false))
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (depth >= DEPTH_MAX) return badly(TOO_DEEP)
  if (Array.isArray(value)) {
    if (value.length > LIST_MAX) return badly(TOO_MANY)
    for (let at = 0; at < value.length; at += 1) {
      const bad = walk(value[at] as JsonValue, name, depth + 1, about)
      if (bad !== undefined) return from(at, bad)
    }
    return undefined
  }
  const object = value as JsonObject
  let members = 0
  for (const key in object) {
    members += 1
    if (members > LIST_MAX) return badly(TOO_MANY)
    if (about.escapes) {
      const bad = badly(whyUnkeepable(key, true))
      if (bad !== undefined) return bad
    }
    if (isModifier(key)) about.walked.modified = true
    const bad = walk(object[key]!, key, depth + 1, about)
    if (bad !== undefined) return from(key, bad)
  }
  return undefined
}

function isModifier(name: string): boolean {
  return name === MODIFIERS[0] || name === MODIFIERS[1]
}

/** A scan or a letter is longer than any words about somebody, and a narrative says again what the fields say. */
const LONG = new Set(['data', 'div'])
const TEXT_MAX = 100_000
const TOO_LONG = `a text is longer than ${counted(TEXT_MAX)} characters`

function ofText(text: string, name: string, { walked, escapes }: Walk): Bad | undefined {
  if (text.length > TEXT_MAX && !LONG.has(name)) return badly(TOO_LONG)
  if (name === 'reference' && text !== '') walked.references.push(text)
  return badly((escapes ? whyUnkeepable(text, true) : undefined) ?? whyNoDate(text, name))
}

function badly(why: string | undefined): Bad | undefined {
  return why === undefined ? undefined : { why, path: [] }
}

/** Of what is nested without end the first steps are enough. */
function from(step: string | number, { why, path }: Bad): Bad {
  return { why, path: why === TOO_DEEP ? [step, ...path].slice(0, 3) : [step, ...path] }
}
