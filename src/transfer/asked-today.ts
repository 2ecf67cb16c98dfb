import { DAY_MS, type Viewer } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatWait, plural } from '../shell/index.ts'
import { transferRule } from './clock-kind.ts'
import { earlyNoticeOf, lateAt } from './early-notice.ts'
import { isOurs } from './look-at-askings.ts'
import { noticeRule } from './notice-kind.ts'
import { askedOf } from './queries-asking.ts'
import { readStays } from './read-stays.ts'

export const SEE_ASKED = 'transfer.see-asked'
const AT = { href: '/transfer/asked', verb: 'See what was asked', action: SEE_ASKED }
const SINCE_DAYS = 60

/**
 * On Today of whoever may see what was asked: how many askings wait for their organisation, and of how many people it
 * sent early notice that is late. Nobody is named.
 */
export async function askedToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const { databases, clock, agreement: room, whyNot } = place
  const agreement = room.current()
  const [rule, notice] = [transferRule(agreement), noticeRule(agreement)]
  if (agreement === undefined || rule === undefined || notice === undefined) return []
  if (whyNot(viewer, SEE_ASKED) !== undefined) return []
  const db = databases.care.short
  const now = clock.now()
  const { organisation } = viewer.actor
  const since = new Date(now.getTime() - SINCE_DAYS * DAY_MS)
  const found = await askedOf(db, organisation, since)
  const ids = await identityIdsOf(db, [...new Set(found.map(({ personId }) => personId))])
  const stays = (await readStays(db, agreement, rule, ids, { now, settled: false })).filter(
    ({ stay }) => stay.state !== 'left',
  )
  const ours = stays.flatMap(({ askings }) => askings.filter((one) => isOurs(one, organisation)))
  const late = stays.filter((read) => {
    const [first] = earlyNoticeOf(read)?.messages ?? []
    if (first?.from !== organisation || first.delivered !== undefined) return false
    return (lateAt(read, notice) ?? now) < now
  })
  const lines: TodayLine[] = []
  if (ours.length > 0) {
    const first = ours.map(({ messages }) => Date.parse(messages.at(-1)!.sentAt)).sort()[0]!
    lines.push({
      what: `${plural(ours.length, 'thing waits', 'things wait')} for your answer about people who leave hospital`,
      since: `The first was sent ${formatWait(now.getTime() - first)} ago.`,
      first: 'waits',
      at: AT,
    })
  }
  if (late.length > 0) {
    lines.push({
      what: `Early notice of ${plural(late.length, 'person', 'people')} is late`,
      since: 'It is not proved that their council has it. Ring them.',
      first: 'waits',
      at: AT,
    })
  }
  return lines
}
