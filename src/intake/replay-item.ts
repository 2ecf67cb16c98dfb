import { z } from 'zod'
import { type Refusal, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { applyReadings, readyOf } from './apply-readings.ts'
import { feedReading } from './declared-reading.ts'
import { issuingOf } from './issuing.ts'
import { fileOf } from './item-context.ts'
import { keepOwn } from './keep-own.ts'
import { feedContext } from './own-server.ts'
import { unpack } from './pack.ts'
import * as queries from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { readItem } from './read-item.ts'
import { personOf } from './receive-items.ts'

export type Replayed = { id: string; parsed: boolean; reason?: string; place?: string }

const NOTHING_READ = { warnings: [], passedOver: [], undated: false }

/**
 * Reads a quarantined item again, with what the program has learnt since. It is taken as of the time
 * when it arrived, so that it never overrides what came later.
 */
export const replay = namedCommand({
  name: 'intake.replay',
  says: 'Reads again an item that could not be read',
  basis: {
    action: 'intake.replay',
    does: 'read again what could not be read',
    under: ['feed'],
  },
  input: z.strictObject({
    id: z
      .string()
      .regex(/^[1-9]\d{0,17}$/, 'is not the number of an item')
      .meta({ label: 'Item', hint: 'Its number in the list of quarantine', hidden: true }),
  }),
  refuses: ['no-such-item', 'not-quarantined'],
  label: 'Read it again',
  preview({ id, parsed, reason }: Replayed) {
    if (parsed)
      return `Item ${id} can be read now: what it says goes into the record, as of when it arrived.`
    return `Item ${id} still cannot be read: ${reason}. It stays where it is, and that you tried is written down.`
  },
  leads: () => '/intake/quarantine',
  async run(context, { id }, { settings, agreement, fileKinds }: Place) {
    const { tx, now, announce } = context
    const source = await inbox.sourceOfItem(tx, id)
    if (source === undefined) return unknown(id)
    await queries.lockSource(tx, source)
    const item = (await inbox.readItemRow(tx, id))!
    if (!item.quarantined) {
      return refuse('not-quarantined', `Item ${id} has been read already.`)
    }
    const { kind, hash } = item
    const receivedAt = item.received_at.toISOString()
    const { sequence, bytes } = unpack(item.pack)[item.at]!
    const feed = feedReading(source, settings.placeFolder)
    const file = fileOf(item.context, await feedContext(tx, source, feed))
    const about = { source, kind, hash, receivedAt, turn: 0, sequence, file, feed }
    const verdict = readItem({ kind, bytes }, about, fileKinds)
    const entry = { item: hash, source, kind, parsed: verdict.ok }
    if (!verdict.ok) {
      const { reason, place } = verdict
      const row = { reason, reasonPlace: place ?? null, ...NOTHING_READ }
      await inbox.writeVerdict(tx, id, row, now)
      const result: Replayed = { id, parsed: false, reason, place }
      return { result, entry }
    }
    const { reading } = verdict
    const personId = personOf(reading) ?? null
    const { warnings, passedOver, undated = false } = reading
    const row = { reason: null, reasonPlace: null, warnings, passedOver, undated }
    await inbox.writeVerdict(tx, id, row, now)
    const ready = readyOf(source, reading)
    const issuing = issuingOf(source, { agreement, placeFolder: settings.placeFolder })
    await applyReadings(context, source, now, [ready], issuing)
    await keepOwn(fileKinds, kind, { ...context, source }, [ready])
    announce('intake.received', source)
    const result: Replayed = { id, parsed: true }
    return { result, entry, about: personId === null ? [] : [personId] }
  },
})

function unknown(id: string): Refusal<'no-such-item'> {
  return refuse('no-such-item', `There is no item ${id} in quarantine.`, {
    next: 'See the list of what is there.',
  })
}
