import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { dayInLondon, startOfLondonDay } from '../../kernel/index.ts'
import {
  AsideNote,
  action,
  EmptyState,
  formatDate,
  listAddress,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { type DrawnFigures, drawFigures, SEE_FIGURES } from '../draw-figures.ts'
import { AskDay, FIGURES_PATH, Figures, FiguresInShort } from './today-figures.tsx'
import type { TodayPlace } from './today-place.ts'

/** The partnership's five figures on a page of their own: as they are, or as they were known when a day was over. */
export function register(app: FastifyInstance, place: TodayPlace): void {
  app.get(FIGURES_PATH, action(SEE_FIGURES.name), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { knownAt, asksKnownAt } = listAddress(FIGURES_PATH, {}, request.query)
    const present = place.clock.now()
    const isOver = knownAt !== undefined && knownAt < startOfLondonDay(dayInLondon(present))
    const drawn = await drawFigures(
      request,
      place,
      viewer,
      isOver ? dayInLondon(knownAt) : undefined,
    )
    const inVain = asksKnownAt && !isOver
    return sendPage(request, reply, {
      title: 'The partnership in figures',
      nav: 'today',
      body: <FiguresPage {...{ drawn, inVain, present }} />,
    })
  })
}

function FiguresPage(props: {
  drawn: DrawnFigures | undefined
  /** a day was asked for that cannot be shown */
  inVain: boolean
  present: Date
}): ReactNode {
  const { drawn, inVain, present } = props
  return (
    <>
      <h1>The partnership in figures</h1>
      {inVain && (
        <AsideNote>
          <strong>These are the figures as they are now.</strong> The day in the address cannot be
          read, or is not over: choose a day below. <a href={FIGURES_PATH}>Leave the day out</a>
        </AsideNote>
      )}
      {drawn === undefined ? (
        <EmptyState title="No agreement is in effect that lets them be told." />
      ) : (
        <>
          {drawn.knownOn !== undefined && (
            <AsideNote>
              <strong>
                As they were known at the end of {formatDate(drawn.knownOn, present)}.
              </strong>{' '}
              What was learnt or corrected since is not in them, whoever has opted out since is in
              none, and where they say now it is then.{' '}
              <a href={FIGURES_PATH}>Show them as they are now</a>
            </AsideNote>
          )}
          <FiguresInShort {...drawn} />
          <Figures {...drawn} />
          {drawn.knownOn !== undefined && <AskDay {...drawn} present={present} />}
        </>
      )}
    </>
  )
}
