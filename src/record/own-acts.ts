import type { Actor, PersonId, Queryable } from '../kernel/index.ts'
import type { Act } from './act.ts'
import type { Glass } from './glass.ts'
import { actingAs, actsAbout } from './queries-acts.ts'

/** What was done about somebody and is answered for, as their own page has it. */
export type OwnActs = {
  readonly glass: readonly Glass[]
  readonly questions: readonly Glass[]
  /** who acts for them now */
  readonly proxies: readonly Act[]
}

export async function ownActs(
  db: Queryable,
  identity: readonly PersonId[],
  now: Date,
): Promise<OwnActs> {
  const kinds = ['glass', 'glass-check', 'question', 'answer', 'proxy', 'proxy-end'] as const
  const acts = await actsAbout(db, identity, kinds)
  const followedBy = new Map(acts.flatMap((act) => (act.about ? [[act.about, act] as const] : [])))
  const of = (kind: Act['kind']): Glass[] =>
    acts
      .filter((act) => act.kind === kind)
      .map((act) => {
        const followed = followedBy.get(act.id)
        return { act, ...(followed === undefined ? {} : { followed }) }
      })
  const proxies = of('proxy')
    .filter(({ act, followed }) => followed === undefined && act.until! > now)
    .map(({ act }) => act)
  return { glass: of('glass'), questions: of('question'), proxies }
}

/** For whom somebody acts now, by the NHS number that they signed in with. */
export async function actsForOthers(
  db: Queryable,
  { nhsNumber }: Pick<Actor, 'id' | 'nhsNumber'>,
  now: Date,
): Promise<Act[]> {
  return nhsNumber === undefined ? [] : actingAs(db, nhsNumber, now)
}
