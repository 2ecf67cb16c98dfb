import type { Queryable } from '../kernel/index.ts'
import type { Happened } from '../room.ts'

/** What happened, as whoever counts reads it: of the record, and of the rooms that hand in a view of their own. */

/** By view its columns, with their types. */
export type ViewsNamed = {
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly handed: readonly Happened[]
}

const PERSON = 'person'
const RECORD = 'occurrence'
const VERSIONS = 'occurrence_version'
/** By which things are chosen, whatever is asked of them. */
const ALWAYS: ReadonlySet<string> = new Set(['person', 'occurrence', 'kind'])

export async function viewsNamed(db: Queryable, handed: readonly Happened[]): Promise<ViewsNamed> {
  const { rows } = await db.query<{ view: string; name: string; type: string }>({
    name: 'measure.viewsNamed',
    text: `select c.relname as view, a.attname as name, format_type(a.atttypid, a.atttypmod) as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      where c.relnamespace = 'planning'::regnamespace and c.relname = any($1)
      order by c.relname, a.attnum`,
    values: [[PERSON, RECORD, ...handed.map(({ view }) => view)]],
  })
  const columns = new Map(
    [...Map.groupBy(rows, ({ view }) => view)].map(([view, own]) => [
      view,
      new Map(own.map(({ name, type }) => [name, type])),
    ]),
  )
  return { columns, handed }
}

/** Names that a query says, of columns among them; undefined where it says `*` of a table, and so all. */
export function namesIn(query: string): ReadonlySet<string> | undefined {
  if (/(?:\.|\bselect|\bdistinct|,)\s*\*/i.test(query)) return undefined
  return new Set(query.toLowerCase().match(/[a-z_][a-z0-9_]*/g))
}

/** Everybody, with what of them is named. */
export function personSql(views: ViewsNamed, names: ReadonlySet<string> | undefined): string {
  return `select ${columnsOf(views, PERSON, names).join(', ')} from planning.person`
}

/**
 * What happened to everybody, with what of it is named: as it is known now, or by `at`, an expression of SQL. What a
 * room's view does not have is not known of its things.
 */
export function happenedSql(
  views: ViewsNamed,
  names: ReadonlySet<string> | undefined,
  at?: string,
): string {
  const columns = columnsOf(views, RECORD, names)
  const record =
    at === undefined
      ? `select ${columns.join(', ')} from planning.${RECORD}`
      : `select ${columns.join(', ')} from planning.${VERSIONS} where gone is null and ${knownBy(at)}`
  const handed = views.handed.map(({ kind, view }) => {
    const own = views.columns.get(view)
    const cells = columns.map((name) => {
      if (name === 'kind') return `'${kind}'::text as kind`
      return own?.has(name) ? name : `null::${views.columns.get(RECORD)!.get(name)} as ${name}`
    })
    const known = at === undefined ? 'superseded_at is null' : knownBy(at)
    return `select ${cells.join(', ')} from planning.${view} where ${known}`
  })
  return [record, ...handed].join(' union all ')
}

function knownBy(at: string): string {
  return `learnt_at <= ${at} and (superseded_at is null or superseded_at > ${at})`
}

function columnsOf(
  { columns }: ViewsNamed,
  view: string,
  names: ReadonlySet<string> | undefined,
): string[] {
  const all = [...(columns.get(view)?.keys() ?? [])]
  return all.filter((name) => names === undefined || names.has(name) || ALWAYS.has(name))
}
