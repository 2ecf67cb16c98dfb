import { derivedId } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import type { JsonObject, ParsedResource } from '../record/index.ts'
import { type AdtMessage, momentAt } from './adt-message.ts'
import { codedOf } from './ce-code.ts'
import { fieldPath } from './feed-reading.ts'
import { isFilled, type Segment, type Segments, segmentsOf } from './hl7.ts'
import type { FieldValue, Stamped } from './latest.ts'
import { CONTACT_ROLES, RELATIONSHIP_WORDS, RELATIONSHIPS } from './nhs-words.ts'
import { readName } from './xpn-name.ts'
import { telephonesOf } from './xtn-contact.ts'

/** A field for each of somebody's people: `kin NAME`. */
const KIN = 'kin '
/** stands at the stamp of the newest list */
const LISTED = 'kinListed'
const RELATIONSHIP = 3
const ROLE = 7
const NEXT_OF_KIN = 'Next of kin'
const ROLES = 'http://terminology.hl7.org/CodeSystem/v2-0131'

type Kin = {
  family?: string
  given: string[]
  /** in words; next of kin last */
  roles: string[]
  isNextOfKin: boolean
  phones: string[]
  start?: string
  end?: string
}

/**
 * The people of somebody, as fields of the person. The list of a message is whole (HL7, repeating segments in
 * snapshot mode): who is on an older one only is no longer told. A message without NK1 says nothing of them.
 */
export function kinFields(message: AdtMessage, part: Segments): Record<string, FieldValue> {
  // What holds no more than its own number names nobody, and takes nobody away.
  const all = segmentsOf(part, 'NK1').filter((nk1) => !isEmpty(nk1))
  if (all.length === 0) return {}
  const kin = all.flatMap((nk1) => {
    const read = readKin(message, nk1)
    if (read === undefined) return []
    const name = [...read.given, read.family ?? ''].join(' ').toLowerCase()
    return [[KIN + name, read as unknown as FieldValue] as const]
  })
  return { [LISTED]: true, ...Object.fromEntries(kin) }
}

function isEmpty(nk1: Segment): boolean {
  for (let field = 2; field <= nk1.last; field += 1) if (nk1.all(field).length > 0) return false
  return true
}

function readKin(message: AdtMessage, nk1: Segment): Kin | undefined {
  const [first] = nk1.all(2)
  const name = first === undefined ? undefined : readName(first)
  if (name === undefined || (!isFilled(name.family) && name.given.length === 0)) {
    message.notes.pass(isFilled(nk1.text(13)) ? 'NK1-13' : 'NK1-2')
    return undefined
  }
  const phones = telephonesOf([...nk1.all(5), ...nk1.all(6)]).map(({ number }) => number)
  const roles = [...new Set([RELATIONSHIP, ROLE].flatMap((field) => roleOf(message, nk1, field)))]
  return {
    ...(isFilled(name.family) ? { family: name.family } : {}),
    given: name.given,
    roles: roles.filter((role) => role !== NEXT_OF_KIN),
    isNextOfKin: roles.includes(NEXT_OF_KIN),
    phones: [...new Set(phones)],
    ...dateAt(message, nk1, 8, 'start'),
    ...dateAt(message, nk1, 9, 'end'),
  }
}

/** The words that came, else those of the tables; a code that no table knows is no word to show. */
function roleOf({ notes }: AdtMessage, nk1: Segment, field: number): string[] {
  const { code, words } = codedOf(nk1.all(field)[0])
  const upper = (code ?? '').toUpperCase()
  const known = (field === ROLE ? CONTACT_ROLES.get(upper) : undefined) ?? RELATIONSHIPS.get(upper)
  if (known !== undefined) return [known]
  if (words !== undefined) return [words]
  if (code === undefined || code.toUpperCase() === 'UNK' || code === '98' || code === '99')
    return []
  if (/^[A-Z][a-z]{2,}/.test(code)) return [code]
  const written = code.toLowerCase()
  if (RELATIONSHIP_WORDS.has(written)) return [written[0]!.toUpperCase() + written.slice(1)]
  notes.pass(`NK1-${field}`)
  return []
}

function dateAt(message: AdtMessage, nk1: Segment, field: number, name: 'start' | 'end') {
  const at = momentAt(message, [nk1], fieldPath(`NK1-${field}`))
  return typeof at === 'string' ? { [name]: at.slice(0, 10) } : {}
}

/** The same as FHIR RelatedPersons, where what is known of them has changed. */
export function relativesFrom(
  person: SourcePerson,
  known: Stamped,
  before: Stamped | undefined,
): ParsedResource[] {
  const listed = known[LISTED]?.[0]
  if (listed === undefined) return []
  const unchanged = (name: string) =>
    before?.[LISTED]?.[0] === listed && before?.[name]?.[0] === known[name]![0]
  return Object.keys(known)
    .filter((name) => name.startsWith(KIN) && !unchanged(name))
    .map((name) => {
      const [stamp, kin] = known[name]!
      return relativeFrom(person, name, kin as unknown as Kin, stamp >= listed, listed)
    })
}

function relativeFrom(
  { personId, sourceId }: SourcePerson,
  name: string,
  { family, given, roles, isNextOfKin, phones, start, end }: Kin,
  active: boolean,
  stamp: string,
): ParsedResource {
  const id = derivedId('kin', personId, name)
  const relationship: JsonObject[] = roles.map((text) => ({ text }))
  if (isNextOfKin) {
    relationship.push({
      coding: [{ system: ROLES, code: 'N', display: NEXT_OF_KIN }],
      text: NEXT_OF_KIN,
    })
  }
  const period = {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }
  const content: JsonObject = {
    resourceType: 'RelatedPerson',
    id,
    active,
    patient: { reference: `Patient/${sourceId}` },
    name: [{ ...(family === undefined ? {} : { family }), given }],
    ...(relationship.length > 0 ? { relationship } : {}),
    ...(phones.length > 0 ? { telecom: phones.map((value) => ({ system: 'phone', value })) } : {}),
    ...(Object.keys(period).length > 0 ? { period } : {}),
  }
  return { type: 'RelatedPerson', sourceId: id, personId, content, stamp }
}
