import { ageOn, onDay, quartersBetween } from './calendar.ts'
import type { CouncilEvent } from './council-client.ts'
import type { Draft } from './council-drafts.ts'
import { afterHospital, duringStay } from './council-hospital.ts'
import { isNext, requests, waitingNow } from './council-requests.ts'
import { longTermSupport } from './council-support.ts'
import { OUTCOME } from './council-words.ts'
import type { Health } from './health.ts'
import type { Person, World } from './person.ts'
import type { Quota } from './quota.ts'
import { type Random, randomOf } from './random.ts'
import { isOpen, type Stay } from './stay.ts'

/** Of people whose last service is over: no return says so. Assumption. */
const END_NOT_SENT = 0.06

/** The council's events of an adult, oldest first; empty for nearly everybody. */
export function councilEventsOf(
  world: World,
  person: Person,
  health: Health,
  stays: readonly Stay[],
  waiting: Quota,
  councilId: string,
): CouncilEvent[] {
  if (ageOn(person.birth, world.asOf) < 18) return []
  const random = randomOf(world.seed, 'council', person.index)
  const drafts: Draft[] = []
  const supportedFrom = longTermSupport(world, random, person, health, drafts)
  for (const stay of stays) {
    if (isOpen(stay)) duringStay(world, random, stay, supportedFrom, drafts)
    else afterHospital(world, random, stay, supportedFrom, drafts)
  }
  const now = stays.find(isOpen)
  const mayWait = now === undefined && supportedFrom === undefined
  if (mayWait && isNext(world, person, health, waiting)) waitingNow(world, random, person, drafts)
  else {
    // Whoever is in hospital asks from there: what was asked at home before is settled.
    const came = now === undefined ? undefined : onDay(now.admittedAt)
    requests(world, random, person, health, supportedFrom ?? came, drafts)
  }
  return finish(world, random, person, councilId, drafts)
}

/**
 * Cuts at death and at as-of: only services may be open, and what the council had not finished by
 * then it has not sent (exchange-standards section 1.3). Ended before the two years: not sent
 * either.
 */
function finish(
  world: World,
  random: Random,
  person: Person,
  councilId: string,
  drafts: readonly Draft[],
): CouncilEvent[] {
  const since = world.asOf - world.historyDays
  const kept: Draft[] = []
  for (const draft of drafts) {
    const event = { ...draft }
    const last = person.death ?? world.asOf - 1
    if (event.start > last || event.start < person.birth) continue
    if (event.type === 'Service' && (event.end === undefined || event.end > last)) {
      event.end = person.death
      event.outcome = person.death === undefined ? undefined : OUTCOME.died
    }
    if (event.type !== 'Service' && (event.end === undefined || event.end > last)) continue
    if (event.end !== undefined && event.end < since) continue
    kept.push(event)
  }
  kept.sort((left, right) => left.start - right.start)
  const last = kept.findLast(({ type }) => type === 'Service')
  if (last !== undefined && person.death === undefined && random.chance(END_NOT_SENT)) {
    // Only where a return has it as open can a later one lack it.
    const returns = last.end === undefined ? [] : quartersBetween(last.start, last.end)
    if (returns.length > 1 && returns[0]!.end >= since) last.endNotSent = true
  }
  return kept.map((draft, place) => ({
    ...draft,
    reference: `${councilId}-${String(place + 1).padStart(2, '0')}`,
  }))
}
