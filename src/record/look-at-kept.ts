import type { PersonId, Viewer } from '../kernel/index.ts'
import { contentPutBack } from './apart.ts'
import { allowsOf } from './decisions.ts'
import { hideAddress } from './hide-address.ts'
import { READ_TYPES } from './kept.ts'
import { readShown } from './kept-apart.ts'
import { type KeptLine, keptLine } from './kept-row.ts'
import { lookWithScope, type RecordDeps, type ScopedLook } from './look-at-person.ts'
import { ownPersonId } from './own-record.ts'
import { keptResources } from './queries-kept.ts'
import { medicineStates } from './read-known.ts'
import type { RefusedLook } from './refused-look.ts'
import { sourcesOf } from './sources.ts'

const PAGE_SIZE = 50
const WHAT = 'list of what else is kept'

export type KeptPage = {
  /** whom it is about */
  name: string
  lines: readonly KeptLine[]
  total: number
  number: number
  size: number
  /** made from what was known at */
  at: string
}

export type KeptLook =
  | { outcome: 'allowed'; page: KeptPage }
  | { outcome: 'refused'; refusal: RefusedLook }
  | { outcome: 'unknown' }

/**
 * A page of what is kept besides, or was at a time, of the classes that the agreement opens: a look like any other.
 */
export async function lookAtKept(
  deps: RecordDeps,
  viewer: Viewer,
  personId: PersonId,
  number: number,
  at?: Date,
): Promise<KeptLook> {
  const what = at === undefined ? WHAT : `${WHAT}, as it was known before`
  return answer(deps, viewer, await lookWithScope(deps, viewer, personId, { what, at }), number, at)
}

export async function lookAtOwnKept(
  deps: RecordDeps,
  viewer: Viewer,
  number: number,
): Promise<KeptLook | { outcome: 'several' }> {
  const personId = await ownPersonId(deps, viewer)
  if (typeof personId !== 'string') return personId
  return lookAtKept(deps, viewer, personId, number)
}

async function answer(
  deps: RecordDeps,
  viewer: Viewer,
  look: ScopedLook,
  asked: number,
  at?: Date,
): Promise<KeptLook> {
  if (look.outcome !== 'allowed') return look
  const { view, scope, directory, decisions, members } = look
  const agreement = deps.agreement.current()!
  const now = new Date(view.at)
  const number = Math.min(asked, Math.max(1, Math.ceil(scope.total / PAGE_SIZE)))
  const db = deps.databases.care.short
  const persons =
    view.who.restricted === undefined ? [] : await readShown(db, agreement, viewer, view.identity)
  const kept = await keptResources(db, members, READ_TYPES, medicineStates(now), scope, {
    limit: PAGE_SIZE,
    offset: (number - 1) * PAGE_SIZE,
    at,
  })
  const resources = hideAddress(persons, kept)
  const context = { sources: sourcesOf(agreement), directory, now }
  const lines = resources.map((resource) =>
    keptLine(contentPutBack(resource, allowsOf(decisions)), context),
  )
  const page = {
    name: view.who.name,
    lines,
    total: scope.total,
    number,
    size: PAGE_SIZE,
    at: view.at,
  }
  return { outcome: 'allowed', page }
}
