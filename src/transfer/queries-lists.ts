import { idArray, type PersonId, type Queryable, type Transaction } from '../kernel/index.ts'

/** What lists on screens rest on, and the lists that somebody keeps under a name. */

/** A stay that may stand on somebody's screen. */
export type LatelyStay = {
  readonly identityId: PersonId
  readonly stayId: string
  readonly organisation?: string
}

/** Of these identities, the stays that go on or ended after a moment, as they were counted last. */
export async function staysLately(
  db: Queryable,
  identityIds: readonly PersonId[],
  since: Date,
): Promise<LatelyStay[]> {
  const { rows } = await db.query<{
    identity_id: PersonId
    stay_id: string
    organisation: string | null
  }>({
    name: 'transfer.staysLately',
    text: `select identity_id, stay_id, organisation from transfer.stay
      where identity_id = any($1) and (left_at is null or left_at > $2)`,
    values: [idArray(identityIds), since],
  })
  return rows.map(({ identity_id, stay_id, organisation }) => ({
    identityId: identity_id,
    stayId: stay_id,
    ...(organisation === null ? {} : { organisation }),
  }))
}

/** What somebody has chosen of the list, under a name of theirs. */
export type SavedList = { readonly name: string; readonly chosen: string }

export async function savedLists(db: Queryable, owner: string): Promise<SavedList[]> {
  const { rows } = await db.query<SavedList>({
    name: 'transfer.savedLists',
    text: 'select name, chosen from transfer.saved_list where owner = $1 order by name',
    values: [owner],
  })
  return rows
}

type Own = { readonly owner: string; readonly name: string }

/** In the place of one of the same name. */
export function keepList(tx: Transaction, { owner, name, chosen }: Own & SavedList): void {
  tx.post({
    name: 'transfer.keepList',
    text: `insert into transfer.saved_list (owner, name, chosen) values ($1, $2, $3)
      on conflict (owner, name) do update set chosen = excluded.chosen`,
    values: [owner, name, chosen],
  })
}

export function dropList(tx: Transaction, { owner, name }: Own): void {
  tx.post({
    name: 'transfer.dropList',
    text: 'delete from transfer.saved_list where owner = $1 and name = $2',
    values: [owner, name],
  })
}
