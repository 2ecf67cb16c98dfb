import type { DataClassRow, Shown } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'

/**
 * What the agreement grants or does not, one by one. Every item of a record is in exactly one class: one of the parts
 * into which this room divides what it shows, or any other that the text names and puts items into.
 */
export type DataClass = string

/** The parts into which the record divides what it shows. */
export const PARTS = [
  'demographics',
  'hospital',
  'health-record',
  'council-care',
  'carer',
  'looks',
] as const
export type Part = (typeof PARTS)[number]

/** What its source restricts and no clause puts anywhere: nobody is granted it. */
export const NO_CLASS = ''

const SHOWN: Readonly<Record<Part, string>> = {
  demographics: 'Name, birth date, address and how to reach a person are shown as one part',
  hospital: 'Stays and attendances are shown as one part',
  'health-record': 'Conditions, medicines, allergies and observations are shown as one part',
  'council-care': 'Requests, assessments, services and reviews are shown as one part',
  carer: 'Family and carers are shown as one part',
  looks: 'Who has looked is shown as one part',
}

/** For the room that decides. */
export const dataClasses: readonly Shown[] = PARTS.map((id) => ({ id, what: SHOWN[id] }))

const WORDS: Readonly<Record<Part, string>> = {
  demographics: 'who you are',
  hospital: 'hospital stays',
  'health-record': 'health record',
  'council-care': 'council care',
  carer: 'family and carers',
  looks: 'who has looked',
}

export function isPart(dataClass: DataClass): dataClass is Part {
  return (PARTS as readonly string[]).includes(dataClass)
}

/** The classes of a record as the text has them. */
export type Classes = {
  /** the parts, and whatever else the text puts items into, in the order of the text */
  readonly ids: readonly DataClass[]
  /** those of them that may be hinted at */
  readonly plain: readonly DataClass[]
  /** whoever may not see it must not learn that there is any; so is what the text does not name */
  isSensitive(dataClass: DataClass): boolean
  /** in the resident's own words: `hospital stays` */
  wordsFor(dataClass: DataClass): string
}

const remembered = new WeakMap<Agreement, { today: string; classes: Classes }>()

/** Read once a day for each agreement: a clause may begin to hold. */
export function classesOf(agreement: Agreement): Classes {
  const today = agreement.today()
  const known = remembered.get(agreement)
  if (known?.today === today) return known.classes
  const classes = readClasses(agreement.table<DataClassRow>('data-class'))
  remembered.set(agreement, { today, classes })
  return classes
}

function readClasses(rows: readonly DataClassRow[]): Classes {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const more = rows.filter(({ id, holds }) => holds !== undefined && !isPart(id))
  const ids = [...PARTS, ...more.map(({ id }) => id)]
  const isSensitive = (dataClass: DataClass) => byId.get(dataClass)?.sensitive ?? true
  return {
    ids,
    plain: ids.filter((one) => !isSensitive(one)),
    isSensitive,
    wordsFor: (dataClass) =>
      isPart(dataClass) ? WORDS[dataClass] : (byId.get(dataClass)?.name ?? 'something else'),
  }
}
