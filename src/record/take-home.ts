import { escapeMarkup, type PersonId, type Viewer } from '../kernel/index.ts'
import type { Trail } from '../trail/index.ts'
import { ACT_KINDS } from './act.ts'
import { contentPutBack, contentTakenApart, putBack, takenApart } from './apart.ts'
import type { DataClass } from './data-class.ts'
import { everyLook } from './every-look.ts'
import { hideAddress } from './hide-address.ts'
import { readShown } from './kept-apart.ts'
import { lookAtPerson, type PersonLook, type RecordDeps } from './look-at-person.ts'
import type { PersonView } from './person-view.ts'
import { actsAbout } from './queries-acts.ts'
import { type EveryEvent, everyEvent, everyResource } from './queries-everything.ts'
import { standingObjections } from './queries-objections.ts'
import { recordInWords } from './record-in-words.ts'
import type { JsonObject } from './resource.ts'

/** One file of what somebody takes home; `items`: how many things it holds. */
export type HomeFile = { readonly name: string; readonly items: number; readonly content: Buffer }

export type TakenHome =
  | { outcome: 'allowed'; files: readonly HomeFile[] }
  | Exclude<PersonLook, { outcome: 'allowed' }>

type TakesHome = RecordDeps & { trail: Pick<Trail, 'exportBundle'> }

/**
 * Everything that is held of somebody, of the classes that the viewer may see: in plain words, as its sources sent it,
 * in every version, and who has looked, with the proof. It is a look, written down before anything is read.
 */
export async function takeHome(
  place: TakesHome,
  viewer: Viewer,
  personId: PersonId,
): Promise<TakenHome> {
  const what = 'everything, to take home'
  const look = await lookAtPerson(place, viewer, personId, { what })
  if (look.outcome !== 'allowed') return look
  const { view } = look
  const { identity, opens } = view
  const db = place.databases.care.short
  const allows = (dataClass: DataClass) => opens.includes(dataClass)
  const [persons, resources, events] = await Promise.all([
    readShown(db, place.agreement.current(), viewer, identity),
    everyResource(db, identity),
    everyEvent(db, identity),
  ])
  const open = hideAddress(
    persons,
    resources
      .filter(({ dataClass }) => allows(dataClass))
      .map((one) => {
        const whole = { content: JSON.parse(one.content) as JsonObject }
        const { content } = contentPutBack(contentTakenApart(whole, one.apart), allows)
        return { ...one, content }
      }),
  )
  const told = hideAddress(
    persons,
    events
      .filter(({ dataClass }) => allows(dataClass))
      .map(({ apart, ...one }) => putBack(takenApart(one, apart), allows)),
  )
  const standing = open.filter(({ supersededAt }) => supersededAt === null)
  const earlier = open.filter(({ supersededAt }) => supersededAt !== null)
  const here = await writtenHere(place, view)
  const who = hideAddress(persons, persons)
  const files = [
    text('person.html', 1, inWords(look)),
    text('record.ndjson', standing.length, lines(standing.map(({ content }) => content))),
    text('earlier.ndjson', earlier.length, lines(earlier.map(earlierLine))),
    text('events.csv', told.length, eventTable(told)),
    text('plan.json', here.items, JSON.stringify({ persons: who, ...here.kept }, null, 1)),
  ]
  if (view.looks === undefined) return { outcome: 'allowed', files: [...files, readMe(files)] }
  // What was done last is in the list, and in the proof after it: nothing is looked at in between.
  const looks = await everyLook(place, viewer, personId)
  const bundle = await place.trail.exportBundle([...identity])
  const list = looks.outcome === 'allowed' ? looks : { looks: [], missing: [] }
  const all = [
    ...files,
    text('looks.json', list.looks.length, JSON.stringify(list, null, 1)),
    text('bundle.json', bundle.entries.length, `${JSON.stringify(bundle)}\n`),
  ]
  return { outcome: 'allowed', files: [...all, readMe(all)] }
}

/** Notes that they may read, what was asked and answered, who acts for them, whether they may be counted. */
async function writtenHere({ databases }: TakesHome, { identity, notes }: PersonView) {
  const db = databases.care.short
  const [acts, objections] = await Promise.all([
    actsAbout(db, identity, ACT_KINDS),
    standingObjections(db, identity),
  ])
  const items = notes.length + acts.length + objections.length
  return { items, kept: { notes, acts, objections } }
}

function text(name: string, items: number, content: string): HomeFile {
  return { name, items, content: Buffer.from(content) }
}

function lines(all: readonly unknown[]): string {
  return all.map((one) => `${JSON.stringify(one)}\n`).join('')
}

type Opened = { learntAt: Date; supersededAt: Date | null; source: string; content: JsonObject }

function earlierLine({ learntAt, supersededAt, source, content }: Opened) {
  return { source, learntAt, supersededAt, resource: content }
}

const COLUMNS = [
  ...['event', 'version', 'kind', 'status', 'start', 'end', 'what', 'organisation', 'unit'],
  ...['source', 'learnt', 'superseded', 'detail'],
]

function eventTable(events: readonly Omit<EveryEvent, 'apart'>[]): string {
  const rows = events.map((one) => [
    ...[one.eventId, String(one.version), one.kind, one.status],
    ...[iso(one.startAt), iso(one.endAt), one.label],
    ...[one.organisationName ?? one.organisation ?? '', one.unit ?? '', one.source],
    ...[iso(one.learntAt), iso(one.supersededAt), JSON.stringify(one.detail)],
  ])
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function iso(at: Date | null): string {
  return at?.toISOString() ?? ''
}

/** Quoted, and never read as something to work out. */
function cell(words: string): string {
  const safe = /^[=+\-@\t\r]/.test(words) ? `'${words}` : words
  return `"${safe.replaceAll('"', '""')}"`
}

function inWords(look: PersonLook): string {
  const words = recordInWords(look).map(escapeMarkup).join('\n')
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><title>Your record</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<style>body{font:1.1rem/1.5 sans-serif;max-width:45rem;margin:1rem auto;padding:0 1rem}',
    'pre{font:inherit;white-space:pre-wrap}</style>',
    `</head><body><h1>Your record</h1><pre>${words}</pre></body></html>\n`,
  ].join('\n')
}

const SAYS = new Map(
  Object.entries({
    'person.html': 'the record in plain words: open it in any browser',
    'record.ndjson': 'what each source says now, as it sent it (FHIR R4, one resource a line)',
    'earlier.ndjson': 'what each source said before, and when that was learnt and superseded',
    'events.csv': 'what happened, in every version: open it in any spreadsheet',
    'plan.json':
      'who each source says that you are, notes, questions, who acts for you and whether you are counted',
    'looks.json': 'who has looked, the newest first',
    'bundle.json':
      'the proof that this list is whole: concordat trail verify --bundle bundle.json, or the page /trail/check',
  }),
)

function readMe(files: readonly HomeFile[]): HomeFile {
  const rows = files.map(({ name }) => `${name}: ${SAYS.get(name) ?? ''}`)
  const words = [
    'Everything that is held of one person, of the parts of a record that the agreement opens to them.',
    'What is really about somebody else is not in it.',
    '',
    ...rows,
    '',
  ]
  return text('README.txt', 1, words.join('\r\n'))
}
