import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { type Place, personSection } from '../../room.ts'
import { action, capital, requireViewer, sendPage } from '../../shell/index.ts'
import { THEMSELVES } from '../decision.ts'
import { notMine } from '../not-mine.ts'
import { identitiesSignedIn } from '../own-identity.ts'
import { decisionsBy } from '../queries-decisions.ts'
import { sourcesOf } from '../queries-numbers.ts'
import { undoSaid } from '../say-who.ts'
import { standingOf } from '../standing.ts'

const PATH = '/me/records'

/** To somebody themselves: where they say that a record is not about them. It asks nothing of the database. */
export const ownRecordsSection = personSection<Record<string, never>>({
  id: 'whose-records',
  title: 'Whose records these are',
  shows: 'demographics',
  async read({ whyNot }: Place, viewer: Viewer) {
    const { nhsNumber } = viewer.actor
    return nhsNumber === undefined || whyNot(viewer, notMine.name) !== undefined ? undefined : {}
  },
  draw: (): ReactNode => (
    <p>
      Several organisations keep a record that is taken for yours. If one is somebody else’s,{' '}
      <a href={PATH}>say which is not about you</a>.
    </p>
  ),
})

type Found = {
  /** the records that are taken for theirs, each with who keeps it */
  readonly records: readonly { person: PersonId; name: string }[]
  /** what they said is not theirs, and have not taken back */
  readonly said: readonly { decision: string; name: string }[]
}

/** Whose records are taken for somebody's own, with nothing that stands in them. */
export function registerOwnRecords(app: FastifyInstance, place: Place): void {
  app.get(PATH, action(notMine.name), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const found = await ownRecords(place, viewer)
    const title = 'Whose records these are'
    return sendPage(request, reply, {
      title,
      nav: 'me',
      body: <OwnRecords title={title} {...found} />,
    })
  })
}

async function ownRecords({ databases, agreement }: Place, viewer: Viewer): Promise<Found> {
  const { nhsNumber = '', name, id } = viewer.actor
  const db = databases.care.short
  const found = nhsNumber === '' ? [] : await identitiesSignedIn(db, { name, nhsNumber })
  // Where it is not sure which of several they are, none is told.
  const persons = found.length === 1 ? found[0]! : []
  const decisions = await decisionsBy(db, id, THEMSELVES)
  const parted = decisions.flatMap(({ person_id, other_id }) => [person_id, other_id])
  const sources = await sourcesOf(db, [...persons, ...parted])
  const standing = standingOf(agreement.current())
  const nameOf = (person: PersonId) => standing(sources.get(person) ?? '').name
  const own = new Set(persons)
  const said = [...Map.groupBy(decisions, ({ decision_id }) => decision_id)].map(
    ([decision, [first]]) => {
      const { person_id, other_id } = first!
      return { decision, name: nameOf(own.has(person_id) ? other_id : person_id) }
    },
  )
  return { records: persons.map((person) => ({ person, name: nameOf(person) })), said }
}

function OwnRecords({ title, records, said }: Found & { title: string }): ReactNode {
  return (
    <>
      <h1>{title}</h1>
      <p className="cc-lead">
        These records are taken for yours. If you say that one is not, it parts from the others at
        once, and you can take that back.
      </p>
      <ul>
        {records.map(({ person, name }) => (
          <li key={person}>
            {capital(name)}
            {records.length > 1 && (
              <>
                {': '}
                <a href={`/do/${notMine.name}?record=${person}&then=${PATH}`}>
                  {notMine.label}
                  <span className="nhsuk-u-visually-hidden">, of {name}</span>
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
      <ul>
        {said.map(({ decision, name }) => (
          <li key={decision}>
            You said that a record of {name} is not yours.{' '}
            <a href={`/do/${undoSaid.name}?decision=${decision}&then=${PATH}`}>{undoSaid.label}</a>
          </li>
        ))}
      </ul>
    </>
  )
}
