import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import { action, EmptyState, formatDateTime, sendPage } from '../../shell/index.ts'
import type { Link } from '../link.ts'
import type { Mail } from '../mail.ts'
import { readMailbox } from '../send-link.ts'

const SHOWN = 50

/** `/mailbox`: the mail of a made-up place, where anybody may be anybody. A live place has none. */
export function registerMailbox(app: FastifyInstance, place: Place): void {
  if (place.settings.mode !== 'made-up') return
  app.get('/mailbox', action(PUBLIC), async (request, reply) => {
    const mails = await readMailbox(place, { limit: SHOWN })
    const body = <Mailbox mails={mails} now={place.clock.now()} />
    return sendPage(request, reply, { title: 'Mailbox', purposeBar: false, body })
  })
}

function Mailbox(props: { mails: readonly { link: Link; mail: Mail }[]; now: Date }): ReactNode {
  return (
    <>
      <h1>What has been sent by mail?</h1>
      <p className="cc-lead">
        This place is made up, so you may open the mail of anybody in it. A mail says only that
        something waits.
      </p>
      {props.mails.length === 0 ? (
        <EmptyState title="No mail yet">
          <p>A partner is written to when its feed is late.</p>
        </EmptyState>
      ) : (
        <ul className="cc-items">
          {props.mails.map(({ link, mail }) => (
            <li key={link.id}>
              <p className="cc-items__what">
                {mail.subject}: <a href={mail.links[0]}>open the link of {mail.to}</a>
              </p>
              <p className="cc-learnt">
                {mail.text.split('\n')[0]}, {formatDateTime(link.madeAt.toISOString(), props.now)}
                {link.sentAt === undefined ? '' : ', sent'}
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
