/** What looks like a code and not like English, on a page or in a line of a terminal. */

/** What people know by its number or its letters: these are no codes to them. */
const KNOWN: readonly RegExp[] = [
  // an NHS number, a telephone number
  /\b\d{3} \d{3} \d{4}\b/g,
  /\b0\d{4}\s\d{6}\b/g,
  // a postcode
  /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/g,
  // amounts of things
  /\b\d{1,3}(?:,\d{3})+\b/g,
  // a mail address of a post
  /\b[a-z-]+@[a-z.-]+\b/g,
  // standards that people who send files call by their names
  /\bHL7 v2\b|\bFHIR(?: R4)?\b|\bC2SP\b|\btlog-tiles\b|\bSHA-256\b/g,
  // words that English itself joins by a hyphen, and that are ids as well
  /\bco-chairs?\b|\bprivate-sector\b|\bopt-outs?\b/g,
  // a section of an Act
  /\bsections? \d+[A-Z]?\b/g,
]

const SHAPES: readonly RegExp[] = [
  /\d{5,}/g,
  /\b[A-Z]{1,4}\d[A-Z\d]*(?:\.\d+)?\b/g,
  /\b\d{4}-\d{2}-\d{2}\b/g,
  /\b[\da-f]{8}-[\da-f]{4}-/g,
  /\b[a-z]+[A-Z]\w+/g,
  /\b\w+_\w+\b/g,
  /\burn:\S+|\bhttps?:\S+/g,
  /\b(?:undefined|null|NaN|Infinity)\b|\[object/g,
]
/** Units of measure that are written so. */
const UNITS = /^(?:mmHg|mmol|pH|dL|mL)$/

/**
 * @param ids identifiers by which the agreement or the software calls things, such as `ward-coordinator`
 */
export function codesSeen(text: string, ids: ReadonlySet<string>): string[] {
  const bare = KNOWN.reduce((left, known) => left.replaceAll(known, ' '), text)
  const shapes = SHAPES.flatMap((shape) => bare.match(shape) ?? [])
  const words = bare.match(/[a-z]+(?:[.-][a-z]+)+/g) ?? []
  return [...shapes.filter((one) => !UNITS.test(one)), ...words.filter((one) => ids.has(one))]
}
