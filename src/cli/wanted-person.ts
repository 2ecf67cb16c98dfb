import { Fault, isPersonId, type PersonId, type Queryable } from '../kernel/index.ts'
import { findIdentities, readNhsNumber } from '../people/index.ts'
import { standIn } from '../record/index.ts'
import type { CliCall } from './command.ts'

/** Whom a command is asked about. */
export type Wanted = { nhsNumber: string } | { personId: PersonId }

/** @throws Fault for what is neither an NHS number nor an id */
export function wantedPerson({ positionals }: CliCall): Wanted {
  const id = positionals.join(' ').trim()
  if (id === '') throw new Fault('nobody was named', 'person', 'Give an NHS number or an id.')
  if (isPersonId(id)) return { personId: id }
  const read = readNhsNumber(id)
  if (read.ok) return { nhsNumber: read.number }
  throw new Fault(
    `this is neither an NHS number nor an id: ${read.why}`,
    'person ID',
    'Correct it: the id stands in the address of a person’s page.',
  )
}

/** A source person of each identity that is meant: two records that contradict each other can carry one number. */
export async function personsWanted(db: Queryable, wanted: Wanted): Promise<PersonId[]> {
  if ('personId' in wanted) return [wanted.personId]
  const found = await findIdentities(db, wanted)
  return found.length === 0 ? [standIn(wanted)] : found.map(([personId]) => personId!)
}

/** What is told of several: those that are shown; where none is, one refusal, however many there are. */
export function told<Look extends { outcome: string }>(looks: readonly Look[]): readonly Look[] {
  const allowed = looks.filter(({ outcome }) => outcome === 'allowed')
  return allowed.length > 0 ? allowed : looks.slice(0, 1)
}
