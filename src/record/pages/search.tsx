import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  Button,
  ErrorSummary,
  Field,
  type FieldError,
  ListPaging,
  listAddress,
  PostForm,
  requireViewer,
  sealWords,
  sendPage,
  unsealWords,
} from '../../shell/index.ts'
import { apartOpenTo } from '../kept-apart.ts'
import { type PeopleFound, searchPeople } from '../search-people.ts'
import { SEARCH_LETTERS_MAX } from '../search-words.ts'
import { Found } from './found-people.tsx'
import { APART_PATH } from './kept-apart.tsx'
import type { RecordPlace } from './person-place.ts'

const TITLE = 'Find a person'
const FIELD = 'words'
const OVER = 'That search ended with an earlier session: type it again'

/**
 * Finding a person. What is typed goes in the body, never in an address; the page of results has it sealed in its own,
 * so that they are there after going back. "Nobody" and "not yours" have the same answer.
 */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get('/people', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { search } = request.query as Record<string, unknown>
    if (search === undefined) return send('')
    const words = unsealWords(request, search)
    if (words === undefined) return send('', OVER)
    const { page } = listAddress('/people', {}, request.query)
    const found = await searchPeople(place, viewer, words, page)
    return 'error' in found ? send(words, found.error) : send(words, undefined, found)

    function send(typed: string, error?: string, found?: PeopleFound) {
      const errors = error === undefined ? [] : [{ field: FIELD, message: error }]
      const status = error === undefined ? undefined : 422
      const title = error === undefined ? TITLE : `Error: ${TITLE}`
      const now = place.clock.now()
      const address = (number: number) => `/people?search=${search}&page=${number}`
      const apart = apartOpenTo(place.agreement.current(), viewer!).length > 0
      const body = <SearchPage {...{ typed, errors, found, now, address, apart }} />
      return sendPage(request, reply, { title, status, nav: 'people', body })
    }
  })
  app.post('/people', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { words } = (request.body ?? {}) as Record<string, unknown>
    const typed = typeof words === 'string' ? words.trim().slice(0, SEARCH_LETTERS_MAX + 1) : ''
    return reply.redirect(`/people?search=${sealWords(request, typed)}`, 303)
  })
}

function SearchPage(props: {
  typed: string
  errors: readonly FieldError[]
  found?: PeopleFound
  now: Date
  address(page: number): string
  /** they may know of somebody who is kept apart, and is not found here */
  apart: boolean
}): ReactNode {
  const { typed, errors, found, now, address, apart } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <h1>{TITLE}</h1>
      <PostForm action="/people" label="Find by whatever you know" className="cc-find">
        <Field
          name={FIELD}
          label="Name, birth date, number, postcode or ward"
          hint="Whatever you know, in any order: okello 12 Mar 1944, NHS 999 012 3454, Ward 6"
          value={typed}
          errors={errors}
        />
        <Button>Find</Button>
      </PostForm>
      {apart && (
        <p>
          Whom a feed keeps apart is not found here:{' '}
          <a href={APART_PATH}>find them by themselves</a>.
        </p>
      )}
      {found && <Found found={found} now={now} />}
      {found && <ListPaging label="People found" address={{ at: address }} page={found.page} />}
    </>
  )
}
