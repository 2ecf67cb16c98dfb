import { issueLink } from '../access/index.ts'
import { DAY_MS, type Errand, isRefusal, type PartnerSystem, systemActor } from '../kernel/index.ts'
import { readPersons } from '../people/index.ts'
import { classesOf, type JsonObject, lookAtPerson } from '../record/index.ts'
import type { Place } from '../room.ts'
import { capital } from '../shell/index.ts'
import type { Command } from '../trail/index.ts'
import { ACKNOWLEDGE } from './acknowledge.ts'
import { isMoot, isOver, type Message } from './asking.ts'
import type { Way } from './fact.ts'
import { handoverRule } from './handover-kind.ts'
import { messageBundle, taskNumber } from './message-fhir.ts'
import { MESSAGES } from './message-kind.ts'
import { type NoticeRule, noticeRule } from './notice-kind.ts'
import { DELIVER_MESSAGE, type OnAsking, readAsking } from './on-asking.ts'
import { say } from './on-stay.ts'
import { packOf } from './pack.ts'
import { packBundle } from './pack-fhir.ts'
import { postMessage, statusThere } from './post-message.ts'

export const NOTE_DELIVERY = 'transfer.note-delivery'

type Input = {
  readonly asking: string
  readonly message: string
  readonly way: Way
  readonly proves: 'deliver' | 'read' | 'attempt'
  readonly told: string
}

const SENDER = { actor: systemActor('send what partners ask each other'), purpose: '' }
const LINK_DAYS = 14
/** After these failures in a row somebody is written to as well: a message does not wait for a machine. */
const WRITE_AFTER = 3
const MINUTE_MS = 60_000
/** How soon after its system took something it is asked whether somebody has opened it. */
const ASK_MIN_MS = 5 * MINUTE_MS
/**
 * What FHIR says of a task that somebody has looked at: claimed by them, or further. What is only there to be done, or
 * was taken back, proves nothing.
 */
const OPENED: ReadonlySet<string> = new Set([
  ...['received', 'accepted', 'rejected', 'ready', 'in-progress', 'on-hold', 'failed', 'completed'],
])
/** How long after each failure it is tried again; after the last of them, as long again each time. */
const AGAIN_MINUTES = [1, 5, 30, 120, 360] as const

/**
 * Sends a message to whoever it is for: to their own system where they have one, else by a mail with a link that names
 * nobody. Each attempt is kept, and so is what proves that it came. Where they have neither it waits on their page. A
 * system that took one is asked how far it is there, until that proves that somebody has opened it.
 */
export const deliverMessage: Errand<Place> = {
  name: DELIVER_MESSAGE,
  does: 'send a partner what another has asked or answered',
  async run({ tx, now }, key, place) {
    const [asking = '', id = ''] = key.split(' ')
    const on = await readAsking(tx, asking, place, now)
    // The stay was taken back, or no clause lets anything be sent any more.
    const rule = isRefusal(on) ? undefined : noticeRule(on.agreement)
    if (isRefusal(on) || rule === undefined) return undefined
    const message = on.asking.messages.find((one) => one.id === id)
    if (message === undefined) return undefined
    if (isOver(on.asking) && message !== on.asking.messages.at(-1)) return undefined
    if (isMoot(on.asking, message)) return undefined
    const reach = rule.reachOf(message.to)
    const system = systemOf(place, rule, message.to)
    const note = (said: Omit<Input, 'asking' | 'message'>) =>
      place.trail.within(tx, noteDelivery(place, rule), {
        viewer: SENDER,
        input: { asking, message: id, ...said },
        key: `${NOTE_DELIVERY}:${id}:${said.way}:${said.proves}:${message.attempts.length}`,
        under: rule.clause,
      })
    if (message.delivered !== undefined) {
      const again = askAgainAt(message, now)
      if (system === undefined || again === undefined) return undefined
      const status = await statusThere(system, taskNumber(asking, place.settings.origin))
      if (status === undefined || !OPENED.has(status)) return again
      await note({ way: 'interface', proves: 'read', told: status })
      return undefined
    }
    if (system === undefined) {
      if (reach?.post === undefined) return undefined
      await note({ way: 'link', proves: 'attempt', told: reach.post.post })
      return undefined
    }
    const document = await documentFor(tx, place, on, message, system.address)
    const posted = document === undefined ? UNMADE : await postMessage(system, document)
    if ('number' in posted) {
      await note({ way: 'interface', proves: 'deliver', told: posted.number })
      return message.kind === 'pack' ? undefined : new Date(now.getTime() + ASK_MIN_MS)
    }
    await note({ way: 'interface', proves: 'attempt', told: posted.failed })
    const failures = message.attempts.filter(({ way }) => way === 'interface').length + 1
    if (failures === WRITE_AFTER && reach?.post !== undefined) {
      await note({ way: 'link', proves: 'attempt', told: reach.post.post })
    }
    const minutes = AGAIN_MINUTES[Math.min(failures, AGAIN_MINUTES.length) - 1]!
    return new Date(now.getTime() + minutes * MINUTE_MS)
  },
}

/** Where a party's own system is, where the clause says that it takes messages. */
function systemOf({ settings }: Place, rule: NoticeRule, party: string): PartnerSystem | undefined {
  return rule.reachOf(party)?.interface === undefined ? undefined : settings.systems?.get(party)
}

/**
 * When its system is asked next whether somebody has opened what it took: soon, then each time after half as long again
 * as it has been there; undefined for what needs no asking any more.
 */
function askAgainAt({ kind, delivered, read }: Message, now: Date): Date | undefined {
  if (read !== undefined || kind === 'pack' || delivered?.way !== 'interface') return undefined
  const there = now.getTime() - Date.parse(delivered.at)
  if (there > LINK_DAYS * DAY_MS) return undefined
  return new Date(now.getTime() + Math.max(ASK_MIN_MS, there / 2))
}

const UNMADE = { failed: 'nothing could be made for its role' }

/** What goes to a party’s own system: of a transfer pack, what its role may see; else what is asked. */
async function documentFor(
  tx: Parameters<typeof readPersons>[0],
  place: Place,
  on: OnAsking,
  message: Message,
  address: string,
): Promise<JsonObject | undefined> {
  if (message.kind === 'pack') return packFor(place, on, message)
  const names = noticeRule(on.agreement)?.reachOf(message.to)?.names === true
  const who = names || on.asking.state === 'accepted' ? await whoIs(tx, on) : undefined
  return documentOf(on, message, place, who, address)
}

/** It is a look, in the name of the system to which it goes and in the role that reads it there. */
async function packFor(
  place: Place,
  { agreement, rule, read, asking }: OnAsking,
  message: Message,
): Promise<JsonObject | undefined> {
  const party = agreement.parties.find(({ id }) => id === message.to)
  const row = handoverRule(agreement)?.packs?.find(({ to }) => to === party?.kind)
  if (party === undefined || row === undefined) return undefined
  const { id: organisation, side, name } = party
  const system = systemActor(`the system of ${name}`)
  const actor = { ...system, role: row.role, organisation, side }
  const viewer = { actor, purpose: row.purpose }
  const look = await lookAtPerson(place, viewer, read.identityId, { what: 'transfer pack' })
  if (look.outcome !== 'allowed') return undefined
  const pack = packOf(agreement, look.view, { party, row }, classesOf(agreement))
  const author = rule.nameOf(message.from)
  return packBundle({ asking, message, pack, author, origin: place.settings.origin })
}

/** For the page of the link: it names nobody. */
function asksWords(sender: string, { kind }: Message): string {
  const what = `${capital(sender)} has sent you ${MESSAGES[kind].words} about somebody who leaves hospital.`
  return `${what} Say that you have it; sign in to see what is asked.`
}

/** The source that was traced nationally, else the one that spoke last. */
async function whoIs(tx: Parameters<typeof readPersons>[0], { read }: OnAsking) {
  const persons = await readPersons(tx, read.members)
  return persons.find(({ nhsNumberStatus }) => nhsNumberStatus === '01') ?? persons[0]
}

function documentOf(
  { asking, rule, agreement }: OnAsking,
  message: Message,
  { settings }: Place,
  who: Awaited<ReturnType<typeof whoIs>>,
  endpoint: string,
) {
  const codes = new Map(agreement.parties.map(({ id, codes: [code] }) => [id, code]))
  const told = { asking, message, rule, endpoint, origin: settings.origin }
  return messageBundle({
    ...told,
    codeOf: (party) => codes.get(party),
    ...(who === undefined ? {} : { who }),
  })
}

/** Keeps what became of an attempt; where somebody is to be written to, with the link that they answer by. */
function noteDelivery(place: Place, rule: NoticeRule): Command<Input, null, string> {
  return {
    name: NOTE_DELIVERY,
    basis: { under: ['notice'] },
    async run(context, { asking: id, message: of, way, proves, told }) {
      const { tx, now } = context
      const on = await readAsking(tx, id, place, now)
      if (isRefusal(on)) return on
      const message = on.asking.messages.find((one) => one.id === of)!
      const reach = rule.reachOf(message.to)
      if (way === 'link' && reach?.post !== undefined) {
        const { post, address } = reach.post
        await issueLink({ ...context, clause: rule.clause }, place, {
          ...{ party: message.to, post, address },
          asks: asksWords(on.rule.nameOf(message.from), message),
          command: ACKNOWLEDGE,
          input: { asking: id, message: of },
          until: new Date(now.getTime() + LINK_DAYS * DAY_MS),
        })
      }
      const at = now.toISOString()
      const receipt = { message: of, way, told }
      const said = await say(context, on, { kind: proves, at, asking: id, receipt })
      return { ...said, result: null }
    },
  }
}
