import type { Merge } from '../people/index.ts'
import { whyNoId } from '../people/index.ts'
import type { AdtMessage } from './adt-message.ts'
import { authorityOf, type NamedPerson, readIds } from './cx-ids.ts'
import { DELETED, isFilled, type Segment, type Segments, segmentsOf } from './hl7.ts'
import { mergeField } from './person-fields.ts'
import { readPid } from './pid.ts'
import { visitNumber } from './pv1.ts'
import { PERSON, type Said, Unreadable } from './reading.ts'
import { visitKey } from './visit.ts'
import { type Place, visitLink } from './visit-links.ts'
import { readName } from './xpn-name.ts'

type Person = Pick<NamedPerson, 'personId' | 'key' | 'fields'>

/** Of a merge of accounts the number of the person may be left out, and nothing of people is merged. */
const ACCOUNTS = ['A36', 'A41']

/**
 * Merges and changes of number (A40, A47 and the like): each MRG of a part retires a number, and whoever had it is
 * the person of the part. A link between the two, said by both, that A37 takes back.
 */
export function readMerges(
  message: AdtMessage,
  part: Segments,
  survivor: Person,
  stamp: string,
): Said[] {
  const mrgs = segmentsOf(part, 'MRG')
  const retired = mrgs.flatMap((mrg) => retiredBy(message, mrg) ?? [])
  if (retired.length === 0) {
    if (!ACCOUNTS.includes(message.trigger)) {
      throw new Unreadable('the merge does not say which number is retired', 'MRG-1')
    }
    message.notes.pass('MRG')
  }
  return retired.flatMap((old) => linked(survivor, old, stamp, 'merge-message'))
}

/** Who had the retired numbers, and what they were called. */
function retiredBy(message: AdtMessage, mrg: Segment): NamedPerson | undefined {
  const named = readIds(message, mrg.all(1))
  if (named === undefined) return undefined
  const [name] = mrg.all(7)
  if (name === undefined || name.raw === DELETED) return named
  const { family, given } = readName(name)
  const fields = {
    ...named.fields,
    ...(isFilled(family) ? { family } : {}),
    ...(given.length > 0 ? { given } : {}),
  }
  return { ...named, fields }
}

/** A24 links the people of its two parts, A37 takes that back. */
export function readLink(message: AdtMessage, stamp: string, does: 'link' | 'unlink'): Said[] {
  const [first, second, ...more] = message.parts.map((part) => readPid(message, part))
  if (first === undefined || second === undefined || more.length > 0) {
    throw new Unreadable('the message does not name two people', 'PID')
  }
  const because = does === 'link' ? 'link-message' : null
  const own = [first, second].map(({ personId, key, fields }) => ({
    personId,
    about: PERSON,
    key,
    stamp,
    fields,
  })) satisfies Said[]
  return [...own, ...linked(first, second, stamp, because)]
}

function linked(
  one: Person,
  other: Person,
  stamp: string,
  because: Merge['because'] | null,
): Said[] {
  if (one.personId === other.personId) return []
  const say = ({ personId, key, fields }: Person, about: Person): Said => ({
    personId,
    about: PERSON,
    key,
    stamp,
    fields: { ...fields, [mergeField(about.personId)]: because },
  })
  return [say(one, other), say(other, one)]
}

/**
 * Visits that get another number, or are another person's (A42, A44, A45, A49, A50, A51; MRG-5 in A06 and A07): the
 * number in MRG and the one of the visit are of one visit, which from now on stands at the second.
 */
export function readVisitLinks(
  message: AdtMessage,
  part: Segments,
  { personId }: NamedPerson,
  stamp: string,
): Said[] {
  const now = visitNumber(message, part)
  if (now === undefined) return []
  const to: Place = { personId, key: visitKey({ form: 'message', ...now }) }
  return segmentsOf(part, 'MRG').flatMap((mrg) => {
    const before = retiredBy(message, mrg)
    const from = { personId: before?.personId ?? personId, key: priorKey(message, mrg) ?? to.key }
    return visitLink(from, to, stamp)
  })
}

/**
 * Which fields of MRG hold the number that a visit had: MRG-5; some hospitals have only MRG-3, the account, which A44
 * and A49 are about; A51 is about the alternate number. Where visits have no such number here, nothing is moved.
 */
const PRIOR: ReadonlyMap<string, readonly number[]> = new Map([
  ['A44', [3]],
  ['A45', [5, 3]],
  ['A49', [3]],
  ['A51', [6]],
])

function priorKey(message: AdtMessage, mrg: Segment): string | undefined {
  const fields = PRIOR.get(message.trigger) ?? [5]
  for (const field of fields) {
    const [id] = mrg.all(field)
    const number = id?.get(1) ?? ''
    if (id === undefined || !isFilled(number) || whyNoId(number) !== undefined) continue
    return visitKey({ form: 'message', authority: authorityOf(id, message), number })
  }
  return undefined
}
