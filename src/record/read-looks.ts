import { readPersons } from '../people/index.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LookChain, type LookRow, listLooks } from './look-list.ts'
import type { PersonView } from './person-view.ts'
import { sourcesOf } from './sources.ts'

/** More looks at one person than a page pages through; the proof bundle holds them all. */
const LOOKS_MAX = 1_000

/**
 * Every look at the person of a view in which looks were allowed. Each source person is read by itself,
 * because each has running numbers of its own.
 */
export async function readLooks(
  deps: Pick<RecordDeps, 'databases' | 'trail' | 'agreement'>,
  view: PersonView,
): Promise<LookRow[]> {
  if (view.looks === undefined) throw new TypeError('this viewer may not see who has looked')
  const agreement = deps.agreement.current()
  const persons = await readPersons(deps.databases.care.short, view.identity)
  const chains = await Promise.all(
    persons.map(async ({ personId, source }): Promise<LookChain> => {
      const looks = await deps.trail.looksAt([personId], { limit: LOOKS_MAX })
      const name = agreement ? sourcesOf(agreement).nameOf(source) : source
      return { source: name, looks, complete: looks.length < LOOKS_MAX }
    }),
  )
  return listLooks(chains)
}
