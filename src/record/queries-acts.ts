import { idArray, type PersonId, type Queryable, type Transaction } from '../kernel/index.ts'
import type { Act, ActKind } from './act.ts'

/** SQL of `record.act`. */

const MINUTE_MS = 60_000

type Row = {
  entry_id: string
  kind: ActKind
  person_id: PersonId
  members: PersonId[]
  about: string | null
  actor: string
  actor_name: string
  role: string
  organisation: string
  side: string
  purpose: string
  at: Date
  until: Date | null
  due: Date | null
  party: string | null
  says: Record<string, string>
}

const COLUMNS = `a.entry_id, a.kind, a.person_id, a.members, a.about, a.actor, a.actor_name, a.role, a.organisation,
  a.side, a.purpose, a.at, a.until, a.due, a.party, a.says`

export function insertAct(tx: Transaction, act: Act): void {
  const { id, kind, personId, members, about, by, purpose, at, until, due, party, says } = act
  tx.post({
    name: 'record.insertAct',
    text: `insert into record.act (entry_id, kind, person_id, members, about, actor, actor_name, role, organisation,
        side, purpose, at, until, due, party, says)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    values: [
      ...[id, kind, personId, idArray(members), about ?? null],
      ...[by.id, by.name, by.role, by.organisation, by.side, purpose],
      ...[at, until ?? null, due ?? null, party ?? null, JSON.stringify(says)],
    ],
  })
}

/** What was done about these people, of some kinds; the newest first. */
export async function actsAbout(
  db: Queryable,
  personIds: readonly PersonId[],
  kinds: readonly ActKind[],
): Promise<Act[]> {
  const { rows } = await db.query<Row>({
    name: 'record.actsAbout',
    text: `select ${COLUMNS} from record.act a where a.person_id = any($1) and a.kind = any($2)
      order by a.at desc, a.entry_id`,
    values: [idArray(personIds), kinds],
  })
  return rows.map(asAct)
}

/** One act with what followed it; a lock keeps two from following it at once. */
export async function lockAct(
  tx: Transaction,
  id: string,
): Promise<{ act: Act; followed: readonly Act[] } | undefined> {
  await tx.query({
    name: 'record.lockAct',
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 16))',
    values: [id],
  })
  const { rows } = await tx.query<Row>({
    name: 'record.actWith',
    text: `select ${COLUMNS} from record.act a where a.entry_id = $1 or a.about = $1 order by a.at, a.entry_id`,
    values: [id],
  })
  const acts = rows.map(asAct)
  const act = acts.find((one) => one.id === id)
  return act && { act, followed: acts.filter((one) => one.about === id) }
}

/** Of a kind, with what followed each, the newest first: who has to follow it asks for those that nothing followed. */
export async function actsOf(
  db: Queryable,
  kind: ActKind,
  { since, open }: { since: Date; open: boolean },
): Promise<{ act: Act; followed?: Act }[]> {
  const { rows } = await db.query<Row & { followed: string | null }>({
    name: 'record.actsOf',
    text: `select ${COLUMNS}, f.entry_id as followed from record.act a
      left join lateral (select b.entry_id from record.act b where b.about = a.entry_id order by b.at limit 1) f on true
      where a.kind = $1 and a.at > $2 and (not $3 or f.entry_id is null) order by a.at desc, a.entry_id`,
    values: [kind, since, open],
  })
  const ids = rows.flatMap(({ followed }) => followed ?? [])
  const following = ids.length === 0 ? [] : await actsNamed(db, ids)
  const byId = new Map(following.map((one) => [one.id, one]))
  return rows.map(({ followed, ...row }) => {
    const next = followed === null ? undefined : byId.get(followed)
    return { act: asAct(row), ...(next === undefined ? {} : { followed: next }) }
  })
}

export async function actNamed(db: Queryable, id: string): Promise<Act | undefined> {
  return (await actsNamed(db, [id]))[0]
}

async function actsNamed(db: Queryable, ids: readonly string[]): Promise<Act[]> {
  const { rows } = await db.query<Row>({
    name: 'record.actsNamed',
    text: `select ${COLUMNS} from record.act a where a.entry_id = any($1)`,
    values: [idArray(ids as readonly PersonId[])],
  })
  return rows.map(asAct)
}

/** What lets somebody see, until it is over or was ended. */
const HOLDS = `a.kind in ('glass', 'reveal', 'proxy') and a.until > $1
  and not exists (select from record.act e where e.about = a.entry_id and e.kind = 'proxy-end')`

/** Where somebody who signed in with this NHS number acts for another now. */
export async function actingAs(db: Queryable, nhsNumber: string, now: Date): Promise<Act[]> {
  const { rows } = await db.query<Row>({
    name: 'record.actingAs',
    text: `select ${COLUMNS} from record.act a
      where ${HOLDS} and a.kind = 'proxy' and a.says ->> 'nhsNumber' = $2 order by a.at, a.entry_id`,
    values: [now, nhsNumber],
  })
  return rows.map(asAct)
}

/**
 * Of these people, what holds now for anybody: whoever looks at the same list asks the same, in words that stay the
 * same for a minute, so that it is asked once for all who wait. For whom it is, `isOpenTo` says.
 */
export async function openAmong(
  db: Queryable,
  personIds: readonly PersonId[],
  now: Date,
): Promise<Act[]> {
  const { rows } = await db.query<Row>({
    name: 'record.openAmong',
    text: `select ${COLUMNS} from record.act a where ${HOLDS} and a.person_id = any($2)
      order by a.at, a.entry_id`,
    values: [new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS), idArray(personIds)],
  })
  return rows.map(asAct).filter(({ until }) => until! > now)
}

export async function everyAct(db: Queryable): Promise<Act[]> {
  const { rows } = await db.query<Row>({
    name: 'record.everyAct',
    text: `select ${COLUMNS} from record.act a order by a.at, a.entry_id`,
  })
  return rows.map(asAct)
}

function asAct(row: Row): Act {
  const { entry_id: id, kind, person_id: personId, members, about, until, due, party } = row
  const { actor, actor_name: name, role, organisation, side, purpose, at, says } = row
  return {
    ...{ id, kind, personId, members, purpose, at, says },
    by: { id: actor, name, role, organisation, side },
    ...(about === null ? {} : { about }),
    ...(until === null ? {} : { until }),
    ...(due === null ? {} : { due }),
    ...(party === null ? {} : { party }),
  }
}
