import { isRefusal, nextState, type Queryable, type Refusal, refuse } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import { allowsOf, factsOn, type Ground, groundOf } from '../record/index.ts'
import type { Place } from '../room.ts'
import type { CommandContext, CommandFacts, Outcome } from '../trail/index.ts'
import { type Asking, isMoot, type Message, maySay } from './asking.ts'
import { transferRule } from './clock-kind.ts'
import { passed } from './correction.ts'
import type { Sent } from './fact.ts'
import { askingCycle, type Reply } from './message-kind.ts'
import { LEAVING, type OnStay, type Saying, say } from './on-stay.ts'
import { lockOn } from './queries.ts'
import { findAsking } from './queries-asking.ts'
import { readStays } from './read-stays.ts'

/** What somebody who is asked reads of whoever leaves hospital, before they accept. */
export const NEED = 'leaving-need'

/** The errand that sends a message to whoever it is for. Its key: the asking and the message. */
export const DELIVER_MESSAGE = 'transfer.deliver-message'

export type OnAsking = OnStay & { readonly asking: Asking }

export const ASKING_REFUSALS = [
  'no-such-asking',
  'no-clause',
  'stay-gone',
  'closed',
  'not-yours',
  'no-party',
  'past',
] as const
export type AskingRefusal = Refusal<(typeof ASKING_REFUSALS)[number]>

export type SaidInAsking = { readonly asking: string; readonly message: string }

/** By which a power is measured: of what one was not asked, nothing is proved. */
export async function factsOnAsking(
  { tx, viewer, now }: CommandContext,
  { asking }: { asking: string },
  place: Place,
): Promise<CommandFacts> {
  return factsOn(await groundOn({ tx, viewer, now }, asking, place))
}

async function groundOn(
  { tx, viewer, now }: Pick<CommandContext, 'tx' | 'viewer' | 'now'>,
  asking: string,
  place: Place,
): Promise<Ground | undefined> {
  const found = await findAsking(tx, asking)
  return found && groundOf(tx, place, viewer, found.personId, now, [NEED, LEAVING])
}

/** The same answer for an asking that is none, and for one that is not for this viewer. */
export async function onAsking(
  { tx, viewer, now }: CommandContext,
  id: string,
  place: Place,
): Promise<OnAsking | Refusal<'no-such-asking' | 'no-clause' | 'stay-gone'>> {
  lockOn(tx, id)
  const ground = await groundOn({ tx, viewer, now }, id, place)
  if (ground === undefined) return noSuchAsking()
  const on = await readAsking(tx, id, place, now)
  if (isRefusal(on)) return on
  const isTheirs = [on.asking.asker, on.asking.asked].includes(viewer.actor.organisation)
  const maySee = allowsOf(ground.decisions)
  return isTheirs || maySee(on.read.counted.dataClass) ? on : noSuchAsking()
}

/** Under no viewer: for what the software does by itself, and for whoever proves who they are by a link. */
export async function readAsking(
  db: Queryable,
  id: string,
  { agreement: room }: Pick<Place, 'agreement'>,
  now: Date,
): Promise<OnAsking | Refusal<'no-such-asking' | 'no-clause' | 'stay-gone'>> {
  const agreement = room.current()
  const rule = transferRule(agreement)
  if (agreement === undefined || rule === undefined) {
    return refuse('no-clause', 'No clause says how partners ask each other about leaving hospital.')
  }
  const found = await findAsking(db, id)
  const [identityId] = found === undefined ? [] : await identityIdsOf(db, [found.personId])
  if (found === undefined || identityId === undefined) return noSuchAsking()
  const stays = await readStays(db, agreement, rule, [identityId], { now, texts: room.versions() })
  const read = stays.find(({ counted }) => counted.eventIds.includes(found.stay))
  const asking = read?.askings.find((one) => one.id === id)
  if (read === undefined || asking === undefined) {
    return refuse(
      'stay-gone',
      'The hospital has taken this stay back: nothing is asked any more.',
      {
        at: '/transfer/asked',
      },
    )
  }
  return { agreement, rule, read, asking }
}

export function noSuchAsking(): Refusal<'no-such-asking'> {
  return refuse('no-such-asking', 'Nothing was asked here that you may see with this id.', {
    next: 'Find it among what was asked of you.',
    at: '/transfer/asked',
  })
}

/** After somebody has left, nothing is offered or accepted any more. */
const AFTER_LEAVING: ReadonlySet<Reply> = new Set(['withdrawal', 'refusal'])

/** The next message of an asking, by whichever part of it the viewer's organisation is. */
export async function reply(
  context: CommandContext,
  place: Place,
  id: string,
  saysOf: (
    asking: Asking,
    party: string,
  ) => Omit<Sent, 'from' | 'to' | 'after'> & { readonly kind: Reply },
): Promise<Outcome<SaidInAsking> | AskingRefusal> {
  const on = await onAsking(context, id, place)
  if (isRefusal(on)) return on
  const { asking, rule, read } = on
  const from = context.viewer.actor.organisation
  const says = saysOf(asking, from)
  const next = nextState(askingCycle, says.kind, asking.state)
  if (isRefusal(next)) return next
  if (!maySay(says.kind, from, asking)) {
    const [part] = askingCycle.moves[says.kind].needs
    const whose = part === 'asker' ? asking.asker : asking.asked
    return refuse('not-yours', `${rule.nameOf(whose)} says that, and you do not act for it.`)
  }
  const past = passed(says.on, context.now)
  if (past !== undefined) return past
  if (read.stay.state === 'left' && !AFTER_LEAVING.has(says.kind)) {
    return refuse('closed', 'They have left the hospital, so nothing more is asked or offered.')
  }
  const to = from === asking.asker ? asking.asked : asking.asker
  if (!rule.isParty(to) && says.kind !== 'withdrawal') {
    const sentence = `${rule.nameOf(to)} is not, or no longer, in the agreement: nothing can be sent to it.`
    return refuse('no-party', sentence, { next: 'Whoever asked can withdraw it.' })
  }
  return send(context, on, { ...says, from, to, after: asking.messages.at(-1)!.id }, asking.id)
}

/** Keeps a message, asks for it to be sent, and counts again what follows from it. */
export async function send(
  context: CommandContext,
  on: OnStay,
  sent: Sent,
  asking?: string,
): Promise<Outcome<SaidInAsking>> {
  const at = context.now.toISOString()
  const saying: Saying = { kind: 'send', at, sent, ...(asking === undefined ? {} : { asking }) }
  const { result, ...outcome } = await say(context, on, saying)
  const began = asking ?? result.fact
  context.ask(DELIVER_MESSAGE, `${began} ${result.fact}`)
  return { ...outcome, result: { asking: began, message: result.fact } }
}

/** The last message that a party has been sent, is not proved to have, and should have. */
export function undeliveredTo(asking: Asking, party: string): Message | undefined {
  return asking.messages.findLast((message) => {
    return message.to === party && message.delivered === undefined && !isMoot(asking, message)
  })
}
