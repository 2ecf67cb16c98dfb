import type { Databases } from '../../src/kernel/index.ts'
import { shareAllWords } from '../../src/record/queries-words.ts'

/**
 * People who may be counted and what happened to them in two years, straight into the tables: about as often as in the
 * made-up county. Who they are is nowhere; nothing else of the place knows of them.
 */
export async function fillCounted(owner: Databases['owner'], people: number): Promise<number> {
  return owner.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    await tx.query(
      `insert into record.data_class (id, sensitive) values ('hospital', false) on conflict do nothing`,
    )
    await tx.query(`insert into record.classing (digest, least) select '', 10
      where not exists (select from record.classing)`)
    await tx.query(
      `insert into record.planned_person (identity_id, anchor, birth_year, sex, ethnic_group)
       select ${ID('n')}, ${ID('n')}, 1931 + (n * 7) % 94, case n % 2 when 0 then 'female' else 'male' end, 'white'
       from generate_series(1, $1::int) n`,
      [people],
    )
    await tx.query(`update record.planned_person p set person = s.person from record.pseudonym s
      where s.identity_id = p.identity_id`)
    const { rowCount } = await tx.query(
      `insert into record.occurrence (identity_id, occurrence_id, version, kind, status, start_at, start_precision,
         ready_at, ready_precision, end_at, end_precision, admission, discharge_method, destination, pathway, diagnosis,
         label, data_class, conflict, event_ids, sources, digest, first_learnt_at, learnt_at)
       select ${ID('n')}, ${ID("n || '-' || o")}, 1,
             case when (n + o) % 3 = 0 then 'stay' else 'attendance' end, 'finished',
         s, 'instant', s + days * interval '1 day', 'instant',
         s + (days + case when n % 7 = 0 then 3 else 0 end) * interval '1 day', 'instant',
         case n % 4 when 0 then '11' else '21' end,
         '1', case n % 9 when 0 then '85' else '19' end, (n % 4)::text,
         case n % 12 when 0 then 'Fall at home' else 'Pneumonia' end, '', 'hospital', '{}',
         array[${ID("n || '-' || o")}], '{mere-general}', '\\x00', s, s
       from generate_series(1, $1::int) n
       cross join generate_series(1, 2) o
       cross join lateral (select 1 + (n + o) % 6 as days,
         date_trunc('month', now()) - interval '24 months'
            + ((n::bigint * 7919 + o * 104729) % 1040000) * interval '1 minute' as s) d
       where (n + o) % 10 < 8`,
      [people],
    )
    await shareAllWords(tx)
    return rowCount
  })
}

/** An id that is a function of a number. */
function ID(of: string): string {
  return `md5('bench ' || ${of})::uuid`
}

/** Whose ids they are, for who has changed. */
export async function countedIds(owner: Databases['owner'], count: number): Promise<string[]> {
  const { rows } = await owner.short.query<{ id: string }>(
    `select ${ID('n')} as id from generate_series(1, $1::int) n`,
    [count],
  )
  return rows.map(({ id }) => id)
}

export async function analyse(owner: Databases['owner']): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    for (const table of ['record.planned_person', 'record.occurrence', 'measure.counted'])
      await tx.query(`analyze ${table}`)
  })
}

/** What cannot be had for less: every column that facts are read of, once, by the database alone. */
export async function scanFacts(owner: Databases['owner']): Promise<void> {
  await owner.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    await tx.query(`select count(o.person), count(o.kind), count(o.status), max(o.start_at), max(o.ready_at),
        max(o.end_at), count(o.admission), count(o.discharge_method), count(o.destination), count(o.pathway),
        max(p.age) from planning.occurrence o join planning.person p on p.person = o.person`)
  })
}
