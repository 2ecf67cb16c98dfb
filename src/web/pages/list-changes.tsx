import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { LISTED } from '../../record/index.ts'
import {
  BackLink,
  EmptyState,
  type ListAddress,
  ListChanges,
  LiveNote,
  plural,
  sendPage,
} from '../../shell/index.ts'

export type ChangesProps = {
  /** how many rows are shown, as they are now */
  shown: number
  /** those of the list who are on it no more */
  gone: readonly string[]
  /** how far it was read */
  version: string
  address: Pick<ListAddress, 'whole' | 'changedSince'>
  /** the tables, as on the whole list */
  children: ReactNode
}

/** The page of what has changed, whatever the list. */
export function sendChanges(
  request: FastifyRequest,
  reply: FastifyReply,
  props: ChangesProps,
): FastifyReply | Promise<FastifyReply> {
  return sendPage(request, reply, {
    title: 'Today, what has changed',
    nav: 'today',
    script: ['live'],
    body: <Changes {...props} />,
  })
}

/** What has changed on a list since it was shown, and no more: a plain page, of which scripts take the rows. */
function Changes({ shown, gone, version, address, children }: ChangesProps): ReactNode {
  const next = address.changedSince(version)
  return (
    <>
      <BackLink href={address.whole}>The whole list</BackLink>
      <h1>{headingOf(shown, gone.length > 0)}</h1>
      {gone.length > 0 ? (
        <p className="cc-lead">
          Somebody may have left it: whoever is not on <a href={address.whole}>the whole list</a>{' '}
          has.
        </p>
      ) : (
        shown === 0 && <EmptyState title="Everybody on the list is as you saw them." />
      )}
      <LiveNote topic={LISTED} words="Something has changed. Show it" changes={next}>
        <a href={next}>Show what changes after this</a>
      </LiveNote>
      <ListChanges gone={gone} next={next}>
        {children}
      </ListChanges>
    </>
  )
}

/** That somebody has left is a change as well, though no row shows it. */
function headingOf(shown: number, hasGone: boolean): string {
  if (shown === 0)
    return hasGone ? 'Nobody who is on this list now has changed' : 'Nothing has changed'
  return `${plural(shown, 'person', 'people')} on this list changed since you saw it`
}

/** Above a whole list: says that it has changed, and leads to what has. */
export function SinceThis(props: {
  address: Pick<ListAddress, 'changedSince'>
  version: string
}): ReactNode {
  const changes = props.address.changedSince(props.version)
  return (
    <LiveNote topic={LISTED} words="Something has changed. Show it" changes={changes}>
      <a href={changes}>Show only what has changed since this page was made</a>
    </LiveNote>
  )
}
