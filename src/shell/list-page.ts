/** A hundred rows a page: more than anybody works through in one go. */
export const PAGE_ROWS = 100

/** Where in a long list a page stands; `from` and `to` count from 1, and are 0 where there is nothing. */
export type ListPage = { number: number; pages: number; from: number; to: number; of: number }

/** The page of so many rows. One that is not there is the last that is. */
export function pageAt(of: number, asked: number): ListPage {
  const pages = Math.max(1, Math.ceil(of / PAGE_ROWS))
  const number = Math.min(Math.max(1, Math.trunc(asked) || 1), pages)
  const start = (number - 1) * PAGE_ROWS
  return { number, pages, from: of === 0 ? 0 : start + 1, to: Math.min(of, start + PAGE_ROWS), of }
}

/** The same with its rows, of a list that is all in hand. */
export function pageOf<T>(all: readonly T[], asked: number): { rows: T[]; page: ListPage } {
  const page = pageAt(all.length, asked)
  return { rows: all.slice(Math.max(0, page.from - 1), page.to), page }
}
