import { DAY_MS, type Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatWait, plural } from '../shell/index.ts'
import { type Asking, askingsOf } from './asking.ts'
import { lateAt } from './early-notice.ts'
import { isOurs } from './look-at-askings.ts'
import { type NoticeRule, noticeRule } from './notice-kind.ts'
import { factsAsked, staysTold, type ToldStay } from './queries-asking.ts'

export const SEE_ASKED = 'transfer.see-asked'
const AT = { href: '/transfer/asked', verb: 'See what was asked', action: SEE_ASKED }
const SINCE_DAYS = 60

/**
 * On Today of whoever may see what was asked: how many askings wait for their organisation, and of how many people it
 * sent early notice that is late. Nobody is named, and nobody is read for it.
 */
export async function askedToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  const { databases, clock, agreement: room, whyNot } = place
  const notice = noticeRule(room.current())
  if (notice === undefined || whyNot(viewer, SEE_ASKED) !== undefined) return []
  const db = databases.care.short
  const now = clock.now()
  const { organisation } = viewer.actor
  const facts = await factsAsked(db, organisation, new Date(now.getTime() - SINCE_DAYS * DAY_MS))
  const stays = await staysTold(
    db,
    facts.map(({ stay }) => stay),
  )
  const open = askingsOf(facts, notice).flatMap((asking) => {
    const stay = stays.find(({ eventIds }) => eventIds.includes(asking.stay))
    return stay === undefined || stay.left !== undefined ? [] : [{ asking, stay }]
  })
  const ours = open.filter(({ asking }) => isOurs(asking, organisation))
  const late = open.filter((one) => isLate(one, organisation, notice, now))
  const lines: TodayLine[] = []
  if (ours.length > 0) {
    const first = Math.min(...ours.map(({ asking }) => Date.parse(asking.messages.at(-1)!.sentAt)))
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

function isLate(
  { asking, stay }: { asking: Asking; stay: ToldStay },
  organisation: string,
  rule: NoticeRule,
  now: Date,
): boolean {
  const [first] = asking.messages
  if (first!.kind !== 'early-notice' || first!.from !== organisation) return false
  if (asking.state === 'withdrawn' || first!.delivered !== undefined) return false
  return (lateAt(stay.admitted, rule) ?? now) < now
}
