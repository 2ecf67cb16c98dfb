import { DAY_MS, type PersonId, type Viewer } from '../kernel/index.ts'
import { identitiesOf } from '../people/index.ts'
import { lookAtNeeded, type NeededPerson, type RecordDeps } from '../record/index.ts'
import { type Asking, isOver } from './asking.ts'
import { type TransferRule, transferRule } from './clock-kind.ts'
import { NEED, undeliveredTo } from './on-asking.ts'
import { LEAVING } from './on-stay.ts'
import { askedOf } from './queries-asking.ts'
import { type ReadStay, readStays } from './read-stays.ts'

/** What began longer ago is on the page of its stay alone. */
const SINCE_DAYS = 60
/** What has ended is still shown for as long. */
const ENDED_DAYS = 3

export type ListedAsking = {
  readonly asking: Asking
  readonly read: ReadStay
  readonly person: NeededPerson
  /** it waits for the viewer's organisation */
  readonly ours: boolean
}
export type AskingList = {
  readonly rows: readonly ListedAsking[]
  readonly rule: TransferRule | undefined
  /** askings that go on about people whom no clause shows the viewer */
  readonly unshown: number
}

/**
 * What a viewer's organisation was asked, and what it asked: of whom a clause lets them read at least what is needed.
 * Those that wait for it come first, the one that is due first at the top. Everybody on it is a look.
 */
export async function lookAtAskings(
  deps: RecordDeps,
  viewer: Viewer,
  what: string,
): Promise<AskingList> {
  const agreement = deps.agreement.current()
  const rule = transferRule(agreement)
  if (agreement === undefined || rule === undefined) return { rows: [], rule, unshown: 0 }
  const { organisation } = viewer.actor
  const db = deps.databases.care.short
  const now = deps.clock.now()
  const found = await askedOf(db, organisation, new Date(now.getTime() - SINCE_DAYS * DAY_MS))
  const identities = await identitiesOf(
    db,
    found.map(({ personId }) => personId),
  )
  const ids = identities.map(([first]) => first!)
  const stays = await readStays(db, agreement, rule, ids, { now, settled: false })
  const open = stays.flatMap((read) =>
    read.askings
      .filter((asking) => asking.asker === organisation || asking.asked === organisation)
      .filter((asking) => isShown(asking, read, now))
      .map((asking) => ({ asking, read, ours: isOurs(asking, organisation) })),
  )
  const about = new Set(open.map(({ read }) => read.identityId))
  const needs = [NEED, LEAVING]
  const shown = identities.filter(([first]) => about.has(first!))
  const people = await lookAtNeeded(deps, viewer, shown, { what, needs })
  const personOf = new Map<PersonId, NeededPerson>(people.map((one) => [one.identity[0]!, one]))
  const rows = open.flatMap((one) => {
    const person = personOf.get(one.read.identityId)
    return person === undefined ? [] : [{ ...one, person }]
  })
  return { rows: rows.sort(byDue), rule, unshown: open.length - rows.length }
}

function isShown(asking: Asking, { stay }: ReadStay, now: Date): boolean {
  const last = Date.parse(asking.messages.at(-1)!.sentAt)
  const ended = isOver(asking) || stay.state === 'left'
  return !ended || now.getTime() - last < ENDED_DAYS * DAY_MS
}

/** They have to say that they have it, or to answer it. */
export function isOurs(asking: Asking, organisation: string): boolean {
  if (isOver(asking)) return false
  return asking.awaits?.whom === organisation || undeliveredTo(asking, organisation) !== undefined
}

function byDue(a: ListedAsking, b: ListedAsking): number {
  if (a.ours !== b.ours) return a.ours ? -1 : 1
  const [left, right] = [a, b].map(({ asking }) => asking.awaits?.by ?? asking.messages[0]!.sentAt)
  return left! < right! ? -1 : left! > right! ? 1 : a.asking.id < b.asking.id ? -1 : 1
}
