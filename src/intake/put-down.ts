import { Fault, type SourceId } from '../kernel/index.ts'
import type { Classing } from '../record/index.ts'
import type { Command } from '../trail/index.ts'
import { applyReadings, type Ready, telling } from './apply-readings.ts'
import { keepOwn } from './keep-own.ts'
import { declaredServers } from './own-server.ts'
import type { PackItem } from './pack.ts'
import * as queries from './queries.ts'
import * as inbox from './queries-inbox.ts'
import { addTally } from './queries-tally.ts'
import { postPack } from './queries-waiting.ts'
import type { Batch, IntakePlace } from './receive-items.ts'
import { noteReturns } from './returns.ts'
import { TAKE_RECEIVED } from './take-received.ts'
import { countedItems, monthOf, type Told } from './tally.ts'

/** An item that was read. `again`: its bytes were here before, and coming once more they are the newest word. */
export type Read = {
  row: inbox.NewItem
  kept: PackItem
  ready: Ready | undefined
  again: boolean
  told: Told
}

export type Input = { source: SourceId; kind: string; items: number; root: string; again: number }
type Result = { loadId: string; new: number; quarantined: number; inPart: number }

const OTHER_SERVER = 'another file of this feed was ahead, from another server'
/** From so many items on a transaction that copies is the cheaper one. */
const COPIES_MIN = 50

/** Up to a thousand items: their inbox rows with their verdicts, and all that follows from them. */
export function receive(
  batch: Batch,
  read: readonly Read[],
  { packed, classing }: { packed: Buffer | undefined; classing: Classing },
  { fileKinds, agreement: room }: IntakePlace,
): Command<Input, Result> {
  return {
    name: 'intake.receive',
    basis: { under: ['feed', 'default'] },
    copies: read.length >= COPIES_MIN,
    async run(command, input) {
      const { tx, now, announce } = command
      const { source, kind, loadId, file, returns, context, feed } = batch
      await queries.lockSource(tx, source)
      const fresh = read.filter(({ again }) => !again)
      const readings = read.flatMap(({ ready }) => ready ?? [])
      const counts = countsOf(fresh)
      const { quarantined } = counts
      const arrival = arrivalOf(batch, feed.held !== undefined)
      if (returns !== undefined) await noteReturns(tx, source, loadId, returns)
      if (packed !== undefined) {
        const first = await inbox.insertPack(tx, arrival, packed)
        const rows = fresh.map(({ row }) => row)
        inbox.insertItems(tx, source, first, rows)
      }
      queries.noteLoad(tx, arrival, { taken: counts.new, quarantined, file }, now)
      const tally = countedItems(fresh)
      // What brings nothing that can be read has not arrived.
      if (readings.length > 0) {
        const asAt = returns?.asAt ?? context.dated?.slice(0, 10)
        const [server] = context.bases
        const news = { items: fresh.length, asAt, server }
        const first = await queries.noteArrival(tx, source, news, now)
        const began = first.beganAt.toISOString()
        for (const { told, ready } of fresh) if (ready) tally.fresh(told, arrival.receivedAt, began)
        if (server !== undefined && server !== first.server && declaredServers(feed).length === 0) {
          // Another load was ahead, and its server is the feed's own: what was read here has the wrong ids.
          throw new Fault(OTHER_SERVER, file, 'Load it again.')
        }
      }
      addTally(tx, source, monthOf(now), tally.lines)
      await applyReadings(command, source, now, readings, classing, feed.issuing)
      const tell = telling(command, source, now, classing, feed.issuing)
      const keeping = { ...command, source, agreement: room?.current(), tell }
      await keepOwn(fileKinds, kind, keeping, readings)
      announce('intake.received', source)
      const result = { loadId, ...counts }
      return { result, entry: { ...input, ...counts } }
    },
  }
}

/** The inbox rows with their verdicts alone: brief, and put down with those of others who wait. */
export function receiveLater(
  batch: Batch,
  read: readonly Read[],
  packed: Buffer | undefined,
): Command<Input, Result> {
  return {
    name: 'intake.receive',
    basis: { under: ['feed', 'default'] },
    brief: true,
    async run({ tx, now, ask }, input) {
      const { source, loadId, file } = batch
      const counts = countsOf(read)
      const arrival = arrivalOf(batch, counts.new > 0 || batch.feed.held !== undefined)
      const rows = read.map(({ row }) => row)
      if (packed !== undefined) postPack(tx, arrival, packed, rows)
      const { quarantined } = counts
      // What is brought into the record is counted there.
      if (quarantined > 0) {
        queries.noteLoad(tx, arrival, { taken: 0, quarantined, file }, now)
        const unread = countedItems(read.filter(({ ready }) => ready === undefined))
        addTally(tx, source, monthOf(now), unread.lines)
      }
      if (arrival.waits) ask(TAKE_RECEIVED, source)
      return { result: { loadId, ...counts }, entry: { ...input, ...counts } }
    },
  }
}

function arrivalOf({ source, kind, loadId, arrived }: Batch, waits: boolean): inbox.Arrival {
  return { source, kind, loadId, receivedAt: arrived.at, waits }
}

function countsOf(fresh: readonly Read[]): Pick<Result, 'new' | 'quarantined' | 'inPart'> {
  const quarantined = fresh.filter(({ ready }) => ready === undefined).length
  const inPart = fresh.filter(({ row }) => row.passedOver.length > 0).length
  return { new: fresh.length - quarantined, quarantined, inPart }
}
