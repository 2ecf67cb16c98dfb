import type { Queryable } from '../../kernel/index.ts'
import { type ListAddress, type ListPage, PAGE_ROWS, pageAt } from '../../shell/index.ts'
import { type Scheme, schemesOf } from '../queries.ts'
import { journalOf, transferCount } from '../queries-read.ts'
import type { Transfer } from '../transfer.ts'

/** The page of transfers that an address asks for, the newest first. */
export async function newestTransfers(
  db: Queryable,
  asked: Parameters<typeof transferCount>[1],
  address: Pick<ListAddress, 'page'>,
): Promise<{ page: ListPage; transfers: Transfer[] }> {
  const page = pageAt(await transferCount(db, asked), address.page)
  const newest = { count: PAGE_ROWS, skip: Math.max(0, page.from - 1) }
  return { page, transfers: await journalOf(db, { ...asked, newest }) }
}

/** The schemes of a fund by their ids. */
export async function schemesById(db: Queryable, fund: string): Promise<Map<string, Scheme>> {
  return new Map((await schemesOf(db, fund)).map((scheme) => [scheme.id, scheme]))
}
