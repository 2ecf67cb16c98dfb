import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Viewer } from '../../kernel/index.ts'
import { type ListChanges, type ListedPerson, waitRuleOf } from '../../record/index.ts'
import { listAddress } from '../../shell/index.ts'
import { otherSideName } from '../other-side.ts'
import { type Heard, heardOf } from '../own-feeds.ts'
import { type WardRow, wardRows } from '../ward-list.ts'
import { Beds } from './beds.tsx'
import { sendChanges } from './list-changes.tsx'
import type { TodayPlace } from './today-place.ts'

type Known = { sendsReadyDates: boolean; heard: Heard | undefined; now: Date }

export function rowsOf(
  { agreement: room }: TodayPlace,
  { actor }: Viewer,
  people: readonly ListedPerson[],
  { sendsReadyDates, heard, now }: Known,
): WardRow[] {
  const agreement = room.current()
  if (agreement === undefined) return []
  const rule = waitRuleOf(agreement)
  const councilHeard = heard?.councils ?? false
  return wardRows(people, { agreement, rule, actor, now, sendsReadyDates, councilHeard })
}

/** The rows of a ward's list that changed since a version of it. */
export async function sendWardChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
  { people, gone, sendReadyDates, version }: ListChanges<ListedPerson>,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  const { organisation, side } = viewer.actor
  const heard = agreement && heardOf(agreement, await place.feeds(), organisation)
  const codes = agreement ? waitRuleOf(agreement).codesOf(organisation) : new Set<string>()
  const sendsReadyDates = [...codes].some((code) => sendReadyDates.has(code))
  const now = place.clock.now()
  const rows = rowsOf(place, viewer, people, { sendsReadyDates, heard, now })
  const tables = {
    rows,
    list: { sendsReadyDates },
    other: otherSideName(agreement, side),
    now,
  }
  const address = listAddress('/', {}, request.query)
  const children = <Beds {...tables} />
  return sendChanges(request, reply, { shown: rows.length, gone, version, address, children })
}
