import type { JsonObject } from '../record/index.ts'
import { instantIn } from './fhir-dates.ts'
import { objectOf, textIn } from './json-value.ts'
import { arrivalIn, believed, UNDATED } from './latest.ts'
import type { ReadContext } from './reading.ts'

/** What a resource says follows what a message of the same moment says. */
const RANK = 4
const VERSION = /^\d{1,12}$/
/** Turns and places are written in as few signs as keep their order: all that is known has a stamp. */
const RADIX = 36
const TWO_SIGNS = Array.from({ length: RADIX ** 2 }, (_, number) =>
  number.toString(RADIX).padStart(2, '0'),
)
/** Pairs of signs of a turn and of a place. */
const TURN = 3
const PLACE = 4
const PLACES = TWO_SIGNS.length ** PLACE

/** All of a file arrived at one time. */
let of: { receivedAt: string; turn: number; arrival: string } | undefined

/**
 * When the server last changed it (`lastUpdatedOf`), then its version, then the date of its bundle, then its arrival.
 * What has a version and no date is older than whatever is dated.
 */
export function stampFor(
  resource: JsonObject,
  updated: string | undefined,
  context: ReadContext,
): string {
  const { receivedAt, turn, hash } = context
  const dated = believed(context.file.dated, receivedAt)
  const meta = objectOf(resource.meta)
  const version = textIn(meta?.versionId)
  const order = version !== undefined && VERSION.test(version) ? version.padStart(12, '0') : ''
  const undated = dated ?? (order === '' ? receivedAt : UNDATED)
  const at = updated ?? undated
  if (of?.receivedAt !== receivedAt || of.turn !== turn) {
    of = { receivedAt, turn, arrival: `${arrivalIn(receivedAt)}~${inOrder(turn, TURN)}` }
  }
  return `${at}~${RANK}~${order}~${dated ?? ''}~${of.arrival}.${placeOf(context)}~${hash.slice(0, 8)}`
}

/** When its server last changed it, where it says so and can be believed. */
export function lastUpdatedOf(resource: JsonObject, receivedAt: string): string | undefined {
  return believed(instantIn(objectOf(resource.meta)?.lastUpdated), receivedAt)
}

/** In a history what stands first is newest; in a bundle within an item it is the place there that counts. */
function placeOf({ file, sequence, within }: ReadContext): string {
  const inFile = turned(sequence, within === undefined && file.newestFirst)
  return within === undefined ? inFile : `${inFile}.${turned(within, file.newestFirst)}`
}

function turned(place: number, newestFirst: boolean | undefined): string {
  return inOrder(newestFirst ? PLACES - 1 - place : place, PLACE)
}

/** A number by two signs of base 36 at a time: beyond what so many pairs can say all are as good as equal. */
function inOrder(number: number, pairs: number): string {
  let text = ''
  let rest = Math.min(number, TWO_SIGNS.length ** pairs - 1)
  for (let at = 0; at < pairs; at += 1) {
    text = TWO_SIGNS[rest % TWO_SIGNS.length]! + text
    rest = Math.floor(rest / TWO_SIGNS.length)
  }
  return text
}
