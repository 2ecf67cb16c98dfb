import { createHash } from 'node:crypto'
import type { PersonId, Viewer } from '../kernel/index.ts'
import { identityIdsOf } from '../people/index.ts'
import type { CommandContext } from '../trail/index.ts'
import { COUNTED } from './follow-identity.ts'
import { insertAct } from './queries-acts.ts'

export const ACT_KINDS = [
  'glass',
  'glass-check',
  'reveal',
  'question',
  'answer',
  'proxy',
  'proxy-end',
  'watch',
  'watch-end',
  'alert-close',
] as const
export type ActKind = (typeof ACT_KINDS)[number]

/** Something that was done here about a person and that somebody answers for; its id is that of its entry. */
export type Act = {
  readonly id: string
  readonly kind: ActKind
  readonly personId: PersonId
  /** who they were one person with, for the page on which it was done */
  readonly members: readonly PersonId[]
  /** the act that it follows, or the look that was asked about */
  readonly about?: string
  readonly by: Pick<Viewer['actor'], 'id' | 'name' | 'role' | 'organisation' | 'side'>
  readonly purpose: string
  readonly at: Date
  /** it holds until then */
  readonly until?: Date
  /** by when something has to follow it */
  readonly due?: Date
  /** the party of whom something is asked */
  readonly party?: string
  /** words for people, by name */
  readonly says: Readonly<Record<string, string>>
}

/** Whoever acts for another is known by the NHS number that they signed in with; else it is for whoever did it. */
export function isOpenTo({ kind, by, says }: Act, { id, nhsNumber }: Viewer['actor']): boolean {
  if (kind !== 'proxy') return by.id === id
  return nhsNumber !== undefined && says.nhsNumber === nhsNumber
}

type Given = Pick<Act, 'kind' | 'personId' | 'members'> &
  Partial<Pick<Act, 'about' | 'until' | 'due' | 'party'>> & { says?: Act['says'] }

/** What residents ask, and are answered, is counted with what happened to them. */
const COUNTS: ReadonlySet<ActKind> = new Set(['question', 'answer'])

/** Keeps an act and says so in the log, where each of its words is a hash: the words may name people. */
export async function keepAct<R>(
  {
    tx,
    viewer,
    now,
    entryId,
    follow,
  }: Pick<CommandContext, 'tx' | 'viewer' | 'now' | 'entryId' | 'follow'>,
  given: Given,
  result: R,
) {
  const { id, name, role, organisation, side } = viewer.actor
  const by = { id, name, role, organisation, side }
  const act: Act = { says: {}, ...given, id: entryId, by, purpose: viewer.purpose, at: now }
  insertAct(tx, act)
  if (COUNTS.has(act.kind)) follow(COUNTED, await identityIdsOf(tx, [act.personId]))
  return { result, entry: actInLog(act), about: act.members }
}

/** What the entry says of it; who did it and when stands beside that. */
export function actInLog({ kind, personId, about, until, due, party, says }: Act) {
  const proofs = Object.entries(says).map(([name, text]) => [name, proofOf(text)])
  return {
    act: kind,
    person: personId,
    ...(about === undefined ? {} : { of: about }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
    ...(due === undefined ? {} : { due: due.toISOString() }),
    ...(party === undefined ? {} : { party }),
    says: Object.fromEntries(proofs) as Record<string, string>,
  }
}

function proofOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
