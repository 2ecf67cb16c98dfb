import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { isPersonId, isRefusal, type Viewer } from '../../kernel/index.ts'
import { classesOf, lookAtPerson, sendRefusal, standIn } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatDateTime,
  formatList,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { SEE_ASKED } from '../asked-today.ts'
import { lookAtClock } from '../look-at-clock.ts'
import { readAsking } from '../on-asking.ts'
import { type Pack, packOf, type Receiver, receiversOf } from '../pack.ts'
import { findAsking } from '../queries-asking.ts'
import { SEND_PACK } from '../send-pack.ts'

const WHAT = 'transfer pack'

/** What goes before somebody to whoever receives them: to whoever sends it, and to whoever it was sent to. */
export function registerPack(app: FastifyInstance, place: Place): void {
  app.get('/transfer/:stay/pack/:party', action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    return viewer === undefined ? reply : sendPreview(request, reply, place, viewer)
  })
  app.get('/transfer/asked/:asking/pack', action(SEE_ASKED), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    return viewer === undefined ? reply : sendReceived(request, reply, place, viewer)
  })
}

/** As whoever sends it sees it: what they see themselves, of what the receiver may. */
async function sendPreview(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  viewer: Viewer,
): Promise<FastifyReply> {
  const { stay, party } = request.params as { stay: string; party: string }
  const look = await lookAtClock(place, viewer, stay.toLowerCase(), { what: WHAT })
  if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
  const agreement = place.agreement.current()!
  const receivers = look.outcome === 'allowed' ? receiversOf(agreement, look.read, look.view) : []
  const receiver = receivers.find((one) => one.party.id === party)
  if (look.outcome === 'unknown' || receiver === undefined) return sendNoPack(request, reply)
  const pack = packOf(agreement, look.view, receiver, classesOf(agreement))
  const id = look.read.counted.id
  const body = (
    <>
      <BackLink href={`/transfer/${id}`}>What they wait for</BackLink>
      <PackPage {...{ pack, receiver, at: look.at }} />
      {place.whyNot(viewer, SEND_PACK) === undefined && (
        <ul className="cc-toolbar">
          <li>
            <a href={`/do/${SEND_PACK}?stay=${id}&to=${party}`}>Send it to {receiver.party.name}</a>
          </li>
        </ul>
      )}
    </>
  )
  return sendPage(request, reply, { title: 'Transfer pack', nav: 'transfer', body })
}

/** As whoever it was sent to reads it: by a look of their own. */
async function sendReceived(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  viewer: Viewer,
): Promise<FastifyReply> {
  const id = (request.params as { asking: string }).asking.toLowerCase()
  const db = place.databases.care.short
  const found = isPersonId(id) ? await findAsking(db, id) : undefined
  const who = found?.personId ?? standIn({ asking: id })
  const look = await lookAtPerson(place, viewer, who, { what: WHAT })
  if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
  const at = place.clock.now()
  const on = await readAsking(db, id, place, at)
  if (isRefusal(on) || look.outcome === 'unknown') return sendNoPack(request, reply)
  const { agreement, asking, read } = on
  const receivers = receiversOf(agreement, read, look.view)
  const receiver = receivers.find(({ party }) => party.id === asking.asked)
  if (receiver === undefined) return sendNoPack(request, reply)
  const pack = packOf(agreement, look.view, receiver, classesOf(agreement))
  const body = (
    <>
      <BackLink href={`/transfer/asked/${id}`}>What was said</BackLink>
      <PackPage {...{ pack, receiver, at }} />
    </>
  )
  return sendPage(request, reply, { title: 'Transfer pack', nav: 'asked', body })
}

function sendNoPack(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return sendProblem(request, reply, {
    status: 404,
    title: 'There is no pack for them',
    sentences: [
      'A transfer pack goes to whoever’s offer was accepted, and to the practice of the person.',
      'The stay may be over, or taken back.',
    ],
    next: { href: '/transfer/asked', label: 'See what was asked' },
  })
}

type Props = { pack: Pack; receiver: Receiver; at: Date }

function PackPage({ pack, receiver, at }: Props): ReactNode {
  const { parts, left, unseen } = pack
  return (
    <div className="cc-paper">
      <h1>Transfer pack</h1>
      <p className="cc-lead">
        For {receiver.party.name}, made from the record {formatDateTime(at.toISOString(), at)}.
      </p>
      {parts.map(({ title, lines }) => (
        <section key={title}>
          <h2>{title}</h2>
          <ul className="cc-items">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
      <h2>What is left out</h2>
      {left.length + unseen.length === 0 && <p>Nothing that is held here.</p>}
      {left.length > 0 && (
        <ul className="cc-items">
          {left.map(({ words, clause }) => (
            <li key={words}>
              {words}: their role may not see it (<ClauseLink number={clause} />)
            </li>
          ))}
        </ul>
      )}
      {unseen.length > 0 && (
        <p>Not in it because whoever made it may not see it: {formatList(unseen)}.</p>
      )}
    </div>
  )
}
