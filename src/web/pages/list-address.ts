import type { ListPage } from '../../record/index.ts'

/** Where a long list stands is in its address, so that a colleague can be sent what I see. */
export function readListQuery(query: unknown): { page: number; show?: string } {
  const { page, show } = (query ?? {}) as Record<string, unknown>
  return {
    page: typeof page === 'string' && /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1,
    show: typeof show === 'string' ? show : undefined,
  }
}

export function pageHrefs(
  { number, pages }: ListPage,
  show?: string,
): { previous?: string; next?: string } {
  const href = (page: number) => {
    const query = new URLSearchParams({
      ...(show === undefined ? {} : { show }),
      ...(page === 1 ? {} : { page: String(page) }),
    }).toString()
    return query === '' ? '/' : `/?${query}`
  }
  return {
    previous: number > 1 ? href(number - 1) : undefined,
    next: number < pages ? href(number + 1) : undefined,
  }
}
