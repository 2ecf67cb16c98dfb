import type { DataClassRow } from '../access/index.ts'
import type { Apart } from './apart.ts'
import { type CodeRules, codeInField, codeRules } from './class-codes.ts'
import type { ClassList } from './class-list.ts'
import { type WordRules, wordRules } from './class-words.ts'
import { type DataClass, NO_CLASS } from './data-class.ts'
import type { CareEvent } from './event.ts'
import { objectOf, objectsOf } from './fhir.ts'
import { partOfEvent, partOfResource } from './part-of.ts'
import { type JsonObject, type JsonValue, sha256 } from './resource.ts'

/** Which class an item is in, and which of its fields are in another: set once, when it is stored. */
export type Classed = { readonly dataClass: DataClass; readonly apart?: Apart }

/** What a source says beside words: codes of security labels, and `SYSTEM|CODE` of each field; '' is the whole. */
export type Marks = {
  readonly labels?: readonly string[]
  readonly codes?: Readonly<Record<string, readonly string[]>>
}

/** What an event is classed by. */
export type EventToClass = Pick<CareEvent, 'kind' | 'label' | 'detail'> &
  Partial<Pick<CareEvent, 'unit' | 'organisationName' | 'marks'>>

/** How the text in effect classes what is stored. The only place where that is decided. */
export type Classing = {
  /** the same for the same rules: what was stored under others is classed again */
  readonly digest: string
  /** each class of the text, and whether it is sensitive */
  readonly classes: readonly { id: DataClass; sensitive: boolean }[]
  /** how many people must share a word of a source for it to be counted; without it none is */
  readonly least?: number
  ofEvent(source: string, event: EventToClass): Classed
  /** whether the people of a source are kept apart from everybody else's */
  isApart(source: string): boolean
  /** @param text the content as JSON without spaces */
  ofResource(source: string, type: string, content: JsonObject, text: string): Classed
  /** of what somebody writes for a purpose; undefined where neither that nor its words put it anywhere */
  ofNote(purpose: string, text: string): DataClass | undefined
}

/** What of an agreement it is made of: rows of data classes, and what feeds give. */
export type ClassingInput = {
  readonly classes: readonly DataClassRow[]
  readonly feeds: readonly { id: string; gives: readonly string[]; apart?: DataClass }[]
  /** lists by name */
  readonly lists: ReadonlyMap<string, ClassList>
}

/** Labels by which hardly anybody may see a thing: HL7 Confidentiality, national services, kinds of sensitivity. */
const RESTRICTING = new Set([
  'R',
  'V',
  'S',
  'RESTRICTED',
  'VERY RESTRICTED',
  'REDACTED',
  'SENSITIVE',
  // HL7 v3-ActCode, information sensitivity: where no clause says whose they are, nobody is shown them.
  ...'BH COGN DVD EMOTDIS ETH ETHUD GDIS HIV MH MST OPIOIDUD PSY PSYTHPN SCA SDV SEX SICKLE SPI STD SUD'.split(
    ' ',
  ),
  ...'TBOO VIO LOCIS SSP'.split(' '),
])

/** Elements that say what a resource is of. Words in any other stand beside it, and are kept apart by themselves. */
const WHAT = new Set([
  'category',
  'class',
  'code',
  'conclusion',
  'description',
  'medicationCodeableConcept',
  'name',
  'relationship',
  'serviceType',
  'specialty',
  'title',
  'type',
  'vaccineCode',
  'valueCodeableConcept',
  'valueString',
])

export function classingOf({ classes, feeds, lists }: ClassingInput): Classing {
  const given = new Map(feeds.map(({ id, gives }) => [id, gives]))
  const apart = new Set(feeds.flatMap((feed) => (feed.apart === undefined ? [] : [feed.id])))
  const givenBy = (source: string) => given.get(source) ?? []
  const labels = firstOf(classes, ({ labels: own }) => own.map(foldLabel))
  const sources = firstOf(classes, (held) => held.sources)
  const purposes = firstOf(classes, (held) => held.purposes)
  const words = wordRules(classes)
  const byLabel = (found: readonly string[]) => {
    if (found.length === 0) return undefined
    const folded = found.map(foldLabel)
    const named = folded.find((label) => labels.has(label))
    if (named !== undefined) return labels.get(named)
    return folded.some((label) => RESTRICTING.has(label)) ? NO_CLASS : undefined
  }
  const codes = codeRules(classes, lists)
  const rules: Rules = { byLabel, codes, words, bySource: (source) => sources.get(source) }
  return {
    digest: digestOf({ classes, feeds, lists }),
    classes: classes.map(({ id, sensitive }) => ({ id, sensitive })),
    isApart: (source) => apart.has(source),
    ofEvent: (source, event) =>
      classEvent(rules, source, event, partOfEvent(event.kind, givenBy(source))),
    ofResource(source, type, content, text) {
      const base = partOfResource(type, givenBy(source))
      return classResource(rules, source, { content, text }, base)
    },
    ofNote: (purpose, text) => purposes.get(purpose) ?? words.find(text),
  }
}

type Rules = {
  byLabel(labels: readonly string[]): DataClass | undefined
  codes: CodeRules
  bySource(source: string): DataClass | undefined
  words: WordRules
}

function classEvent(
  { byLabel, codes, bySource, words }: Rules,
  source: string,
  { label, unit = '', organisationName = '', detail, marks = {} }: EventToClass,
  base: DataClass,
): Classed {
  const own = `${label}\n${unit}\n${organisationName}`
  const fields = Object.entries(detail)
  const told = words.mayTell([own, ...Object.values(detail)].join('\n'))
  const dataClass =
    byLabel(marks.labels ?? []) ??
    codes.find(marks.codes?.[''] ?? []) ??
    bySource(source) ??
    (told ? words.find(own) : undefined) ??
    base
  if (!told && marks.codes === undefined && !codes.mayBeBare(detail)) return { dataClass }
  let apart: Record<string, DataClass> | undefined
  for (const [name, value] of fields) {
    const behind = [...(marks.codes?.[name] ?? []), codeInField(name, value)]
    const other = codes.find(behind) ?? words.find(value)
    if (other === undefined || other === dataClass) continue
    apart ??= {}
    apart[name] = other
  }
  return apart === undefined ? { dataClass } : { dataClass, apart }
}

function classResource(
  { byLabel, codes, bySource, words }: Rules,
  source: string,
  { content, text }: { content: JsonObject; text: string },
  base: DataClass,
): Classed {
  const marked = byLabel(labelsOf(content)) ?? codes.findIn(content, text) ?? bySource(source)
  if (!words.mayTell(text)) return { dataClass: marked ?? base }
  const told = [...stringsIn(content)].flatMap(({ path, value }) => {
    const found = words.find(value)
    return found === undefined ? [] : [{ path, dataClass: found }]
  })
  const what = told.find(({ path }) => WHAT.has(path[0]!))
  const dataClass = marked ?? what?.dataClass ?? base
  const others = told.filter((one) => one.dataClass !== dataClass)
  if (others.length === 0) return { dataClass }
  return {
    dataClass,
    apart: Object.fromEntries(others.map((one) => [pointerTo(one.path), one.dataClass])),
  }
}

const IN_LABEL = new Set(['code', 'display', 'text'])

/**
 * Codes and words of the security labels of a resource, of what it contains and of the document that it is, in whatever
 * form they are written: a mark is never missed.
 */
export function labelsOf({
  meta,
  securityLabel,
  confidentiality,
  contained,
}: JsonObject): readonly string[] {
  const within = contained === undefined ? [] : objectsOf(contained).flatMap(labelsOf)
  const all = [objectOf(meta)?.security, securityLabel, confidentiality]
  const own = all.filter((one) => one !== undefined).flatMap(labelsIn)
  return within.length === 0 ? own : [...own, ...within]
}

function labelsIn(security: JsonValue): string[] {
  return [...stringsIn(security, ['security'])].flatMap(({ path, value }) => {
    const name = path.findLast((one) => !/^\d+$/.test(one))!
    return IN_LABEL.has(name) || name === 'security' ? [value] : []
  })
}

function foldLabel(label: string): string {
  return label
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_-]+/g, ' ')
}

/** Of what several clauses name, the first clause of the text has it. */
function firstOf(
  classes: readonly DataClassRow[],
  read: (held: NonNullable<DataClassRow['holds']>) => readonly string[],
): ReadonlyMap<string, DataClass> {
  const found = new Map<string, DataClass>()
  for (const { id, holds } of classes) {
    for (const one of holds === undefined ? [] : read(holds))
      if (!found.has(one)) found.set(one, id)
  }
  return found
}

/** Every text of a resource with its path, but for what says nothing of the person. */
function* stringsIn(
  value: JsonValue,
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; value: string }> {
  if (typeof value === 'string') yield { path, value }
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (path.length === 0 && name === 'meta') continue
      yield* stringsIn(one, [...path, name])
    }
  }
}

/** Of a word that is said with a code, the whole concept: its code tells the same. As RFC 6901 has it. */
function pointerTo(path: readonly string[]): string {
  const coding = path.indexOf('coding')
  const up = coding > 0 ? path.slice(0, coding) : path
  return up.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Another where the rules of this file read the same thing otherwise: what is stored is then classed again. */
const RULES = 3

function digestOf({ classes, feeds, lists }: ClassingInput): string {
  const said = [
    RULES,
    classes.map(({ id, sensitive, holds }) => [id, sensitive, holds ?? null]),
    feeds.map(({ id, gives, apart = null }) => [id, gives, apart]),
    [...lists].map(([name, codes]) => [
      name,
      [...codes].map(([code, systems]) => [code, [...systems]]),
    ]),
  ]
  return sha256(JSON.stringify(said)).toString('hex')
}
