import { idArray, type PersonId, type Queryable } from '../kernel/index.ts'
import { nhsNumberKey } from './keys.ts'

/** Every valid NHS number that any source gives anybody here, once, in order. */
export async function nhsNumbers(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ number: string }>(
    `select distinct nhs_number as number from people.person where nhs_number is not null order by 1`,
  )
  return rows.map(({ number }) => number)
}

/** How many records have an NHS number that begins with 9, which was never given to anybody. */
export async function countMadeUp(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: string }>(
    `select count(*) as count from people.person where left(nhs_number, 1) = '9'`,
  )
  return Number(rows[0]!.count)
}

/** The source persons who have one of these NHS numbers. */
export async function personsNumbered(
  db: Queryable,
  numbers: readonly string[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.personsNumbered',
    text: 'select distinct person_id from people.known_by where key = any($1)',
    values: [idArray(numbers.map(nhsNumberKey))],
  })
  return rows.map(({ person_id }) => person_id)
}

/** The first source persons of identities, a page of them after another: all identities in the end. */
export async function identitiesAfter(
  db: Queryable,
  after: string,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.identitiesAfter',
    text: `select person_id from people.link where person_id > $1 and person_id = identity_id
      order by person_id limit $2`,
    values: [after, limit],
  })
  return rows.map(({ person_id }) => person_id)
}

/** Of each: who has been known longest comes first. */
export async function inOrderOfKnowing(
  db: Queryable,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.inOrderOfKnowing',
    text: 'select person_id from people.person where person_id = any($1) order by learnt_at, person_id',
    values: [idArray(personIds)],
  })
  return rows.map(({ person_id }) => person_id)
}

/** Records of identities of which nobody has an NHS number, a page of them after another. */
export async function unnumberedAfter(
  db: Queryable,
  after: string,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await db.query<{ person_id: PersonId }>({
    name: 'people.unnumberedAfter',
    text: `select p.person_id from people.person p join people.link l on l.person_id = p.person_id
      where p.nhs_number is null and ($1 = '' or p.person_id > nullif($1, '')::uuid)
        and not exists (select from people.person o where o.person_id = any(l.members) and o.nhs_number is not null)
      order by p.person_id limit $2`,
    values: [after, limit],
  })
  return rows.map(({ person_id }) => person_id)
}
