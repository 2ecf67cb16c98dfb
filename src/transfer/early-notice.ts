import { type Errand, isRefusal, type PersonId, systemActor, toPersonId } from '../kernel/index.ts'
import { type Counted, factsOf } from '../record/index.ts'
import type { Place } from '../room.ts'
import type { Command } from '../trail/index.ts'
import type { Asking } from './asking.ts'
import { transferRule } from './clock-kind.ts'
import { timeOf } from './minute.ts'
import type { Sign } from './need.ts'
import { type NoticeRule, noticeRule } from './notice-kind.ts'
import { councilToTell } from './notify.ts'
import { type SaidInAsking, send } from './on-asking.ts'
import type { OnStay } from './on-stay.ts'
import { lockOn } from './queries.ts'
import { openStaysOf } from './queries-asking.ts'
import { type ReadStay, readStays } from './read-stays.ts'

export const EARLY_NOTICE = 'transfer.early-notice'

const HOUR_MS = 3_600_000
const SENDER = { actor: systemActor('give early notice'), purpose: '' }

/**
 * Gives somebody's own council early notice where the record shows what the clause asks for, in the name of the
 * hospital where they are. It is due again when the notice would be late, so that screens say so. Its key is the
 * identity.
 */
export const earlyNotice: Errand<Place> = {
  name: EARLY_NOTICE,
  does: 'give early notice of somebody in hospital',
  async run({ tx, now, announce }, key, place) {
    const identityId = toPersonId(key)
    const agreement = place.agreement.current()
    const [rule, notice] = [transferRule(agreement), noticeRule(agreement)]
    if (agreement === undefined || rule === undefined || notice === undefined) return undefined
    const [open] = await openStaysOf(tx, [identityId])
    if (open === undefined) return undefined
    lockOn(tx, open.stayId)
    const stays = await readStays(tx, agreement, rule, [identityId], {
      now,
      texts: place.agreement.versions(),
    })
    const read = stays.find(({ counted }) => counted.id === open.stayId)
    if (read === undefined || read.places.hospital === undefined) return undefined
    const on = { agreement, rule, read }
    const told = earlyNoticeOf(read)
    if (told === undefined) {
      const signs = await signsOf(tx, identityId, read, notice)
      if (signs.length === 0 || isRefusal(councilToTell(on))) return undefined
      await place.trail.within(tx, give(on), {
        ...{ viewer: SENDER, input: { signs }, under: notice.clause },
        key: `${EARLY_NOTICE}:${read.counted.id}`,
      })
    } else if (told.messages[0]!.delivered !== undefined) return undefined
    const { admitted } = read.stay
    const late = lateAt(admitted === undefined ? undefined : timeOf(admitted), notice)
    if (late === undefined || late > now) return late
    announce('transfer.stay', identityId)
    return undefined
  },
}

function give(on: OnStay): Command<{ signs: readonly Sign[] }, SaidInAsking, string> {
  return {
    name: EARLY_NOTICE,
    basis: { under: ['notice'] },
    async run(context, { signs }) {
      const to = councilToTell(on)
      if (isRefusal(to)) return to
      return send(context, on, { kind: 'early-notice', from: on.read.places.hospital!, to, signs })
    },
  }
}

export function earlyNoticeOf({ askings }: Pick<ReadStay, 'askings'>): Asking | undefined {
  return askings.find(({ messages: [first] }) => first!.kind === 'early-notice')
}

/** When early notice that has not come is late. */
export function lateAt(admitted: Date | undefined, rule: NoticeRule): Date | undefined {
  return admitted && new Date(admitted.getTime() + rule.earlyHours * HOUR_MS)
}

/** What of that the clause names the record shows, of what may be told: nothing that is not hinted at counts. */
async function signsOf(
  tx: Parameters<typeof factsOf>[0],
  identityId: PersonId,
  { counted }: ReadStay,
  { signs }: NoticeRule,
): Promise<Sign[]> {
  const [facts] = await factsOf(tx, [identityId])
  const others = facts?.occurrences ?? []
  const came = counted.start ?? ''
  return signs.filter((sign) => SHOWS[sign](counted, others, came))
}

/** What is not hinted at makes no notice due. */
const COUNTS: ReadonlySet<string> = new Set(['council-care', 'carer'])
const CASES: ReadonlySet<string> = new Set(['request', 'assessment', 'review'])

/** Went on when they came. */
function wentOn({ status, start = '', end, dataClass }: Counted, came: string): boolean {
  if (status !== 'active' && status !== 'finished') return false
  return COUNTS.has(dataClass) && start <= came && (end === undefined || end >= came)
}

function isOfCarer({ dataClass, label }: Counted): boolean {
  return dataClass === 'carer' || /\bcarer/i.test(label)
}

const SHOWS: Record<Sign, (stay: Counted, all: readonly Counted[], came: string) => boolean> = {
  package: (_, all, came) => all.some((one) => one.kind === 'service' && wentOn(one, came)),
  carer: (_, all, came) => all.some((one) => isOfCarer(one) && wentOn(one, came)),
  need: ({ pathway = '0' }, all, came) =>
    pathway !== '0' || all.some((one) => CASES.has(one.kind) && wentOn(one, came)),
}
