import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PUBLIC, type Viewer } from '../../kernel/index.ts'
import { disclosureRule } from '../../record/index.ts'
import {
  action,
  BackLink,
  clauseHref,
  drawLyingBars,
  EmptyState,
  formatDateTime,
  plural,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { type Certificate, certificateOf } from '../certificate.ts'
import { isOwnSource } from '../own-quarantine.ts'
import { lastShared } from '../queries-returns.ts'
import { reciprocity } from '../reciprocity.ts'
import type { IntakePages } from '../register.ts'
import { type Base, CertificatePage } from './certificate.tsx'
import { Meter } from './meter.tsx'
import { countsFor, type ToldCount } from './told-count.ts'

const TITLE = 'What each of us gives and gets'

/** The certificates of all feeds and above them what each party gives and gets: for staff, and for everybody. */
export function registerCertificates(app: FastifyInstance, place: IntakePages): void {
  app.get('/intake/certificates', action('intake.watch'), async (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    return sendAll(request, reply, place, '')
  })
  app.get('/intake/certificates/:feed', action('intake.watch'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    return sendOne(request, reply, place, '', viewer)
  })
  app.get('/public/feeds', action(PUBLIC), (request, reply) => {
    return sendAll(request, reply, place, '/public')
  })
  app.get('/public/feeds/:feed', action(PUBLIC), (request, reply) => {
    return sendOne(request, reply, place, '/public')
  })
}

async function sendOne(
  request: FastifyRequest,
  reply: FastifyReply,
  place: IntakePages,
  base: Base,
  viewer?: Viewer,
): Promise<FastifyReply> {
  const { feed } = request.params as { feed: string }
  const told = await certificateOf(place, feed)
  const counts = countsIn(place, base)
  if (told === undefined || counts === undefined) {
    return sendProblem(request, reply, {
      status: 404,
      title: 'There is no such feed',
      sentences: ['No clause names it.'],
      next: { href: base === '' ? '/intake/certificates' : '/public/feeds', label: TITLE },
    })
  }
  const own = viewer !== undefined && isOwnSource(place, viewer)(told.source)
  const shared = own ? await sharedRows(place, told) : []
  const body = <CertificatePage {...{ told, counts, base, shared }} now={place.clock.now()} />
  const title = `Certificate: ${told.name}`
  return sendPage(request, reply, { title, nav: 'intake', purposeBar: base === '', body })
}

/** Rows of its last return, for whoever gives it. */
async function sharedRows(
  { databases }: IntakePages,
  { source, shared_references: many }: Certificate,
): Promise<readonly (readonly number[])[]> {
  if (many === 0) return []
  const all = await lastShared(databases.care.short)
  return all.find((one) => one.source === source)?.shared ?? []
}

async function sendAll(
  request: FastifyRequest,
  reply: FastifyReply,
  place: IntakePages,
  base: Base,
): Promise<FastifyReply> {
  const counts = countsIn(place, base)
  const parties = counts === undefined ? [] : await reciprocity(place)
  const { nonce } = request
  const chart = async (bars: { label: string; value?: number | undefined }[], unit: string) => {
    if (bars.every(({ value }) => value === undefined)) return undefined
    return drawLyingBars({ bars: bars.map(barOf), unit, nonce })
  }
  const givers = parties.filter(({ feeds }) => feeds.length > 0)
  const pictures = counts && {
    gives: await chart(
      givers.map(({ name, items }) => ({ label: name, value: counts.value(items, items) })),
      'items that can be used',
    ),
    gets: await chart(
      parties.map(({ name, gets }) => ({
        label: name,
        value: counts.value(gets.looks, gets.people),
      })),
      'looks',
    ),
  }
  const now = place.clock.now()
  const rule = disclosureRule(place.agreement?.current())
  const body = (
    <>
      {base === '' && <BackLink href="/intake">Feeds</BackLink>}
      <h1>What does each of us give, and what do we get?</h1>
      {counts === undefined || pictures === undefined || parties.length === 0 ? (
        <EmptyState title="No feed yet">
          <p>The agreement names no feed.</p>
        </EmptyState>
      ) : (
        <Meter {...{ parties, counts, pictures, base }} />
      )}
      {rule !== undefined && (
        <p className="cc-learnt">
          Looks are counted without reading who was looked at, rounded to the nearest {rule.base},
          and not shown where they are at fewer than {plural(rule.least, 'person', 'people')} (
          <a href={clauseHref(rule.clause, base)}>clause {rule.clause}</a>). Made{' '}
          {formatDateTime(now, now)}.
        </p>
      )}
    </>
  )
  return sendPage(request, reply, { title: TITLE, nav: 'intake', purposeBar: base === '', body })
}

function countsIn({ agreement }: IntakePages, base: Base): ToldCount | undefined {
  const rule = disclosureRule(agreement?.current())
  return rule && countsFor(rule, base !== '')
}

function barOf({ label, value }: { label: string; value?: number | undefined }) {
  return value === undefined ? { label } : { label, value }
}
