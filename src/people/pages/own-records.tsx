import type { ReactNode } from 'react'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { type Place, personSection } from '../../room.ts'
import { capital } from '../../shell/index.ts'
import { THEMSELVES } from '../decision.ts'
import { notMine } from '../not-mine.ts'
import { sourcesOf } from '../queries.ts'
import { decisionsBy } from '../queries-decisions.ts'
import { undoSaid } from '../say-who.ts'
import { standingOf } from '../standing.ts'

type Found = {
  /** the records that are taken for theirs, each with who keeps it */
  readonly records: readonly { person: PersonId; name: string }[]
  /** what they said is not theirs, and have not taken back */
  readonly said: readonly { decision: string; name: string }[]
}

/** To somebody themselves: whose records are taken for theirs, and that one of them is not. */
export const ownRecordsSection = personSection<Found>({
  id: 'whose-records',
  title: 'Whose records these are',
  shows: 'demographics',
  async read(
    { databases, agreement, whyNot }: Place,
    viewer: Viewer,
    persons: readonly PersonId[],
  ): Promise<Found | undefined> {
    const { nhsNumber, id } = viewer.actor
    if (nhsNumber === undefined || whyNot(viewer, notMine.name) !== undefined) return undefined
    const db = databases.care.short
    const decisions = await decisionsBy(db, id, THEMSELVES)
    const parted = decisions.flatMap(({ person_id, other_id }) => [person_id, other_id])
    const sources = await sourcesOf(db, [...persons, ...parted])
    const standing = standingOf(agreement.current())
    const nameOf = (person: PersonId) => standing(sources.get(person) ?? '').name
    const records = persons.map((person) => ({ person, name: nameOf(person) }))
    const own = new Set(persons)
    const said = [...Map.groupBy(decisions, ({ decision_id }) => decision_id)].map(
      ([decision, rows]) => {
        const { person_id, other_id } = rows[0]!
        return { decision, name: nameOf(own.has(person_id) ? other_id : person_id) }
      },
    )
    return records.length < 2 && said.length === 0 ? undefined : { records, said }
  },
  draw: ({ records, said }): ReactNode => (
    <>
      <p>Several organisations keep a record that is taken for yours. Say so if one is not.</p>
      <ul>
        {records.map(({ person, name }) => (
          <li key={person}>
            {capital(name)}
            {records.length > 1 && (
              <>
                {': '}
                <a href={`/do/${notMine.name}?record=${person}&then=/me`}>
                  {notMine.label}
                  <span className="nhsuk-u-visually-hidden">, of {name}</span>
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
      {said.length > 0 && (
        <ul>
          {said.map(({ decision, name }) => (
            <li key={decision}>
              You said that a record of {name} is not yours.{' '}
              <a href={`/do/${undoSaid.name}?decision=${decision}&then=/me`}>{undoSaid.label}</a>
            </li>
          ))}
        </ul>
      )}
    </>
  ),
})
