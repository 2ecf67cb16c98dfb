import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { agreedNames } from '../../access/index.ts'
import { DAY_MS } from '../../kernel/index.ts'
import { findIdentities, readNhsNumber } from '../../people/index.ts'
import {
  action,
  type FieldError,
  LiveNote,
  plural,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { closeBy, openAlerts, READ_ALERTS } from '../alerts-today.ts'
import { personNumbered } from '../find-looks.ts'
import { ALERTED } from '../judge-looks.ts'
import { actsOf } from '../queries-acts.ts'
import { alertsSince, staffLists } from '../queries-watch.ts'
import { staffListRules } from '../staff-list-kind.ts'
import { type UnusualLookRow, unusualLookRule } from '../unusual-look-kind.ts'
import { WATCH, WATCH_PATH } from '../watch-person.ts'
import { AlertTable } from './alert-table.tsx'
import type { RecordPlace } from './person-place.ts'
import { AskWhom, ClosedTable, StaffLists, WatchTable } from './watch-lists.tsx'

const TITLE = 'Unusual looks'
const NUMBER = 'nhsNumber'
const DAYS = 90

/** Looks that should be asked about, watches over people in the news, and who staff are known to be by. */
export function registerWatch(app: FastifyInstance, place: RecordPlace): void {
  app.get(WATCH_PATH, action(READ_ALERTS), (request, reply) => sendWatch(request, reply, place, []))
  app.post(WATCH_PATH, action(WATCH), async (request, reply) => {
    const sent = (request.body ?? {}) as Record<string, unknown>
    const read = readNhsNumber(typeof sent[NUMBER] === 'string' ? sent[NUMBER] : '')
    if (!read.ok) {
      const message = `That is not an NHS number: ${read.why}`
      return sendWatch(request, reply, place, [{ field: NUMBER, message }])
    }
    const found = await findIdentities(place.databases.care.short, { nhsNumber: read.number })
    const person = personNumbered(found, read.number)
    return reply.redirect(`/do/${WATCH}?person=${person}&then=${WATCH_PATH}`, 303)
  })
}

async function sendWatch(
  request: FastifyRequest,
  reply: FastifyReply,
  place: RecordPlace,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const agreement = place.agreement.current()
  const now = place.clock.now()
  const db = place.databases.care.short
  const since = new Date(now.getTime() - DAYS * DAY_MS)
  const [open, all, watches, closings, given] = await Promise.all([
    openAlerts(place, viewer),
    alertsSince(db, { since, open: false, limit: 200 }),
    actsOf(db, 'watch', { since, open: false }),
    actsOf(db, 'alert-close', { since, open: false }),
    staffLists(db),
  ])
  const rule = unusualLookRule(agreement)
  const told = { names: agreedNames(agreement), now }
  const mayWatch = place.whyNot(viewer, WATCH) === undefined
  const standing = watches.filter(({ act, followed }) => !followed && act.until! > now)
  const title = errors.length > 0 ? `Error: ${TITLE}` : TITLE
  return sendPage(request, reply, {
    title,
    nav: 'governance',
    ...(errors.length > 0 ? { status: 422 } : {}),
    script: ['live'],
    body: (
      <>
        <h1>{TITLE}</h1>
        <p className="cc-lead">{leadOf(open, rule, now)}</p>
        <ul className="cc-toolbar">
          {mayWatch && (
            <li>
              <a href="#watches">Watch who looks at somebody in the news</a>
            </li>
          )}
          <li>
            <a href="#closed">What became of others</a>
          </li>
          <li>
            <a href="#staff">Whose staff are known</a>
          </li>
        </ul>
        <LiveNote topic={ALERTED} words="There is more to be asked about. Show it" />
        <AlertTable alerts={open} agreement={agreement} rule={rule} {...told} />
        <section id="watches">
          <h2>Watched: people in the news</h2>
          <WatchTable watches={standing} mayEnd={mayWatch} {...told} />
          {mayWatch && rule !== undefined && (
            <AskWhom field={NUMBER} errors={errors} days={rule.watchDays} />
          )}
        </section>
        <section id="closed">
          <h2>What became of others</h2>
          <ClosedTable alerts={all} closings={closings.map(({ act }) => act)} {...told} />
        </section>
        <section id="staff">
          <h2>Whose staff are known</h2>
          <StaffLists rules={staffListRules(agreement)} given={given} {...told} />
        </section>
      </>
    ),
  })
}

function leadOf(
  open: Awaited<ReturnType<typeof openAlerts>>,
  rule: UnusualLookRow | undefined,
  now: Date,
): string {
  if (rule === undefined) return 'No clause says which looks are unusual, so none is looked for.'
  if (open.length === 0) return 'No look has to be asked about.'
  const late = open.filter((one) => closeBy(one, rule.closedWithinDays) < now).length
  const people = new Set(open.map(({ actor }) => actor.id)).size
  const by = plural(people, 'member of staff', 'members of staff')
  const said = `${plural(open.length, 'look')} by ${by} should be asked about.`
  const overdue = late === 0 ? '' : ` ${plural(late, 'is', 'are')} late.`
  return `${said}${overdue} Each says why; most have a good reason, and whoever looked can give it.`
}
