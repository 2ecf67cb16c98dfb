import { z } from 'zod'
import { dayInLondon, isRefusal, newId, type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { classingOf, telling } from './apply-readings.ts'
import { councilDaily } from './council-daily.ts'
import type { DailyColumn } from './daily-columns.ts'
import { writtenRecord } from './daily-record.ts'
import { RECORD_TYPES } from './daily-row.ts'
import { DAILY } from './daily-table.ts'
import { feedAsAgreed } from './feed-as-agreed.ts'
import type { FeedRow } from './feed-kind.ts'
import { itemHash } from './item.ts'
import { keepOwn } from './keep-own.ts'
import { pack } from './pack.ts'
import { lockSource, noteArrival } from './queries.ts'
import { dailyFiles } from './queries-daily.ts'
import * as inbox from './queries-inbox.ts'
import { readItem } from './read-item.ts'
import { NO_FILE } from './reading.ts'
import { periodKey } from './returns.ts'

const SAY_DAILY = 'intake.say-daily'
const ON_A_PAGE = 'written on a page'

const line = (label: string, hint?: string) =>
  z
    .string()
    .trim()
    .max(300, 'is longer than 300 characters')
    .optional()
    .meta({ label, ...(hint === undefined ? {} : { hint }) })
const date = (label: string) => z.iso.date('is not a day that exists').optional().meta({ label })

/** Of what kind a thing is, in words. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['person', 'Who somebody is'],
  ['request', 'A request for support'],
  ['assessment', 'An assessment'],
  ['package', 'Care that is planned or given'],
  ['waiting', 'A place on a waiting list'],
  ['equipment', 'Equipment at home'],
  ['do-not-tell', 'Who may not be told'],
])

/**
 * One row of a council's daily file, written on a page where no file brings it: read by the same reader, kept in the
 * same inbox. No file closes it by lacking it; the first that tells the same thing takes it over.
 */
export const sayDaily = namedCommand({
  name: SAY_DAILY,
  says: 'Writes down what is open at a council, as its daily file would tell it',
  basis: { action: SAY_DAILY, does: 'write down what is open with their own organisation' },
  input: z.strictObject({
    feed: z.string().max(60).meta({ label: 'Feed', hint: 'Your council’s daily file' }),
    record_type: z.enum(RECORD_TYPES).meta({ label: 'What is it?' }),
    la_person_id: line('The council’s number of the person'),
    nhs_number: line('NHS number'),
    given_name: line('Given name'),
    family_name: line('Family name'),
    date_of_birth: date('Date of birth'),
    reference: line('Reference', 'By which the council’s system knows it'),
    kind: line(
      'Which kind',
      'Home care; hospital bed; of somebody who may not be told, who that is',
    ),
    status: line('Status', 'Open, planned, closed or cancelled'),
    start: date('Since when'),
    end: date('Until when, if it is over'),
    due: date('Due'),
    team: line('Team'),
    worker: line('Worker'),
    worker_phone: line('The worker’s telephone'),
    provider_name: line('Who provides it'),
    visits: line('Visits', 'Mon-Fri 08:00 30 1: days, start, minutes, carers'),
    reason: line('Reason'),
    outcome: line('What came of it'),
  }),
  choices: (place: Place) => ({ feed: dailyFeeds(place), record_type: TYPES }),
  refuses: ['no-such-feed', 'not-yours', 'not-readable'],
  label: 'Write down what is open',
  preview: () =>
    'It is the council’s word from now on. No file closes it by lacking it; the first that tells it takes it over.',
  leads: () => '/intake',
  async run(command, { feed: id, ...cells }, place: Place) {
    const { viewer, now, tx, announce } = command
    const feed = place.agreement
      .current()
      ?.table<FeedRow>('feed')
      .find((one) => one.id === id)
    if (feed === undefined) return refuse('no-such-feed', 'The agreement names no such feed.')
    if (viewer.actor.organisation !== feed.party || !dailyFeeds(place).has(id)) {
      return refuse(
        'not-yours',
        'Only the council whose feed it is writes down what is open with it.',
        {
          clause: feed.clause,
        },
      )
    }
    await lockSource(tx, feed.id)
    const kept = await keep(command, place, feed, cells)
    if (isRefusal(kept)) return kept
    // A row says nothing of the rest: while files come, it is by them that the feed is late.
    if ((await dailyFiles(tx, feed.id)).length === 0) {
      await noteArrival(tx, feed.id, { items: 1, asAt: dayInLondon(now), server: undefined }, now)
    }
    announce('intake.received', feed.id)
    return { result: null, entry: { feed: id, item: kept.hash }, about: [kept.personId] }
  },
})

/** The item goes the way of every other: read, into the inbox with its verdict, and what follows from it. */
async function keep(
  command: CommandContext,
  place: Place,
  { id: source }: FeedRow,
  cells: Readonly<Record<string, string | undefined>>,
) {
  const { tx, now } = command
  const filled = Object.entries(cells).filter((one): one is [DailyColumn, string] =>
    Boolean(one[1]),
  )
  const bytes = writtenRecord(new Map(filled))
  const hash = itemHash(bytes)
  const receivedAt = now.toISOString()
  const day = dayInLondon(now)
  const feed = feedAsAgreed(place, source)
  const file = { ...NO_FILE, returns: new Map([[periodKey(DAILY, day, day), receivedAt]]) }
  const context = { source, kind: DAILY, hash, receivedAt, turn: 0, sequence: 0, file, feed }
  const verdict = readItem({ kind: DAILY, bytes }, context, [councilDaily])
  if (!verdict.ok) return notReadable(verdict.reason, verdict.place)
  const [held] = await inbox.heldItems(tx, source, [hash])
  if (held === undefined) {
    const arrival = { source, kind: DAILY, loadId: newId(), receivedAt, waits: false }
    const first = await inbox.insertPack(
      tx,
      arrival,
      await pack([{ place: ON_A_PAGE, sequence: 0, size: bytes.length, bytes }]),
    )
    inbox.insertItems(tx, source, first, [itemOf(hash, bytes, verdict.reading.warnings)])
  }
  const classing = classingOf(place)
  const tell = telling(command, source, now, classing, feed.issuing)
  const agreement = place.agreement.current()
  const keeping = { ...command, source, agreement, tell }
  await keepOwn([councilDaily], DAILY, keeping, [verdict.reading])
  return { hash, personId: verdict.reading.about! }
}

function itemOf(hash: string, bytes: Buffer, warnings: readonly string[]): inbox.NewItem {
  const unread = { reason: undefined, reasonPlace: undefined, context: undefined }
  return {
    hash,
    place: ON_A_PAGE,
    size: bytes.length,
    ...unread,
    warnings,
    passedOver: [],
    undated: false,
  }
}

function notReadable(reason: string, where: string | undefined): Refusal<'not-readable'> {
  const at = where === undefined ? '' : ` (${where})`
  return refuse('not-readable', `It cannot be read: ${reason}${at}.`, {
    next: 'Put that right and send it again.',
  })
}

function dailyFeeds({ agreement }: Pick<Place, 'agreement'>): Map<string, string> {
  const feeds = agreement.current()?.table<FeedRow>('feed') ?? []
  // What somebody writes of their own organisation is by a feed that speaks for it.
  const given = feeds.filter(
    ({ gives, party, speaksFor }) =>
      speaksFor.includes(party) && councilDaily.classes.some((one) => gives.includes(one)),
  )
  return new Map(given.map(({ id, name }) => [id, name]))
}
