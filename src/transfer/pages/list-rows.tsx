import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  EmptyState,
  ListChanges,
  plural,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { transferRule } from '../clock-kind.ts'
import { filterOf, leavingAddress } from '../list-choices.ts'
import { type LeavingChanges, lookAtLeavingChanges } from '../look-at-list.ts'
import type { Shown } from './list-columns.tsx'
import { changesOf, Follows, LIST_PATH, PeopleTable, ROWS_PATH, WHAT } from './people-table.tsx'

/** The rows of the list that changed since a version of it: a plain page, of which scripts take the rows. */
export function registerRows(app: FastifyInstance, place: Place): void {
  app.get(ROWS_PATH, action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const rule = transferRule(place.agreement.current())
    const address = leavingAddress(LIST_PATH, rule, request.query)
    const { since } = address
    const changes =
      since === undefined
        ? undefined
        : await lookAtLeavingChanges(place, viewer, {
            ...filterOf(address, viewer),
            what: WHAT,
            since,
          })
    // What cannot be told any more, or is more than a page, is read anew.
    if (changes === undefined || rule === undefined) return reply.redirect(address.whole, 303)
    const doer = { viewer, rule, whyNot: place.whyNot }
    const back = encodeURIComponent(address.whole)
    const shown = { doer, now: changes.at, back, old: false, ticked: false }
    const next = changesOf(address, changes.version)
    return sendPage(request, reply, {
      title: 'Leaving hospital, what has changed',
      nav: 'transfer',
      script: ['live'],
      body: (
        <Changed whole={address.whole} changes={changes} shown={shown} next={next}>
          <Follows address={address} version={changes.version} />
        </Changed>
      ),
    })
  })
}

function Changed(props: {
  whole: string
  changes: LeavingChanges
  shown: Shown
  next: string
  children: ReactNode
}): ReactNode {
  const { whole, changes, shown, next, children } = props
  const { people, gone } = changes
  return (
    <>
      <BackLink href={whole}>The whole list</BackLink>
      <h1>
        {people.length === 0
          ? 'Nothing on this list has changed'
          : `${plural(people.length, 'person', 'people')} on this list changed since you saw it`}
      </h1>
      {gone.length > 0 && (
        <p className="cc-lead">
          Somebody may have left it: whoever is not on <a href={whole}>the whole list</a> has.
        </p>
      )}
      {children}
      <ListChanges gone={gone} next={next}>
        <PeopleTable
          people={people}
          shown={shown}
          empty={<EmptyState title="Everybody on the list is as you saw them." />}
        />
      </ListChanges>
    </>
  )
}
