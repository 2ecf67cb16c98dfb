import { formatCount, plural } from '../kernel/index.ts'
import type { Fields, FieldValue, Stamped } from './latest.ts'
import { PATIENT } from './person-fields.ts'
import { type Reading, Unreadable } from './reading.ts'

/**
 * What may be said of one person or one thing. Far more than anybody has, and far less than makes a page, an index or
 * a comparison of two people slow: a lock that others wait for is then held no longer for one item than for another.
 */
const TEXT_MAX = 10_000
const LIST_MAX = 200
const SAID_MAX = 5_000
const FIELDS_MAX = 2_000

/**
 * Holds what an item says to what can be kept of one person, whatever its kind.
 * @throws Unreadable that names the field and the bound, never what stands there
 */
export function refuseBoundless({ said, events, resources }: Reading): void {
  const things = said.length + events.length + resources.length
  if (things > SAID_MAX) {
    throw new Unreadable(`it says more than ${plural(SAID_MAX, 'thing')} at once`)
  }
  for (const { fields } of said) {
    for (const name in fields) {
      const value = fields[name]
      if (value === undefined) continue
      if (name === PATIENT) refuseLargeIn(value as Fields)
      else refuseLarge(value, name)
    }
  }
}

/** Of what was said before and is said now of one thing, which grows with every word of another number or visit. */
export function refuseGrown(fields: Stamped): void {
  if (Object.keys(fields).length > FIELDS_MAX) {
    throw new Unreadable(`more than ${plural(FIELDS_MAX, 'thing')} would be known of one thing`)
  }
}

function refuseLargeIn(patient: Fields): void {
  for (const name in patient) refuseLarge(patient[name]!, name)
}

/** `name` begins with a word that we gave, and stays so within: a telephone number may be the name of its use. */
function refuseLarge(value: FieldValue, name: string): void {
  if (typeof value === 'string') {
    if (value.length > TEXT_MAX) {
      throw beyond(`a text is longer than ${formatCount(TEXT_MAX)} characters`, name)
    }
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    const list = value as readonly FieldValue[]
    if (list.length > LIST_MAX) throw beyond(MANY, name)
    for (const one of list) refuseLarge(one, name)
    return
  }
  const object = value as Fields
  let count = 0
  for (const key in object) {
    count += 1
    if (count > LIST_MAX) throw beyond(MANY, name)
    refuseLarge(object[key]!, name)
  }
}

const MANY = `there are more than ${LIST_MAX} of one thing`

function beyond(why: string, name: string): Unreadable {
  return new Unreadable(why, name.split(' ')[0])
}
