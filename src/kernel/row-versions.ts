/**
 * SQL of which rows of a table stand: how many, and 64 bits of where each is and which transaction wrote it. A row that
 * is changed is another row to PostgreSQL, in another place, and a place is given again only to what a later
 * transaction writes: so it is the same only while no row has been put in, changed or taken away.
 */
export function rowsOf(table: string, condition: string): string {
  return `select count(*) || ' ' || coalesce(bit_xor(hash_record_extended(row(ctid, xmin), 0)), 0)
    from ${table} where ${condition}`
}
