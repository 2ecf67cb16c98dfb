import type { Link } from '../access/index.ts'
import type { Agreement, AgreementRoom } from '../agreement/index.ts'
import { isPersonId, type Viewer } from '../kernel/index.ts'
import {
  lookAtPerson,
  type PersonLook,
  type PersonView,
  type RecordDeps,
  standIn,
} from '../record/index.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import { LEAVING } from './on-stay.ts'
import { stayWith } from './queries.ts'
import { scoresAbout } from './queries-scores.ts'
import { type ReadStay, readStays } from './read-stays.ts'
import type { Score } from './score.ts'
import { familyLinks } from './tell-family.ts'

export type ClockLook =
  | {
      readonly outcome: 'allowed'
      readonly view: PersonView
      readonly read: ReadStay
      /** the text that was in effect then, by which the clock is worked */
      readonly agreement: Agreement
      readonly rule: TransferRule
      /** how they arrived, as those who received them said it */
      readonly scores: readonly Score[]
      /** by which somebody of theirs reads when they leave; none as it was known before */
      readonly family: readonly Link[]
      readonly at: Date
    }
  | Exclude<PersonLook, { outcome: 'allowed' }>

/** What a look of this room needs beside the record's: the text that was in effect at a time. */
export type TransferDeps = RecordDeps & {
  readonly agreement: Pick<AgreementRoom, 'current' | 'at' | 'versions'>
}

/**
 * The clock of one stay, by any of what sources tell of it, as it is known now or was known at a time. The look is
 * written down before anything is given; a stay that is none is answered as one that is not for this viewer.
 */
export async function lookAtClock(
  deps: TransferDeps,
  viewer: Viewer,
  stayId: string,
  { what, at: asked }: { what: string; at?: Date | undefined },
): Promise<ClockLook> {
  const db = deps.databases.care.short
  const found = isPersonId(stayId) ? await stayWith(db, stayId) : undefined
  const look = await lookAtPerson(deps, viewer, found?.identityId ?? standIn({ stay: stayId }), {
    what,
    needs: LEAVING,
  })
  if (look.outcome !== 'allowed') return look
  const now = deps.clock.now()
  const at = knownThen(asked, now)
  const agreement = deps.agreement.at(at ?? now)
  const rule = transferRule(agreement)
  if (found === undefined || agreement === undefined || rule === undefined) return NONE
  const texts = deps.agreement.versions()
  const options = at === undefined ? { now, texts } : { now, at, texts }
  const stays = await readStays(db, agreement, rule, [found.identityId], options)
  const read = stays.find(({ counted }) => counted.eventIds.includes(stayId))
  if (read === undefined || !look.view.opens.includes(read.counted.dataClass)) return NONE
  const scored = read.stay.state === 'left' ? await scoresAbout(db, read.members, at) : []
  const scores = scored.filter((one) => read.counted.eventIds.includes(one.stay))
  const family = at === undefined ? await familyLinks(db, read, now) : []
  const said = { view: look.view, read, agreement, rule, scores, family, at: at ?? now }
  return { outcome: 'allowed', ...said }
}

/** What is not over yet is known as it is now: no minute is counted before it has passed. */
export function knownThen(at: Date | undefined, now: Date): Date | undefined {
  return at === undefined || at >= now ? undefined : at
}

const NONE = { outcome: 'unknown' } as const
