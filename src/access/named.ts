import { formatList } from '../shell/index.ts'

type Tables = { table<R>(name: string): readonly R[] }
type Named = { readonly id: string; readonly name: string; readonly plural?: string }

/** What the agreement calls the ids of a table; roles by their plural. */
export function names(tables: Tables, table: string): ReadonlyMap<string, string> {
  return new Map(
    tables.table<Named>(table).map(({ id, name, plural }) => [id, plural ?? name] as const),
  )
}

/** `hospital care, the health record and council care` */
export function listNames(known: ReadonlyMap<string, string>, ids: Iterable<string>): string {
  return formatList([...ids].map((id) => known.get(id) ?? id))
}
