import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { type AgreedNames, agreedNames } from '../../access/index.ts'
import { isRefusal } from '../../kernel/index.ts'
import { DOUBTS_PATH, findIdentities, readNhsNumber, SEE_DOUBTS } from '../../people/index.ts'
import {
  action,
  EmptyState,
  ErrorSummary,
  type FieldError,
  formatFullDate,
  Paging,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import {
  FIND_LOOKS,
  type FindsLooks,
  findLooks,
  personNumbered,
  type ShownLooks,
} from '../find-looks.ts'
import { rolesApart } from '../kept-apart.ts'
import { type LookFilter, lookAddress, readLookFilter } from '../look-filter.ts'
import { FoundLooks } from './found-looks.tsx'
import { AskPerson, LookFilters, NUMBER, type Staff } from './look-filters.tsx'
import type { RecordPlace } from './person-place.ts'

const TITLE = 'Find looks'

/**
 * Who has looked: by person, member of staff, refusal, time and purpose. All that is asked stands in the address but a
 * person's number, which is sent in the body and becomes the id that their pages have.
 */
export function register(app: FastifyInstance, place: RecordPlace & FindsLooks): void {
  app.get('/looks', action(FIND_LOOKS), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const now = place.clock.now()
    const filter = readLookFilter(request.query, now)
    const found = await findLooks(place, viewer, filter)
    if (isRefusal(found)) {
      return sendProblem(request, reply, {
        status: 403,
        title: 'Looks are not shown to you',
        sentences: [found.sentence],
        next: { href: '/', label: 'Go to Today' },
      })
    }
    const apart = rolesApart(place.agreement.current(), viewer)
    const staff = (await place.trail.whoHasLooked()).filter(({ role }) => !apart.has(role))
    const agreement = place.agreement.current()
    const names = agreedNames(agreement)
    const purposes = (agreement?.table<{ id: string }>('purpose') ?? []).map(({ id }) => id)
    const doubts = place.whyNot(viewer, SEE_DOUBTS) === undefined
    const body = <FindLooksPage {...{ filter, found, staff, names, purposes, doubts, now }} />
    return sendPage(request, reply, { title: TITLE, nav: 'looks', body })
  })
  app.post('/looks', action(FIND_LOOKS), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const sent = (request.body ?? {}) as Record<string, unknown>
    const read = readNhsNumber(typeof sent[NUMBER] === 'string' ? sent[NUMBER] : '')
    const filter = readLookFilter(sent, place.clock.now())
    if (!read.ok) {
      const errors = [{ field: NUMBER, message: `That is not an NHS number: ${read.why}` }]
      const body = <OneNumber filter={filter} errors={errors} />
      return sendPage(request, reply, { title: `Error: ${TITLE}`, status: 422, nav: 'looks', body })
    }
    const found = await findIdentities(place.databases.care.short, { nhsNumber: read.number })
    const person = personNumbered(found, read.number)
    return reply.redirect(lookAddress({ ...filter, person, before: undefined }), 303)
  })
}

function FindLooksPage(props: {
  filter: LookFilter
  found: ShownLooks
  staff: readonly Staff[]
  names: AgreedNames
  purposes: readonly string[]
  /** they may see what is in doubt about who is who */
  doubts: boolean
  now: Date
}): ReactNode {
  const { filter, found, names, now } = props
  const last = found.looks.at(-1)
  const before = last && { at: new Date(last.at), entryId: last.entryId }
  return (
    <>
      <h1>{TITLE}</h1>
      <p className="cc-lead">{leadOf(filter, props.staff, names)}</p>
      <LookFilters {...props} />
      <FoundLooks
        looks={found.looks}
        filter={filter}
        names={names}
        now={now}
        empty={
          <EmptyState title="No look was found.">
            <p>Ask for other days, or leave out what else you asked for.</p>
          </EmptyState>
        }
      />
      <Paging
        label="looks"
        position={filter.before === undefined ? 'The newest' : 'Older ones'}
        previous={
          filter.before === undefined ? undefined : lookAddress({ ...filter, before: undefined })
        }
        next={found.more ? lookAddress({ ...filter, before }) : undefined}
      />
      {props.doubts && (
        <p>
          A look at the wrong record may come of two that are one person, or of one that is two:{' '}
          <a href={DOUBTS_PATH}>see what is in doubt about who is who</a>.
        </p>
      )}
      <p className="cc-learnt">
        That you asked is in the log, with what you asked for. Each person whose looks stand here by
        themselves has it in theirs that you saw this; no record of care is opened by it.
      </p>
    </>
  )
}

/** What is shown, as one sentence. */
function leadOf(filter: LookFilter, staff: readonly Staff[], names: AgreedNames): string {
  const { from, to, outcome, purpose, person } = filter
  const who = staff.find(({ id }) => id === filter.staff)?.name ?? filter.staff
  const looks =
    outcome === undefined ? 'Looks' : outcome === 'refused' ? 'Refusals' : 'Looks allowed'
  const parts = [
    looks,
    ...(person === undefined ? [] : ['at one person']),
    ...(who === undefined ? [] : [`by ${who}`]),
    ...(purpose === undefined ? [] : [`for ${names.purpose(purpose)}`]),
    from === to
      ? `on ${formatFullDate(from)}`
      : `from ${formatFullDate(from)} to ${formatFullDate(to)}`,
  ]
  return `${parts.join(' ')}.`
}

/** The number alone, where something is wrong with it. */
function OneNumber(props: { filter: LookFilter; errors: readonly FieldError[] }): ReactNode {
  return (
    <>
      <ErrorSummary errors={props.errors} />
      <h1>{TITLE}</h1>
      <AskPerson {...props} />
    </>
  )
}
