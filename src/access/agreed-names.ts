import type { Agreement } from '../agreement/index.ts'

/** What the agreement calls the ids that looks and pages carry; the id itself where it knows none. */
export type AgreedNames = {
  role(id: string): string
  party(id: string): string
  purpose(id: string): string
}

type Named = { id: string; name: string }

export function agreedNames(agreement: Agreement | undefined): AgreedNames {
  const lookUp = (table: string) => {
    const names = new Map(agreement?.table<Named>(table).map(({ id, name }) => [id, name]))
    return (id: string) => names.get(id) ?? id.replaceAll('-', ' ')
  }
  return { role: lookUp('role'), party: lookUp('party'), purpose: lookUp('purpose') }
}
