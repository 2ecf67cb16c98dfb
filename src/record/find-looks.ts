import { z } from 'zod'
import type { Agreement } from '../agreement/index.ts'
import {
  isRefusal,
  newId,
  type PersonId,
  personIdField,
  type Refusal,
  type Viewer,
} from '../kernel/index.ts'
import { identitiesOf, readKeptApart } from '../people/index.ts'
import {
  type FoundLook,
  inPlace,
  type LooksPage,
  namedCommand,
  type Trail,
} from '../trail/index.ts'
import { apartFeeds, apartOpenTo } from './kept-apart.ts'
import { decideAll } from './look-at-people.ts'
import type { RecordDeps } from './look-at-person.ts'
import { type LookFilter, lookAddress, looksWanted, OUTCOMES } from './look-filter.ts'
import { refusedLook } from './refused-look.ts'
import { standIn } from './stand-in.ts'

export const FIND_LOOKS = 'record.find-looks'
const WHAT = 'list of looks'
const OUTCOME_WORDS = { allowed: 'Allowed', refused: 'Refused' }

export type FindsLooks = RecordDeps & {
  trail: Pick<Trail, 'run' | 'findLooks' | 'whoHasLooked'>
}

/** A look that was found; `people`: whom it was about, each by one of their ids, where their looks may be read. */
export type ShownLook = FoundLook & { people: readonly PersonId[] }
export type ShownLooks = Pick<LooksPage, 'more'> & { looks: readonly ShownLook[] }

/** That somebody asked who has looked is done under a power, and whoever it is about reads that it was. */
export const findLooksCommand = namedCommand({
  name: FIND_LOOKS,
  says: 'Finds who has looked at people',
  label: 'Find looks',
  brief: true,
  basis: { action: FIND_LOOKS, does: 'find who has looked at people' },
  input: z.strictObject({
    from: day().meta({ label: 'From' }),
    to: day().meta({ label: 'To' }),
    outcome: z.enum(OUTCOMES).optional().meta({ label: 'Outcome', words: OUTCOME_WORDS }),
    staff: id().meta({ label: 'Member of staff', hint: 'Their account, as the log names it' }),
    purpose: id().meta({ label: 'What for', hint: 'As the agreement calls it' }),
    person: personIdField().optional().meta({ label: 'Person', hidden: true }),
    after: z.uuid().optional().meta({ label: 'The last look of the page before', hidden: true }),
  }),
  refuses: [],
  preview: () =>
    'What you ask for is written down, and whoever it is about can read that you asked.',
  leads: (address: string) => address,
  async run({ tx }, asked) {
    const [about = []] = asked.person === undefined ? [] : await identitiesOf(tx, [asked.person])
    const { after: _, ...filter } = asked
    return { result: lookAddress(filter), entry: JSON.parse(JSON.stringify(asked)), about }
  },
})

function day() {
  return z.iso.date('is not a day that exists')
}

function id() {
  return z.string().trim().max(200, 'is longer than 200 characters').optional()
}

/**
 * Looks by whom, at whom, when, what for and with what outcome. The asking is an act of its own; each person whose
 * looks are told one by one is decided on, and has it in their log, before anything is shown. No care record is opened
 * by it.
 */
export async function findLooks(
  deps: FindsLooks,
  viewer: Viewer,
  filter: LookFilter,
): Promise<ShownLooks | Refusal> {
  const db = deps.databases.care.short
  const [known] = filter.person === undefined ? [] : await identitiesOf(db, [filter.person])
  const about = filter.person === undefined ? undefined : (known ?? [filter.person])
  const { before, ...asked } = filter
  const input = before === undefined ? asked : { ...asked, after: before.entryId }
  const command = inPlace(findLooksCommand, deps)
  const done = await deps.trail.run(command, { viewer, input, key: newId() })
  if (isRefusal(done)) return done
  const { looks, more } = await deps.trail.findLooks(looksWanted(filter, about))
  const may = await lookAtLooks(deps, viewer, looks)
  return {
    more,
    looks: looks.flatMap((look): ShownLook[] => {
      const people = [...new Set(look.persons.flatMap((id) => may.get(id) ?? []))]
      return look.persons.length > 0 && people.length === 0 ? [] : [{ ...look, people }]
    }),
  }
}

/** Whose looks may be read: each of their source persons to one of them; written down first. */
async function lookAtLooks(
  deps: RecordDeps,
  viewer: Viewer,
  looks: readonly FoundLook[],
): Promise<ReadonlyMap<PersonId, PersonId>> {
  const agreement = deps.agreement.current()
  const single = [...new Set(looks.flatMap(({ persons }) => persons))]
  const identities = await identitiesOf(deps.databases.care.short, single)
  if (agreement === undefined || single.length === 0) return new Map()
  const known = new Set(identities.flat())
  // Whoever was looked for and is nobody has no record to be decided on: by what the role may read of anybody.
  const strangers = single.filter((id) => !known.has(id))
  const apart = new Set(await hiddenApart(deps, agreement, viewer, strangers))
  const asked = [...identities, ...strangers.filter((id) => !apart.has(id)).map((id) => [id])]
  const standing = await decideAll(deps, agreement, viewer, asked)
  const people = standing
    .filter(({ identity }) => identity.some((id) => known.has(id)))
    .map(({ identity, decisions: { looks: decision } }) => {
      const look = { identity: [...identity], clause: decision.clause }
      if (decision.allowed) return { ...look, outcome: 'allowed' as const }
      const { sentence } = refusedLook(agreement, viewer, decision)
      return { ...look, outcome: 'refused' as const, sentence }
    })
  if (people.length > 0) await deps.trail.lookAtList(viewer, { what: WHAT, people })
  const may = standing.filter(({ decisions }) => decisions.looks.allowed)
  return new Map(may.flatMap(({ identity }) => identity.map((id) => [id, identity[0]!] as const)))
}

/** Those who are kept apart from this viewer: that somebody looked at them is not told either. */
async function hiddenApart(
  { databases }: RecordDeps,
  agreement: Agreement,
  viewer: Viewer,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  const open = apartOpenTo(agreement, viewer)
  const closed = apartFeeds(agreement).filter((feed) => !open.includes(feed))
  if (closed.length === 0 || personIds.length === 0) return []
  const sources = closed.map(({ id }) => id)
  const persons = await readKeptApart(databases.care.short, personIds, sources)
  return persons.map(({ personId }) => personId)
}

/** Where the looks at somebody with an NHS number are: at nobody's, where nobody has it. */
export function personNumbered(identities: readonly (readonly PersonId[])[], nhsNumber: string) {
  return identities[0]?.[0] ?? standIn({ nhsNumber })
}
