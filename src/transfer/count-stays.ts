import { disputeSubject } from '../agreement/index.ts'
import { type Errand, isPersonId, toPersonId } from '../kernel/index.ts'
import { identitiesAfter, identityIdsOf } from '../people/index.ts'
import { COUNTED, classesOf, STAYS_COUNTED } from '../record/index.ts'
import type { Place } from '../room.ts'
import type { Segment } from './clock.ts'
import { transferRule } from './clock-kind.ts'
import { EARLY_NOTICE, earlyNoticeOf } from './early-notice.ts'
import { type Fraction, fraction } from './fraction.ts'
import {
  COUNT_ALL,
  COUNT_STAYS,
  FOLLOW_DISPUTE,
  LEAVING_NEWS,
  lately,
  leavingKeys,
} from './leaving-news.ts'
import { timeOf, written } from './minute.ts'
import { noticeRule } from './notice-kind.ts'
import { type CountedShare, type CountedStay, type Division, replaceStays } from './queries.ts'
import { staysLately } from './queries-lists.ts'
import { replaceAfter } from './queries-outcomes.ts'
import { type ReadStay, ROOM, readStays } from './read-stays.ts'
import { reasonOf } from './reason-list.ts'

/** The one writer of what is counted of stays. It follows what changed, and costs what changed. */
export const countStays: Errand<Pick<Place, 'agreement'>> = {
  name: COUNT_STAYS,
  does: 'count again who held the minutes of stays of which something new is known',
  on: STAYS_COUNTED,
  async runAll({ tx, now, ask, announce, follow }, keys, { agreement: room }) {
    const identityIds = keys.map(toPersonId)
    const before = await staysLately(tx, identityIds, lately(now))
    const agreement = room.current()
    const rule = transferRule(agreement)
    const stays =
      agreement === undefined || rule === undefined
        ? []
        : await readStays(tx, agreement, rule, identityIds, { now, texts: room.versions() })
    const plain: readonly string[] = agreement === undefined ? [] : classesOf(agreement).plain
    const counted = stays.map((one) => countedStay(one, !plain.includes(one.counted.dataClass)))
    await replaceStays(tx, identityIds, counted)
    replaceAfter(tx, identityIds, stays)
    for (const key of await leavingKeys(tx, before, counted, now)) announce(LEAVING_NEWS, key)
    // What is known of early notice is counted with what happened.
    const told = stays.filter((one) => earlyNoticeOf(one) !== undefined)
    if (told.length > 0) follow(COUNTED, new Set(told.map(({ identityId }) => identityId)))
    if (noticeRule(agreement) === undefined) return
    for (const { identityId, stay, askings } of stays) {
      if (stay.state !== 'left' && askings.length === 0) ask(EARLY_NOTICE, identityId)
    }
  },
}

const BATCH = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** By another text of the agreement minutes may be somebody else's: everybody is counted again, some at a time. */
export const countAll: Errand<Pick<Place, 'agreement'>> = {
  name: COUNT_ALL,
  does: 'count again who held the minutes of all stays, by a new agreement',
  on: 'agreement',
  async run({ tx, follow, ask }, key, { agreement }) {
    await agreement.reload()
    const after = toPersonId(isPersonId(key) ? key : BEFORE_ALL)
    const ids = await identitiesAfter(tx, after, BATCH)
    follow(STAYS_COUNTED, ids)
    if (ids.length === BATCH) ask(COUNT_ALL, ids.at(-1)!)
    return undefined
  },
}

/** What is settled, opened or withdrawn between partners changes whose minutes are. Its key is the dispute. */
export const followDispute: Errand<Pick<Place, 'agreement'>> = {
  name: FOLLOW_DISPUTE,
  does: 'count again whose the minutes are that partners differ about',
  on: 'dispute',
  async run({ tx, follow }, id) {
    const about = await disputeSubject(tx, id)
    if (about?.room !== ROOM || about.personId === undefined) return undefined
    follow(STAYS_COUNTED, await identityIdsOf(tx, [about.personId]))
    return undefined
  },
}

/** As it is kept. */
export function countedStay(
  { identityId, counted, places, facts, stay, segments }: ReadStay,
  sensitive: boolean,
): CountedStay {
  const tasks = facts.flatMap(({ kind, task }) => (kind === 'open' && task ? [task] : []))
  const moment = (minute: number | undefined) =>
    minute === undefined ? undefined : timeOf(minute).toISOString()
  const { councils } = places
  return {
    identityId,
    stayId: counted.id,
    eventIds: counted.eventIds,
    taskIds: tasks,
    shares: segments.flatMap(countedShares),
    sensitive,
    ...optional('organisation', counted.organisation),
    ...optional('unit', counted.unit),
    ...optional('pathway', counted.pathway),
    ...optional('council', councils.length > 1 ? SEVERAL : councils[0]),
    ...optional('admittedAt', moment(stay.admitted)),
    ...optional('readyAt', moment(stay.ready?.at)),
    ...optional('leftAt', moment(stay.left)),
  }
}

/** Of whom it is not sure whose they are. */
const SEVERAL = 'several'

/** One division of a segment for each way in which it can be counted. What is nobody's has the key ''. */
function countedShares({ from, to, shares, unresolved, holdings }: Segment): CountedShare[] {
  const end = written(to)
  const told = {
    from: timeOf(from).toISOString(),
    ...(end === null ? {} : { to: end }),
    openParts: String(unresolved.parts),
    openWhole: String(unresolved.of),
  }
  const rows = (split: Division, parts: readonly (readonly [string, Fraction])[]) =>
    parts.map(([key, { parts: own, of }]): CountedShare => {
      return { ...told, split, key, parts: String(own), whole: String(of) }
    })
  const held = shares.map(({ holder, share }) => [holder, share] as const)
  return [
    ...rows('holder', unresolved.parts === 0n ? held : [...held, ['', unresolved]]),
    ...rows('task', evenly(holdings.map(({ kind }) => kind))),
    ...rows('reason', evenly(holdings.flatMap(({ reason }) => listed(reason)))),
  ]
}

function evenly(keys: readonly string[]): [string, Fraction][] {
  const all = keys.length === 0 ? [''] : [...new Set(keys)].sort()
  return all.map((key) => [key, fraction(1, all.length)])
}

/** In the words of a national list: anything else could be what somebody wrote there. */
function listed(reason: string | undefined): string[] {
  return reason === undefined ? [] : [reasonOf(reason)?.words ?? 'other']
}

function optional<N extends string>(
  name: N,
  value: string | undefined,
): Partial<Record<N, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<N, string>)
}
