import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { relationshipsNeeded } from '../../access/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import { action, EmptyState, requireViewer, sendPage } from '../../shell/index.ts'
import { drawFigures } from '../draw-figures.ts'
import { hasBeds } from '../own-feeds.ts'
import { AlsoWaits } from './lines.tsx'
import { sendCases } from './today-cases.tsx'
import { Figures, FiguresInShort } from './today-figures.tsx'
import { sendNoUnit } from './today-no-ward.tsx'
import { Oversight } from './today-oversight.tsx'
import type { TodayPlace } from './today-place.ts'
import { sendWard } from './today-ward.tsx'

type Today = (
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
) => Promise<FastifyReply>

/** The first page after signing in: what needs me, in order of the harm if it is left. */
export function register(app: FastifyInstance, place: TodayPlace): void {
  app.get('/', action('web.today'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    return todayOf(place, viewer)(request, reply, place, viewer)
  })
}

/** Which page somebody gets follows from what the agreement lets their role see, not from its name. */
function todayOf(place: TodayPlace, { actor, purpose }: Viewer): Today {
  const agreement = place.agreement.current()
  if (agreement === undefined) return sendOversight
  const needed = new Set(relationshipsNeeded(agreement, actor.role, purpose))
  const works = ['open-case-here', 'waits-for-us', 'placed-here', 'registered-here'].some((one) =>
    needed.has(one),
  )
  if (needed.has('admitted-here')) return actor.unit === undefined ? sendNoUnit : sendWard
  // A role of both sides begins where its organisation does: with beds, or with cases.
  if (needed.has('in-our-hospital') && (hasBeds(agreement, actor.organisation) || !works))
    return sendWard
  if (works) return sendCases
  return needed.size === 0 ? sendOversight : sendNoList
}

/** Who may not look people up is not led there. */
const FIND = 'record.find'

async function sendOversight(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const [trail, figures, mine, concerns] = await Promise.all([
    place.trail.status(),
    drawFigures(request, place, viewer),
    place.today(viewer),
    place.concerns(viewer),
  ])
  const body = <Oversight log={trail.words} figures={figures} lines={[...mine, ...concerns]} />
  return sendPage(request, reply, { title: 'Today', nav: 'today', body })
}

/** For those whose people come to them one by one, such as a GP. */
async function sendNoList(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const lines = await place.today(viewer)
  const figures = lines.length === 0 ? await drawFigures(request, place, viewer) : undefined
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    body: (
      <>
        <h1>{lines.length === 0 ? 'Nothing waits for you' : 'What needs you today'}</h1>
        <AlsoWaits lines={lines} />
        {figures && <FiguresInShort {...figures} />}
        {place.whyNot(viewer, FIND) === undefined && (
          <EmptyState title="Find somebody by their NHS number, or by name and birth date.">
            <p>
              <a href="/people">Find a person</a>
            </p>
          </EmptyState>
        )}
        {figures && <Figures {...figures} />}
      </>
    ),
  })
}
