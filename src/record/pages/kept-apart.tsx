import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  Button,
  ClauseLink,
  capital,
  EmptyState,
  Field,
  formatFullDate,
  formatNhsNumber,
  PostForm,
  plural,
  requireViewer,
  sealWords,
  sendPage,
  Table,
  unsealWords,
} from '../../shell/index.ts'
import { type ApartPeople, lookAtKeptApart } from '../look-at-kept-apart.ts'
import type { RecordPlace } from './person-place.ts'

export const APART_PATH = '/apart'
const TYPED_MAX = 100

/** People who are kept apart, for whoever may know of them: found here, and nowhere else. */
export function register(app: FastifyInstance, place: RecordPlace): void {
  registerSearch(app)
  app.get<{ Querystring: { search?: unknown } }>(
    APART_PATH,
    action('record.find'),
    async (request, reply) => {
      const viewer = requireViewer(request, reply)
      if (viewer === undefined) return reply
      const { search } = request.query
      // What was typed stands in no address; sealed for too long it is asked for again.
      const typed = search === undefined ? '' : (unsealWords(request, search) ?? '')
      const found = await lookAtKeptApart(place, viewer, typed)
      const title = 'Kept apart'
      return sendPage(request, reply, {
        title,
        nav: 'people',
        body: (
          <>
            <h1>{title}</h1>
            <p className="cc-lead">
              Nobody but you and whoever has your role learns that these people are known here. They
              are on no list, in no count, and joined with nobody else’s record. Each has it in
              their log that you saw this.
            </p>
            <Search typed={typed} />
            {found.length === 0 && (
              <EmptyState title="Nothing is kept apart for you.">
                <p>
                  No clause lets your role see anybody of a feed that is kept apart, for this
                  purpose.
                </p>
              </EmptyState>
            )}
            {found.map((one) => (
              <OfFeed key={one.feed.id} found={one} typed={typed} />
            ))}
          </>
        ),
      })
    },
  )
}

/** What was typed names somebody: it is sent as a form, and sealed. */
function registerSearch(app: FastifyInstance): void {
  app.post(APART_PATH, action('record.find'), async (request, reply) => {
    const { words } = (request.body ?? {}) as Record<string, unknown>
    const typed = typeof words === 'string' ? words.trim().slice(0, TYPED_MAX) : ''
    return reply.redirect(`${APART_PATH}?search=${sealWords(request, typed)}`, 303)
  })
}

function Search({ typed }: { typed: string }): ReactNode {
  return (
    <search>
      <PostForm action={APART_PATH} label="Find whom a feed keeps apart" className="cc-find">
        <Field name="words" label="Name, birth date or NHS number" value={typed} errors={[]} />
        <Button>Find</Button>
      </PostForm>
    </search>
  )
}

function OfFeed({ found, typed }: { found: ApartPeople; typed: string }): ReactNode {
  const { feed, people, fit, more } = found
  return (
    <section aria-labelledby={`apart-${feed.id}`}>
      <h2 id={`apart-${feed.id}`}>{capital(feed.name)}</h2>
      <p>
        Kept apart by <ClauseLink number={feed.clause} />.
      </p>
      {people.length === 0 ? (
        <EmptyState title={typed === '' ? 'Nobody is cared for now.' : 'Nobody fits.'}>
          <p>Whoever is not in the care of your organisation is not shown, as everywhere.</p>
        </EmptyState>
      ) : (
        <Table
          caption={
            fit > people.length
              ? `The first ${people.length} of ${plural(fit, 'person', 'people')}: type a name to find one.`
              : plural(fit, 'person', 'people')
          }
          rows={people}
          rowKey={({ personId }) => personId}
          columns={[
            {
              head: 'Name',
              who: true,
              cell: ({ personId, who }) => <a href={`/people/${personId}`}>{who.name}</a>,
            },
            {
              head: 'Born',
              cell: ({ who: { birthDate } }) =>
                birthDate[0] === undefined ? 'Not recorded' : formatFullDate(birthDate[0].value),
            },
            {
              head: 'NHS number',
              nowrap: true,
              cell: ({ who: { nhsNumber } }) =>
                nhsNumber === undefined ? 'Not recorded' : formatNhsNumber(nhsNumber.number),
            },
          ]}
        />
      )}
      {more && <p>There are more people than this page can look through.</p>}
    </section>
  )
}
