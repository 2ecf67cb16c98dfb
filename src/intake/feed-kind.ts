import { z } from 'zod'
import {
  type AnsweringPost,
  type ClauseSet,
  clauseKind,
  contactOf,
  type FaultInClause,
  id,
  ids,
  references,
  words,
} from '../agreement/index.ts'
import type { SourceId } from '../kernel/index.ts'
import { formatList, plural } from '../shell/index.ts'

/** A feed that a party gives: which data, and how often something is expected. */
export type FeedRow = {
  /** the source under which its files are loaded */
  readonly id: SourceId
  readonly party: string
  readonly name: string
  /** `24 h`, `7 days`, `3 months` */
  readonly every: string
  /** the same in milliseconds; a month counts 31 days, so that a feed is never called late too early */
  readonly everyMs: number
  /** how long after the day as at which it speaks a return may come: after that day and `every` it is old */
  readonly dueMs: number
  /** what people call whoever speaks through it, where that is not the party: `the practice` */
  readonly calls?: string
  readonly gives: readonly string[]
  /** the parties with whom what it tells proves a tie */
  readonly speaksFor: readonly string[]
  /** for how long after it last spoke, `14 days`; absent: for as long as it stands */
  readonly holds?: string
  readonly holdsMs?: number
  /** `traced`: rows that name somebody by an NHS number alone are about whom the others know by it */
  readonly numbers?: 'traced'
  /** who is written to when it is late, and answers by a link; absent: nobody */
  readonly answers?: AnsweringPost
  /** as which its messages over the network name their sender (MSH-4.1) */
  readonly facility?: string
  /** on which its messages over the network come, and nobody else's */
  readonly port?: number
  /** the data class without which nobody may learn that there is any of its people */
  readonly apart?: string
  /** the largest file, packed or not, that its party may send in by page; absent: none */
  readonly uploadBytes?: number
  readonly clause: string
}

const HOUR = 3_600_000
const UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    h: HOUR,
    hour: HOUR,
    day: 24 * HOUR,
    week: 7 * 24 * HOUR,
    month: 31 * 24 * HOUR,
  }),
)
/** Councils send a quarter's return within the month that follows it. */
const DUE = '31 days'
const DAYS = /^([1-9]\d{0,2}) (day)s?$/
const MEGABYTES = /^([1-9]\d{0,3}) MB$/
const EVERY = /^([1-9]\d{0,3}) (h|hour|day|week|month)s?$/

/** How often a partner must give which data. A feed that is silent for longer is late on every page. */
export const feedKind = clauseKind({
  kind: 'feed',
  room: 'intake',
  words: ['feed', 'feeds'],
  declares: 'id',
  runs: [
    {
      what: 'Files and messages of a partner’s feed are taken in, and one that is late is shown as late',
    },
  ],
  schema: z.strictObject({
    id: id('the feed’s identifier: the source under which its files are loaded'),
    party: id('the party that gives it'),
    name: words('what people call it'),
    every: z
      .string()
      .regex(EVERY, 'is not a length of time like 24 h, 7 days or 3 months')
      .describe('how often something is expected, like 24 h'),
    due: z
      .string()
      .regex(DAYS, 'is not a number of days like 31 days')
      .describe(`how long after its day a return may come, ${DUE} where nothing is said`)
      .optional(),
    calls: words('what people call whoever speaks through it, like ‘the practice’').optional(),
    gives: ids('the data classes that it gives').min(1),
    speaksFor: ids(
      'the parties with whom what it tells proves a tie; its own party where nothing is said',
    ).optional(),
    holds: z
      .string()
      .regex(EVERY, 'is not a length of time like 14 days or 3 months')
      .describe('for how long after it last spoke what it told proves a tie, like 14 days')
      .optional(),
    numbers: z
      .literal('traced', 'is not traced, the only word that it may be')
      .describe(
        'traced, where its NHS numbers are: a row of care that says no more is of whom the others know by one',
      )
      .optional(),
    answers: id('the contact of the party that answers, by a link, when it is late').optional(),
    apart: id(
      'the sensitive data class without which nobody may learn that there is any of its people or items',
    ).optional(),
    facility: z
      .string()
      .regex(/^[!-~]{1,180}$/, 'is not a name as messages write one, like RXE')
      .describe('as which its messages over the network name their sender (MSH-4)')
      .optional(),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .describe('a port on which its messages over the network come, and no other feed’s')
      .optional(),
    upload: z
      .string()
      .regex(MEGABYTES, 'is not a size like 50 MB')
      .describe(
        'the largest file that somebody of the party may send in by page; left out where none is',
      )
      .optional(),
  }),
  refers: ({ fields }) => [
    ...references('party', fields.party, 'party'),
    ...references('data-class', fields.gives, 'gives'),
    ...references('party', fields.speaksFor, 'speaksFor'),
    ...references('data-class', fields.apart, 'apart'),
  ],
  check({ fields: { answers, party, every, holds, ...fields }, number }, all) {
    const faults: FaultInClause[] = [
      ...knownTwice(all, number, fields),
      ...apartFaults(all, fields),
    ]
    if (holds !== undefined && milliseconds(holds) < milliseconds(every)) {
      const why = 'it would end before more is expected.'
      const sentence = `What is told every ${every} cannot hold for ${holds} alone: ${why}`
      faults.push({ path: ['holds'], sentence })
    }
    if (answers === undefined || all.find('party', party) === undefined) return faults
    if (contactOf(all, party, answers) !== undefined) return faults
    return [
      ...faults,
      { path: ['answers'], sentence: `${party} has no contact called ${answers}.` },
    ]
  },
  compile({ fields: { answers, due = DUE, upload, speaksFor, ...fields } }, all) {
    const contact = answers === undefined ? undefined : contactOf(all, fields.party, answers)
    const uploadBytes = upload && Number(MEGABYTES.exec(upload)![1]) * 1_000_000
    const row = {
      ...fields,
      speaksFor: speaksFor ?? [fields.party],
      everyMs: milliseconds(fields.every),
      dueMs: milliseconds(due, DAYS),
      ...(fields.holds !== undefined && { holdsMs: milliseconds(fields.holds) }),
      ...(uploadBytes !== undefined && { uploadBytes }),
      ...(contact !== undefined && { answers: contact }),
    }
    return { rows: { feed: [row] } }
  },
  explain(_, compiled) {
    const [row] = compiled.rows<FeedRow>('feed')
    const name = (table: string, one: string) =>
      compiled.table<{ id: string; name: string }>(table).find(({ id: own }) => own === one)
        ?.name ?? one
    const given = row!.gives.map((one) => name('data-class', one))
    const gives = `${name('party', row!.party)} gives ${row!.name}, at least every ${row!.every}`
    const late = `After ${row!.every} of silence every page says that it is late.`
    const days = row!.dueMs / (24 * HOUR)
    const old = `A return that is older than ${row!.every} and ${plural(days, 'day')} is shown as what was last known.`
    const asked = row!.answers
      ? ` Then ${row!.answers.post} of ${name('party', row!.party)} is asked why, and may answer by a link.`
      : ''
    const upload = row!.uploadBytes
      ? ` Whoever of it has the power may send in files by page, of up to ${row!.uploadBytes / 1_000_000} MB each.`
      : ''
    const spoken = row!.speaksFor.map((one) => name('party', one))
    const ties =
      spoken.length === 0
        ? 'What it tells proves no tie with anybody.'
        : `What it tells proves a tie with ${formatList(spoken)}, and with nobody else.`
    const ends = row!.holds
      ? ` When it has been silent for ${row!.holds}, it proves none until it speaks again.`
      : ''
    const shown = `${gives}: ${formatList(given)}. What else it sends is kept and not shown.`
    const traced = row!.numbers
      ? ' Its NHS numbers are traced: what it did for a number alone is told of whom the others know by it.'
      : ''
    const apart = row!.apart
      ? ` It is kept apart: nobody who may not see ${name('data-class', row!.apart)} ` +
        'learns that there are any people of it. ' +
        'They are matched with nobody and counted nowhere.'
      : ''
    return `${shown}${apart} ${ties}${ends}${traced} ${late}${asked} ${old}${overNetwork(row!)}${upload}`
  },
  concerns: (compiled) => {
    const parties = compiled.table<{ id: string; name: string }>('party')
    return compiled
      .rows<FeedRow>('feed')
      .map(({ party }) => parties.find(({ id: one }) => one === party)?.name ?? party)
  },
})

function overNetwork({ facility, port }: FeedRow): string {
  const known = [
    ...(facility === undefined ? [] : [`by the sender ${facility}`]),
    ...(port === undefined ? [] : [`by the port ${port}`]),
  ]
  return known.length === 0 ? '' : ` Its messages over the network are known ${formatList(known)}.`
}

/** Of two feeds that messages name alike, nobody could say whose a message is. */
function knownTwice(all: ClauseSet, number: string, fields: FeedFields): FaultInClause[] {
  const others = all.of<FeedFields>('feed').filter((one) => one.number !== number)
  return (['facility', 'port'] as const).flatMap((name) => {
    if (fields[name] === undefined) return []
    const other = others.find((one) => one.fields[name] === fields[name])
    if (other === undefined) return []
    const sentence = `Clause ${other.number} has the same ${name}: whose a message is would not be known.`
    return [{ path: [name], sentence }]
  })
}

type FeedFields = Pick<FeedRow, 'facility' | 'port'>

/** What is kept apart is in a class by itself, of which nobody learns who may not see it. */
function apartFaults(
  all: ClauseSet,
  { id: feed, apart, upload }: { id: string; apart?: string; upload?: string },
): FaultInClause[] {
  if (apart === undefined) return []
  type Held = { sensitive: boolean; holds?: { sources?: readonly string[] } }
  const dataClass = all.find<Held>('data-class', apart)
  if (dataClass === undefined) return []
  const { number, fields } = dataClass
  const fault = (sentence: string) => ({ path: ['apart'], sentence })
  return [
    ...(upload === undefined
      ? []
      : [fault('Whoever sends files in by page is told what came of them: leave out upload.')]),
    ...(fields.sensitive
      ? []
      : [fault(`Clause ${number} lets everybody learn of ${apart}: it has to be sensitive.`)]),
    ...(fields.holds?.sources?.includes(feed)
      ? []
      : [fault(`Clause ${number} does not hold what ${feed} sends: add it to its sources.`)]),
  ]
}

function milliseconds(every: string, form = EVERY): number {
  const [, count, unit] = form.exec(every)!
  return Number(count) * UNITS.get(unit!)!
}
