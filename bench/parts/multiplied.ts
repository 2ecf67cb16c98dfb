import { copyRows, openDatabases, openLog } from '../../src/kernel/index.ts'
import { foundBy } from '../../src/people/found-by.ts'
import { allOf, matchKeysOf } from '../../src/people/keys.ts'
import { checkDigit } from '../../src/people/nhs-number.ts'
import type { SourcePerson } from '../../src/people/person.ts'
import * as queries from '../../src/people/queries.ts'
import { insertFoundBy } from '../../src/people/queries-find.ts'

/**
 * Makes a place of so many times the people out of one that was loaded, in its tables: beside each person stand others
 * with the same life under ids, NHS numbers, numbers of their sources, postcodes and wards of their own.
 *
 * Equal to loading is all that pages, lists, searches and figures read (`test/multiplied.test.ts`): each row of each
 * table of the rooms `people`, `record` and what follows from them stands once for each copy, under ids that lead to
 * the rows of the same copy and to no other; keys and words are those that the room itself makes of the person; who is
 * who is what the rule says of all of them together. Not equal: names repeat; no directory has the numbers of those
 * wards; ids are not derived from what a source calls a thing (a request that is told as an event is counted among what
 * is kept beside, too); what a source sent has the words of the first, and so have the digests by which what is said
 * again is known (an identity that is counted again is written again). The log, the inbox and what people wrote here
 * are those of the people that were loaded.
 */
export async function multiply(dataFolder: string, times: number): Promise<void> {
  const databases = await openDatabases({ dataFolder }, openLog('silent'))
  try {
    await multiplyIn(databases.owner, times)
    // As the server does by itself in a place that grows: a page that was never read since it was written costs more.
    for (const table of await everyTable(databases.owner))
      await databases.owner.short.query(`vacuum analyze ${table}`)
  } finally {
    await databases.close()
  }
}

type Owner = Awaited<ReturnType<typeof openDatabases>>['owner']
type Copying = Parameters<Parameters<Owner['copying']>[0]>[0]

/** What is not copied: how the house runs, what is held to the log, what arrived, and what was said of counts. */
const LEFT = ['kernel', 'access', 'agreement', 'trail', 'intake', 'measure']
/** What is made of a person by the rules of their room. */
const MADE = ['people.person', 'people.person_history', 'people.found_by', 'people.known_by']
/** What a source sent, in its own words, and what stands for them. */
const SENT = ['digest', 'content', 'refs']
const ID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
const AT_ONCE = 2_000

/** In one transaction: what is copied is what was there before. */
export async function multiplyIn(owner: Owner, times: number): Promise<void> {
  if (times < 2) return
  const tables = await tablesOf(owner)
  const persons = await personsIn(owner)
  await owner.copying(async (tx) => {
    await tx.query('set local statement_timeout = 0')
    await tx.query('set local synchronous_commit = off')
    for (const { table, columns } of tables) {
      const names = columns.map(({ name }) => `"${name}"`)
      await tx.query(`insert into ${table} (${names}) select ${columns.map(copied)}
        from generate_series(1, ${times - 1}) k cross join ${table}`)
    }
    for (let copy = 1; copy < times; copy++) await copyPersons(tx, persons, copy)
  })
}

type Column = { name: string; type: string }

function copied({ name, type }: Column): string {
  const own = `"${name}"`
  if (SENT.includes(name)) return own
  // A larger county has more wards, and none of a thousand beds.
  if (name === 'unit') return `${own} || ' of place ' || k`
  if (type === 'uuid') return copiedIdOf(own)
  if (type === 'text')
    return `case when ${own} ~ '^${ID}$' then ${copiedIdOf(own)}::text else ${own} end`
  if (type === 'json' || type === 'jsonb') return copiedIn(own, type)
  if (type !== 'uuid[]') return own
  const list = `unnest(${own}) with ordinality a (one, place)`
  return `(select coalesce(array_agg(${copiedIdOf('one')} order by place), '{}') from ${list})`
}

/** The same with the ids in it. */
function copiedIn(own: string, type: string): string {
  const text = `${own}::text`
  const ids = `array(select (regexp_matches(${text}, '${ID}', 'g'))[1])`
  const parts = `unnest(regexp_split_to_array(${text}, '${ID}'), ${ids}) with ordinality a (part, id, place)`
  const whole = `string_agg(part || coalesce(${copiedIdOf('id')}::text, ''), '' order by place)`
  return `case when ${text} ~ '${ID}' then (select ${whole} from ${parts})::${type} else ${own} end`
}

/** As `copiedId` does. */
function copiedIdOf(id: string): string {
  const last = `lpad(to_hex(('x' || right(${id}::text, 8))::bit(32)::integer # k), 8, '0')`
  return `(left(${id}::text, 28) || ${last})::uuid`
}

/** Another id for each copy, and back by the same: the last eight digits are other ones. */
export function copiedId<T extends string>(id: T, copy: number): T {
  const last = (Number.parseInt(id.slice(-8), 16) ^ copy) >>> 0
  return (id.slice(0, -8) + last.toString(16).padStart(8, '0')) as T
}

async function everyTable(owner: Owner): Promise<string[]> {
  return [...MADE, ...(await tablesOf(owner)).map(({ table }) => table)]
}

/** Every table that tells of persons, and stands by no entry of the log. */
export async function tablesOf(owner: Owner): Promise<{ table: string; columns: Column[] }[]> {
  const { rows } = await owner.short.query<{ table: string; columns: Column[] }>(
    `select n.nspname || '.' || c.relname as table, json_agg(
        json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema)' and n.nspname <> all($1)
        and n.nspname || '.' || c.relname <> all($2)
      group by 1
      having bool_or(a.attname in ('person_id', 'identity_id')) and not bool_or(a.attname = 'entry_id')
      order by 1`,
    [LEFT, MADE],
  )
  return rows
}

type Row = Record<'learnt_at' | 'changed_at' | 'until', Date | null> & { said: SourcePerson }
type Persons = {
  rows: readonly Row[]
  numbers: ReadonlyMap<string, number>
  common: ReadonlySet<string>
}

async function personsIn(owner: Owner): Promise<Persons> {
  const columns = 'person_id, source, authority, source_id, nhs_number, said, changed_at'
  const found = await owner.short.query<Omit<Row, 'said'> & queries.PersonAsKept>(
    `select ${columns}, learnt_at, null as until from people.person
      union all select ${columns}, null, until from people.person_history order by person_id, changed_at`,
  )
  const rows = found.rows.map((row) => ({ ...row, said: queries.personAsSaid(row) }))
  const numbers = [...new Set(rows.flatMap(({ said }) => said.nhsNumber ?? []))]
  const common = await owner.short.query<queries.Common>(
    'select key, source from people.common_key',
  )
  return {
    rows,
    numbers: new Map(numbers.map((number, at) => [number, at])),
    common: new Set(common.rows.map(({ key, source }) => `${key} ${source}`)),
  }
}

/** Persons with the keys and words that their room makes of them. */
async function copyPersons(tx: Copying, { rows, numbers, common }: Persons, copy: number) {
  const commons = new Map<string, queries.Common>()
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE)
    const all = some.map((row) => ({ ...row, copy: copiedPerson(row.said, copy, numbers) }))
    const now = all.filter(({ until }) => until === null)
    writePersons(tx, all)
    const found = now.map(({ copy }) => ({
      personId: copy.personId,
      words: [...foundBy(copy).keys()],
    }))
    insertFoundBy(tx, found)
    const keys = now.flatMap(({ said, copy: { source, personId, ...rest } }) => {
      const before = allOf(matchKeysOf(said))
      return allOf(matchKeysOf({ source, personId, ...rest })).map((key, place) => {
        if (common.has(`${before[place]} ${source}`)) commons.set(key + source, { key, source })
        return { key, personId, source }
      })
    })
    queries.insertKeys(tx, keys)
    await tx.query('select')
  }
  await queries.insertCommon(tx, [...commons.values()], new Date())
}

function writePersons(tx: Copying, all: readonly (Row & { copy: SourcePerson })[]): void {
  const cells = ({ copy, changed_at }: Row & { copy: SourcePerson }) => {
    const { person, text } = queries.writtenPerson(copy)
    const { personId, source, authority, sourceId, nhsNumber } = person
    return [personId, source, authority, sourceId, nhsNumber, text, changed_at]
  }
  const columns = 'person_id, source, authority, source_id, nhs_number, said, changed_at'
  const [now, before] = [true, false].map((is) =>
    all.filter(({ until }) => (until === null) === is),
  )
  copyRows(
    tx,
    `people.person (${columns}, learnt_at)`,
    now!.map((row) => [...cells(row), row.learnt_at]),
  )
  copyRows(
    tx,
    `people.person_history (${columns}, until)`,
    before!.map((row) => [...cells(row), row.until]),
  )
}

/** The same person elsewhere: whatever tells who they are, but for their name and birth date, is another's. */
export function copiedPerson(
  person: SourcePerson,
  copy: number,
  numbers: ReadonlyMap<string, number>,
): SourcePerson {
  const { nhsNumber, address, merges, identifiers } = person
  const own = (value: string) => `${value}x${copy}`
  return {
    ...person,
    personId: copiedId(person.personId, copy),
    sourceId: own(person.sourceId),
    identifiers: identifiers.map((one) => ({ ...one, value: own(one.value) })),
    ...(nhsNumber && { nhsNumber: numberOf(numbers.get(nhsNumber)! + copy * numbers.size) }),
    ...(address && { address: { ...address, ...elsewhere(address.postcode, copy) } }),
    ...(merges && {
      merges: merges.map((one) => ({ ...one, personId: copiedId(one.personId, copy) })),
    }),
  }
}

const FIRST_SERIAL = 900_000_000

/**
 * The n-th of the NHS numbers of a block that the made-up place leaves free. Of two serials that differ in their last
 * digit alone one has a check digit.
 */
function numberOf(n: number): string {
  const serial = FIRST_SERIAL + n * 2
  const digit = checkDigit(String(serial))
  return digit < 10 ? `${serial}${digit}` : `${serial + 1}${checkDigit(String(serial + 1))}`
}

const LETTERS = 26

/** The last two letters of a postcode as a number, and so many on. */
function elsewhere(postcode: string | undefined, copy: number): { postcode?: string } {
  const [, head, a, b] = /^(.*\d)([A-Z])([A-Z])$/.exec(postcode ?? '') ?? []
  if (head === undefined) return {}
  const place = (letter: string) => letter.charCodeAt(0) - 'A'.charCodeAt(0)
  const next = (place(a!) * LETTERS + place(b!) + copy) % LETTERS ** 2
  const letter = (at: number) => String.fromCharCode('A'.charCodeAt(0) + at)
  return { postcode: head + letter(Math.floor(next / LETTERS)) + letter(next % LETTERS) }
}
