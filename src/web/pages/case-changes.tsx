import type { FastifyReply, FastifyRequest } from 'fastify'
import { relationshipsNeeded } from '../../access/index.ts'
import type { Agreement } from '../../agreement/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import { type ListChanges, type Waiting, waitRuleOf } from '../../record/index.ts'
import type { ListAddress } from '../../shell/index.ts'
import { caseRows } from '../case-list.ts'
import { otherSideName } from '../other-side.ts'
import { heardOf } from '../own-feeds.ts'
import { Sections } from './case-sections.tsx'
import { sendChanges } from './list-changes.tsx'
import type { TodayPlace } from './today-place.ts'

type CaseChanges = {
  changes: ListChanges<Waiting>
  agreement: Agreement
  address: ListAddress
}

/** The rows of those who wait that changed since a version of the list. */
export async function sendCaseChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  { actor, purpose }: Viewer,
  { changes, agreement, address }: CaseChanges,
): Promise<FastifyReply> {
  const { people, gone, sendReadyDates, version } = changes
  const now = place.clock.now()
  const context = { agreement, rule: waitRuleOf(agreement), actor, now, sendReadyDates }
  const rows = caseRows(people, context)
  const sections = {
    rows,
    heard: heardOf(agreement, await place.feeds(), actor.organisation),
    sees: new Set(relationshipsNeeded(agreement, actor.role, purpose)),
    other: otherSideName(agreement, actor.side),
    now,
  }
  const children = <Sections {...sections} />
  return sendChanges(request, reply, { shown: rows.length, gone, version, address, children })
}
