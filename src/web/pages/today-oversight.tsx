import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { countQuarantined } from '../../intake/index.ts'
import { countPeople } from '../../people/index.ts'
import { EmptyState, FigureStrip, formatCount, plural, sendPage } from '../../shell/index.ts'
import { type Concern, concernsOf, type Watch } from '../concern.ts'
import type { TodayPlace } from './today.tsx'

const WEEK_MS = 7 * 86_400_000

export async function sendOversight(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
): Promise<FastifyReply> {
  const now = place.clock.now()
  const watch = await readWatch(place, now)
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    body: <Oversight watch={watch} concerns={concernsOf(watch, now)} />,
  })
}

async function readWatch(place: TodayPlace, now: Date): Promise<Watch> {
  const care = place.databases.care.short
  const [trail, feeds, quarantined, people, refused] = await Promise.all([
    place.trail.status(),
    place.feeds(),
    countQuarantined(care),
    countPeople(care),
    place.refusedLooks?.(new Date(now.getTime() - WEEK_MS)),
  ])
  const standing = place.agreement.current()?.standing()
  return { standing, trail, feeds, quarantined, doubts: Number(people.doubts), refused }
}

export function Oversight(props: { watch: Watch; concerns: readonly Concern[] }): ReactNode {
  const { watch, concerns } = props
  const confirmed = watch.trail.witnesses.filter(({ size }) => size >= watch.trail.size)
  return (
    <>
      <h1>
        {concerns.length === 0
          ? 'Nothing needs you now'
          : `${plural(concerns.length, 'thing needs', 'things need')} somebody to look`}
      </h1>
      <FigureStrip
        figures={[
          { label: 'things recorded', value: formatCount(watch.trail.size), href: '/trail' },
          {
            label: 'witnesses confirm all of it',
            value: `${confirmed.length} of ${watch.trail.witnesses.length}`,
            tone: confirmed.length < watch.trail.witnesses.length ? 'alert' : 'good',
          },
          ...(watch.refused
            ? [{ label: 'looks refused this week', value: watch.refused.looks }]
            : []),
        ]}
      />
      {concerns.length === 0 ? (
        <EmptyState title="The agreement stands, the log is confirmed, and every feed has come.">
          <p>
            <a href="/trail">See what the log holds</a>
          </p>
        </EmptyState>
      ) : (
        <ul className="cc-todo">
          {concerns.map((concern) => (
            <li key={concern.what} className={concern.alert ? 'cc-todo--alert' : undefined}>
              <div>
                <p className="cc-todo__what">{concern.what}</p>
                <p className="cc-todo__since">{concern.since}</p>
              </div>
              {concern.href && <a href={concern.href}>{concern.verb}</a>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
