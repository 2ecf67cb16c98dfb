import type { PersonId, Queryable } from '../../src/kernel/index.ts'

export type Reminder = {
  readonly personId: PersonId
  readonly id: string
  readonly says: string
  readonly setAt: Date
  readonly rungAt?: Date
  readonly doneAt?: Date
}

type Row = {
  person_id: PersonId
  id: string
  says: string
  set_at: Date
  rung_at: Date | null
  done_at: Date | null
}

const REMINDER = 'select person_id, id, says, set_at, rung_at, done_at from example.reminder'

/** The same again changes nothing: an id is made from what it is about. */
export async function insertReminder(db: Queryable, reminder: Reminder): Promise<void> {
  await db.query(
    `insert into example.reminder (person_id, id, says, set_at) values ($1, $2, $3, $4)
     on conflict do nothing`,
    [reminder.personId, reminder.id, reminder.says, reminder.setAt],
  )
}

export async function lockReminder(db: Queryable, id: string): Promise<Reminder | undefined> {
  const { rows } = await db.query<Row>(`${REMINDER} where id = $1 for update`, [id])
  return rows.map(reminderOf)[0]
}

export async function writeMoments(db: Queryable, reminder: Reminder): Promise<void> {
  await db.query(
    'update example.reminder set rung_at = $3, done_at = $4 where person_id = $1 and id = $2',
    [reminder.personId, reminder.id, reminder.rungAt ?? null, reminder.doneAt ?? null],
  )
}

export async function remindersOf(
  db: Queryable,
  persons: readonly PersonId[],
): Promise<Reminder[]> {
  const { rows } = await db.query<Row>(
    `${REMINDER} where person_id = any($1::uuid[]) order by set_at, id`,
    [persons],
  )
  return rows.map(reminderOf)
}

/** Those that are not done; the oldest first. */
export async function undoneReminders(db: Queryable): Promise<Reminder[]> {
  const { rows } = await db.query<Row>(`${REMINDER} where done_at is null order by set_at, id`)
  return rows.map(reminderOf)
}

function reminderOf({ person_id, id, says, set_at, rung_at, done_at }: Row): Reminder {
  return {
    personId: person_id,
    id,
    says,
    setAt: set_at,
    ...(rung_at === null ? {} : { rungAt: rung_at }),
    ...(done_at === null ? {} : { doneAt: done_at }),
  }
}

/** People with reminders that are open, and with some that are done. */
export async function remindersCounted(db: Queryable): Promise<{ open: number; done: number }> {
  const { rows } = await db.query<{ open: number; done: number }>(
    `select (count(distinct person) filter (where done_at is null))::int as open,
       (count(distinct person) filter (where done_at is not null))::int as done
     from planning.reminder`,
  )
  return rows[0]!
}
