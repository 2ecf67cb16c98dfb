import type { Agreement } from '../agreement/index.ts'
import { newId, type Refusal, refuse, toPersonId } from '../kernel/index.ts'
import {
  allowsOf,
  factsOn,
  type Ground,
  groundOf,
  personsOfEvents,
  STAYS_COUNTED,
} from '../record/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext, CommandFacts, Outcome } from '../trail/index.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import type { Fact, KeptFact } from './fact.ts'
import { type Found, insertFact, lockOn, stayOfTask, stayWith } from './queries.ts'
import { type ReadStay, readStays } from './read-stays.ts'

/** What is shown of leaving hospital stands in this class. */
export const LEAVING = 'leaving'

/** A stay of which somebody says something, read in the transaction in which they do. */
export type OnStay = {
  readonly agreement: Agreement
  readonly rule: TransferRule
  readonly read: ReadStay
}

/** Which stay is meant: itself, by any of what sources tell of it, or by one of its tasks. */
export type Wanted = { readonly stay?: string | undefined; readonly task?: string | undefined }

export type Unfit = Refusal<'no-such-stay' | 'no-clause'>

/** By which a power is measured: of a stay that one may not see, nothing is proved. */
export async function factsOnStay(
  { tx, viewer, now }: CommandContext,
  wanted: Wanted,
  place: Place,
): Promise<CommandFacts> {
  const found = await find(tx, wanted)
  return factsOn(found && (await groundOf(tx, place, viewer, found.identityId, now)))
}

/** The same answer for a stay that is none, and for one that is not for this viewer. */
export async function onStay(
  { tx, viewer, now }: CommandContext,
  wanted: Wanted,
  place: Place,
): Promise<OnStay | Unfit> {
  const agreement = place.agreement.current()
  const rule = transferRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause says how the minutes of waiting are counted.')
  }
  const found = await find(tx, wanted)
  const ground = found && (await groundOf(tx, place, viewer, found.identityId, now))
  if (found === undefined || ground === undefined || !maySee(ground, LEAVING)) return noSuchStay()
  lockOn(tx, found.stayId)
  const stays = await readStays(tx, agreement, rule, [found.identityId], {
    now,
    texts: place.agreement.versions(),
  })
  const read = stays.find(({ counted }) => counted.id === found.stayId)
  if (read === undefined || !maySee(ground, read.counted.dataClass)) return noSuchStay()
  return { agreement, rule, read }
}

function maySee({ decisions }: Ground, dataClass: string): boolean {
  return allowsOf(decisions)(dataClass)
}

async function find(tx: CommandContext['tx'], { stay, task }: Wanted): Promise<Found | undefined> {
  if (stay !== undefined) return stayWith(tx, stay)
  return task === undefined ? undefined : stayOfTask(tx, task)
}

export function noSuchStay(): Refusal<'no-such-stay'> {
  return refuse('no-such-stay', 'There is no stay here that you may see with this id.', {
    next: 'Find the person on the list, and do it there.',
    at: '/transfer',
  })
}

/** What somebody says of a stay, without what follows from who says it and when. */
export type Saying = Omit<Fact, 'id' | 'stay' | 'learntAt' | 'by'> & { readonly id?: string }

export type Said = { readonly fact: string; readonly stay: string; readonly task?: string }

/** Keeps what was said, about the source person whose stay it is: it stays with them when links change. */
export async function say(
  { tx, viewer, now, entryId, follow }: CommandContext,
  { read }: OnStay,
  saying: Saying,
): Promise<Outcome<Said>> {
  const { members, counted, identityId } = read
  const [anchor] = counted.eventIds
  const persons = await personsOfEvents(tx, members, [anchor!])
  const { name, role, organisation, side, id: actor } = viewer.actor
  const id = saying.id ?? newId(now.getTime())
  const kept: KeptFact = {
    ...saying,
    // What begins an asking is known by itself.
    ...(saying.kind === 'send' ? { asking: saying.asking ?? id } : {}),
    id,
    stay: anchor!,
    learntAt: now.toISOString(),
    by: { name, role, organisation, side },
    personId: persons.get(anchor!) ?? toPersonId(identityId),
    actor,
  }
  insertFact(tx, kept, entryId)
  follow(STAYS_COUNTED, [identityId])
  const { by: _, actor: __, personId: ___, learntAt: ____, ...entry } = kept
  const result = { fact: id, stay: counted.id, ...(kept.task ? { task: kept.task } : {}) }
  return { result, entry: entryOf(entry), about: members }
}

function entryOf(fact: Omit<Fact, 'by' | 'learntAt'>): Outcome<Said>['entry'] {
  return Object.fromEntries(Object.entries(fact).filter(([, value]) => value !== undefined))
}
