import type { Queryable } from '../kernel/index.ts'

export type PlanningView = {
  readonly name: string
  readonly says: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
}

/** The views that this login may read, as they describe themselves. */
export async function planningViews(db: Queryable): Promise<PlanningView[]> {
  const { rows } = await db.query<PlanningView>({
    name: 'measure.planningViews',
    text: `select c.relname as name, coalesce(obj_description(c.oid, 'pg_class'), '') as says,
        (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null)) order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as columns
      from pg_class c
      where c.relnamespace = 'planning'::regnamespace and c.relkind = 'v' and has_table_privilege(c.oid, 'select')
      order by 1`,
  })
  return rows
}
