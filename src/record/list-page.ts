/** A hundred people a page: more than anybody works through in one go. */
export const PAGE_PEOPLE = 100

/** Where in a long list a page stands; `from` and `to` count from 1, and are 0 where there is nobody. */
export type ListPage = { number: number; pages: number; from: number; to: number; of: number }

/** The rows of one page. A page that is not there is the last that is. */
export function pageOf<T>(all: readonly T[], asked: number): { rows: T[]; page: ListPage } {
  const pages = Math.max(1, Math.ceil(all.length / PAGE_PEOPLE))
  const number = Math.min(Math.max(1, Math.trunc(asked) || 1), pages)
  const start = (number - 1) * PAGE_PEOPLE
  const rows = all.slice(start, start + PAGE_PEOPLE)
  const from = rows.length === 0 ? 0 : start + 1
  return { rows, page: { number, pages, from, to: start + rows.length, of: all.length } }
}
