import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import {
  action,
  Button,
  DateField,
  EmptyState,
  ErrorSummary,
  Field,
  type FieldError,
  formatFullDate,
  formatNhsNumber,
  PostForm,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { ageWords } from '../age.ts'
import { diedWords, type IdentityView } from '../identity-view.ts'
import { type ListedPerson, searchPeople } from '../look-at-people.ts'
import { sexWords } from './person-banner.tsx'
import type { RecordPlace } from './person-place.ts'
import { NOTHING_TYPED, readSearch, readTyped, type TypedSearch } from './typed-search.ts'

/**
 * Finding a person. What is typed goes in the body, never in an address. "Nobody" and "not yours" have
 * the same answer, and whoever was looked for and is known has it in their log.
 */
export function register(app: FastifyInstance, place: RecordPlace): void {
  app.get('/people', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const body = <SearchPage typed={NOTHING_TYPED} errors={[]} now={place.clock.now()} />
    return sendPage(request, reply, { title: 'Find a person', nav: 'people', body })
  })
  app.post('/people', action('record.find'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const typed = readTyped(request.body)
    const { query, errors } = readSearch(typed)
    const now = place.clock.now()
    if (query === undefined) {
      const body = <SearchPage typed={typed} errors={errors} now={now} />
      return sendPage(request, reply, {
        title: 'Error: Find a person',
        status: 422,
        nav: 'people',
        body,
      })
    }
    const found = await searchPeople(place, viewer, query)
    const body = <SearchPage typed={typed} errors={[]} found={found} now={now} />
    return sendPage(request, reply, { title: 'Find a person', nav: 'people', body })
  })
}

function SearchPage(props: {
  typed: TypedSearch
  errors: readonly FieldError[]
  found?: readonly ListedPerson[]
  now: Date
}): ReactNode {
  const { typed, errors, found } = props
  return (
    <>
      <ErrorSummary errors={errors} />
      <h1>Find a person</h1>
      {found && <Found found={found} now={props.now} />}
      <PostForm action="/people" label="Find a person by number or name">
        <div className="cc-columns">
          <section>
            <h2>By NHS number</h2>
            <Field
              name="nhs-number"
              label="NHS number"
              hint="10 digits, for instance 999 123 4567"
              value={typed.number || typed.words}
              width={20}
              errors={errors}
            />
          </section>
          <section>
            <h2>By name and birth date</h2>
            <Field
              name="family"
              label="Family name"
              value={typed.family}
              width={20}
              errors={errors}
            />
            <Field
              name="given"
              label="First name, if you know it"
              hint="A short form will do"
              value={typed.given}
              width={20}
              errors={errors}
            />
            <DateField name="born" label="Birth date" value={typed.born} errors={errors} />
          </section>
        </div>
        <Button>Find</Button>
      </PostForm>
    </>
  )
}

function Found(props: { found: readonly ListedPerson[]; now: Date }): ReactNode {
  const { found, now } = props
  if (found.length === 0) {
    return (
      <EmptyState title="Nobody was found whom you may see.">
        <p>
          Either nobody is known by this, or the agreement does not let you see them. Whoever is
          known has it in their log that you asked.
        </p>
      </EmptyState>
    )
  }
  return (
    <Table
      caption={`${plural(found.length, 'person', 'people')} found. Each has it in their log that you saw this.`}
      rows={found}
      rowKey={({ personId }) => personId}
      columns={[
        {
          head: 'Name',
          cell: ({ personId, who }) => (
            <>
              <a href={`/people/${personId}`}>{who.name}</a>
              {who.dead && <span className="cc-learnt">{diedWords(who, formatFullDate)}</span>}
            </>
          ),
        },
        { head: 'Born', cell: ({ who }) => bornWords(who, now) },
        { head: 'Sex', cell: ({ who }) => sexWords(who) },
        {
          head: 'NHS number',
          cell: ({ who }) =>
            who.nhsNumber ? formatNhsNumber(who.nhsNumber.number) : 'Not recorded',
          nowrap: true,
        },
        { head: 'Address', cell: ({ who }) => addressWords(who) },
      ]}
    />
  )
}

function bornWords(who: IdentityView, now: Date): string {
  const [born] = who.birthDate
  if (born === undefined) return 'Not recorded'
  const age = ageWords(who, now)
  return age === undefined ? formatFullDate(born.value) : `${formatFullDate(born.value)}, ${age}`
}

function addressWords({ address, restricted }: IdentityView): string {
  if (restricted !== undefined) return 'Restricted: not shown'
  return address[0]?.value ?? 'Not recorded'
}
