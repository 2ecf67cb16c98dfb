import { idArray, type PersonId, type Queryable, type Transaction } from '../kernel/index.ts'
import type { StaffWords } from './staff-words.ts'
import type { Alert, LookRule, StaffHashes, StaffRow } from './unusual-look.ts'

/** SQL of staff lists, of how far looks have been judged, and of alerts. */

/** Each of these words, none of more than a line, under the key that nobody reads, in hexadecimal. */
export async function hashWords(
  tx: Transaction,
  words: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(words)]
  if (asked.length === 0) return new Map()
  await tx.query({
    name: 'record.giveWords',
    text: "select from set_config('concordat.staff_words', $1, true)",
    values: [asked.join('\n')],
  })
  const { rows } = await tx.query<{ word: string; hash: string }>({
    name: 'record.hashWords',
    text: 'select word, hash from record.staff_word',
  })
  return new Map(rows.map(({ word, hash }) => [word, hash]))
}

export function hashesOf(words: StaffWords, hashed: ReadonlyMap<string, string>): StaffHashes {
  const all = Object.entries(words).map(([key, word]) => [key, hashed.get(word)])
  return Object.fromEntries(all.filter(([, hash]) => hash !== undefined)) as StaffHashes
}

/** In the place of what the party gave before. */
export async function replaceStaff(
  tx: Queryable,
  party: string,
  rows: readonly StaffRow[],
  at: Date,
): Promise<void> {
  const column = (key: keyof StaffRow) =>
    rows.map((row) => (row[key] === undefined ? null : Buffer.from(row[key], 'hex')))
  await tx.query('delete from record.staff where party = $1', [party])
  await tx.query(
    `insert into record.staff (party, account, number, name_birth, home, family_near, team)
       select $1, * from unnest($2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[])`,
    [
      party,
      column('account'),
      column('number'),
      column('nameBirth'),
      column('home'),
      column('familyNear'),
      column('team'),
    ],
  )
  await tx.query(
    `insert into record.staff_list (party, given_at, people) values ($1, $2, $3)
     on conflict (party) do update set given_at = excluded.given_at, people = excluded.people`,
    [party, at, rows.length],
  )
}

export type GivenList = { party: string; givenAt: Date; people: number }

export async function staffLists(db: Queryable): Promise<GivenList[]> {
  const { rows } = await db.query<{ party: string; given_at: Date; people: number }>(
    'select party, given_at, people from record.staff_list order by party',
  )
  return rows.map(({ party, given_at: givenAt, people }) => ({ party, givenAt, people }))
}

/** Rows of the staff lists: by what whoever looked signs in with, or by who somebody looked at may be. */
export async function staffAmong(
  db: Queryable,
  { accounts, numbers, names }: Record<'accounts' | 'numbers' | 'names', readonly string[]>,
): Promise<StaffRow[]> {
  const bytes = (hashes: readonly string[]) => hashes.map((hash) => Buffer.from(hash, 'hex'))
  const { rows } = await db.query<Record<keyof StaffRow, string | null>>({
    name: 'record.staffAmong',
    text: `select party, encode(account, 'hex') as account, encode(number, 'hex') as number,
        encode(name_birth, 'hex') as "nameBirth", encode(home, 'hex') as home,
        encode(family_near, 'hex') as "familyNear", encode(team, 'hex') as team
      from record.staff where account = any($1) or number = any($2) or name_birth = any($3)`,
    values: [bytes(accounts), bytes(numbers), bytes(names)],
  })
  return rows.map((row) => {
    const known = Object.entries(row).filter(([, hash]) => hash !== null)
    return Object.fromEntries(known) as StaffRow
  })
}

export type Judged = Readonly<Record<'new' | 'later', number>>

/** How far the log has been judged; one at a time goes on from there. */
export async function lockJudged(tx: Queryable): Promise<Judged> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('record.looks_judged', 0))")
  const { rows } = await tx.query<{ step: keyof Judged; next: string }>(
    'select step, next from record.looks_judged',
  )
  const next = new Map(rows.map((row) => [row.step, Number(row.next)]))
  return { new: next.get('new') ?? 0, later: next.get('later') ?? 0 }
}

export async function moveJudged(tx: Queryable, judged: Judged): Promise<void> {
  await tx.query({
    name: 'record.moveJudged',
    text: `insert into record.looks_judged (step, next) values ('new', $1), ('later', $2)
      on conflict (step) do update set next = excluded.next`,
    values: [judged.new, judged.later],
  })
}

export type LookedDay = { actor: string; day: string; looks: number }

/** So many more on these days; how many it are now, and how many on each of the actor's days in the weeks before. */
export async function addLooks(
  tx: Queryable,
  days: readonly LookedDay[],
  pastDays: number,
): Promise<(LookedDay & { before: number[] })[]> {
  if (days.length === 0) return []
  const { rows } = await tx.query<LookedDay & { before: number[] }>({
    name: 'record.addLooks',
    text: `with now as (
        insert into record.looked_day as d (actor, day, looks)
          select * from unnest($1::text[], $2::date[], $3::int[])
        on conflict (actor, day) do update set looks = d.looks + excluded.looks
        returning actor, day, looks)
      select n.actor, to_char(n.day, 'YYYY-MM-DD') as day, n.looks,
        array(select b.looks from record.looked_day b
          where b.actor = n.actor and b.day < n.day and b.day >= n.day - $4::int) as before
      from now n`,
    values: [
      days.map(({ actor }) => actor),
      days.map(({ day }) => day),
      days.map(({ looks }) => looks),
      pastDays,
    ],
  })
  return rows
}

/** Those of these source persons of whom something happened, was written down or was done within a time. */
export async function livelyAmong(
  db: Queryable,
  asked: readonly { person: PersonId; from: Date; to: Date }[],
): Promise<ReadonlySet<number>> {
  if (asked.length === 0) return new Set()
  const { rows } = await db.query<{ at: string }>({
    name: 'record.livelyAmong',
    text: `select a.at from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[])
        with ordinality a (person, since, until, at)
      where exists (select from record.event e where e.person_id = a.person and e.superseded_at is null
          and e.kind <> 'residence' and e.status <> 'cancelled' and e.start_at <= a.until
          and (e.status in ('active', 'planned') and e.end_at is null or coalesce(e.end_at, e.start_at) >= a.since))
        or exists (select from record.resource r where r.person_id = a.person and r.superseded_at is null
          and r.true_at between a.since and a.until)
        or exists (select from record.note n where n.person_id = a.person and n.written_at between a.since and a.until)
        or exists (select from record.act c where c.person_id = a.person and c.kind in ('glass', 'reveal')
          and c.at between a.since and a.until)`,
    values: [
      idArray(asked.map(({ person }) => person)),
      asked.map(({ from }) => from),
      asked.map(({ to }) => to),
    ],
  })
  return new Set(rows.map(({ at }) => Number(at) - 1))
}

export type Watch = { id: string; personId: PersonId; from: Date; until: Date }

/** Watches over any of these that were kept at some time between two; where one was ended, until then. */
export async function watchesOver(
  db: Queryable,
  personIds: readonly PersonId[],
  from: Date,
  to: Date,
): Promise<Watch[]> {
  const { rows } = await db.query<{ id: string; person_id: PersonId; at: Date; until: Date }>({
    name: 'record.watchesOver',
    text: `select w.entry_id as id, m.person_id, w.at,
        least(w.until, (select min(e.at) from record.act e
          where e.about = w.entry_id and e.kind = 'watch-end')) as until
      from record.act w, unnest(w.members) m (person_id)
      where w.kind = 'watch' and m.person_id = any($1) and w.at <= $3 and w.until > $2`,
    values: [idArray(personIds), from, to],
  })
  return rows.map(({ id, person_id: personId, at, until }) => ({ id, personId, from: at, until }))
}

/** Those that were not there yet. */
export async function insertAlerts(
  tx: Queryable,
  alerts: readonly Alert[],
  now: Date,
): Promise<number> {
  if (alerts.length === 0) return 0
  const { rowCount } = await tx.query({
    name: 'record.insertAlerts',
    text: `insert into record.alert (id, rule, look, at, found_at, actor, actor_name, role, organisation, side, purpose,
        what, outcome, persons, says)
      select x.id, x.rule, x.look, x.at, $2, x.actor, x.actor_name, x.role, x.organisation, x.side, x.purpose, x.what,
        x.outcome, x.persons, x.says
      from jsonb_to_recordset($1::jsonb) x (id uuid, rule text, look uuid, at timestamptz, actor text, actor_name text,
        role text, organisation text, side text, purpose text, what text, outcome text, persons uuid[], says jsonb)
      on conflict (id) do nothing`,
    values: [JSON.stringify(alerts.map(asRow)), now],
  })
  return rowCount ?? 0
}

function asRow({ actor, ...alert }: Alert) {
  const { id, name: actor_name, role, organisation, side } = actor
  return { ...alert, actor: id, actor_name, role, organisation, side }
}

type AlertRow = {
  id: string
  rule: LookRule
  look: string
  at: Date
  actor: string
  actor_name: string
  role: string
  organisation: string
  side: string
  purpose: string
  what: string
  outcome: 'allowed' | 'refused'
  persons: PersonId[]
  says: Record<string, string>
  closed_by: string | null
}

/** An alert, and the act that says what became of it. */
export type KeptAlert = Alert & { readonly closedBy?: string }

const ALERT = `select a.id, a.rule, a.look, a.at, a.actor, a.actor_name, a.role, a.organisation, a.side, a.purpose,
  a.what, a.outcome, a.persons, a.says, (select c.entry_id from record.act c
    where c.about = a.id and c.kind = 'alert-close' order by c.at limit 1) as closed_by
  from record.alert a`

/** Of a time, the newest first; `open`: of which nobody has said what became. */
export async function alertsSince(
  db: Queryable,
  { since, open, limit }: { since: Date; open: boolean; limit: number },
): Promise<KeptAlert[]> {
  const { rows } = await db.query<AlertRow>({
    name: 'record.alertsSince',
    text: `select * from (${ALERT} where a.at >= $1) k where not $2 or k.closed_by is null
      order by k.at desc, k.id limit $3`,
    values: [since, open, limit],
  })
  return rows.map(asAlert)
}

export async function alertNamed(db: Queryable, id: string): Promise<KeptAlert | undefined> {
  const { rows } = await db.query<AlertRow>({
    name: 'record.alertNamed',
    text: `${ALERT} where a.id = $1`,
    values: [id],
  })
  return rows.map(asAlert)[0]
}

function asAlert(row: AlertRow): KeptAlert {
  const { actor: id, actor_name: name, role, organisation, side, closed_by, ...rest } = row
  return {
    ...rest,
    actor: { id, name, role, organisation, side },
    ...(closed_by === null ? {} : { closedBy: closed_by }),
  }
}
