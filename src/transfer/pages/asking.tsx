import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { isPersonId, isRefusal, type Viewer } from '../../kernel/index.ts'
import { lookAtPerson, type PersonView, sendRefusal, standIn } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  type Column,
  formatDateTime,
  requireViewer,
  SummaryList,
  sendPage,
  sendProblem,
  Table,
} from '../../shell/index.ts'
import { SEE_ASKED } from '../asked-today.ts'
import type { Message } from '../asking.ts'
import { awaitsWords, cameWords, needWordsOf, saidIn, whatWords } from '../asking-words.ts'
import { noticeRule } from '../notice-kind.ts'
import { NEED, type OnAsking, readAsking } from '../on-asking.ts'
import { findAsking } from '../queries-asking.ts'
import { noteRead } from '../read-message.ts'
import { wayWords } from '../way-words.ts'
import { askingVerbs } from './asking-buttons.tsx'
import { type Doer, Verbs } from './buttons.tsx'
import { speakerWords } from './history.tsx'

const WHAT = 'what was asked to help somebody leave hospital'

/** One asking: what somebody needs, what was said both ways, and how it is known that it came. */
export function registerAsking(app: FastifyInstance, place: Place): void {
  app.get('/transfer/asked/:asking', action(SEE_ASKED), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const id = (request.params as { asking: string }).asking.toLowerCase()
    const db = place.databases.care.short
    const found = isPersonId(id) ? await findAsking(db, id) : undefined
    const who = found?.personId ?? standIn({ asking: id })
    const look = await lookAtPerson(place, viewer, who, { what: WHAT, needs: NEED })
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    const on = await openAsking(place, viewer, id)
    if (look.outcome === 'unknown' || on === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'Nothing was asked here',
        sentences: [
          'The hospital may have taken the stay back, so that nothing is asked any more.',
          'Or the address may have been cut off.',
        ],
        next: { href: '/transfer/asked', label: 'See what was asked' },
      })
    }
    const doer = { viewer, rule: on.rule, whyNot: place.whyNot }
    const body = <AskingPage {...{ on, doer, view: look.view, now: place.clock.now() }} />
    return sendPage(request, reply, { title: whatWords(on.asking), nav: 'asked', body })
  })
}

/** As it stands once it is kept that the viewer has opened it. */
async function openAsking(place: Place, viewer: Viewer, id: string): Promise<OnAsking | undefined> {
  const read = () => readAsking(place.databases.care.short, id, place, place.clock.now())
  const on = await read()
  if (isRefusal(on)) return undefined
  const again = (await noteRead(place, viewer, on.asking)) ? await read() : on
  return isRefusal(again) ? undefined : again
}

type Props = { on: OnAsking; doer: Doer; view: PersonView; now: Date }

function AskingPage({ on, doer, view, now }: Props): ReactNode {
  const { asking, rule, agreement } = on
  const path = `/transfer/asked/${asking.id}`
  const clause = noticeRule(agreement)?.clause
  return (
    <>
      <BackLink href="/transfer/asked">What was asked</BackLink>
      <h1>{whatWords(asking)}</h1>
      <p className="cc-lead">{awaitsWords(asking, rule, now)}.</p>
      <Verbs verbs={askingVerbs(asking, on.read, doer, path)} about={whatWords(asking)} />
      <SummaryList rows={rowsOf({ on, doer, view, now })} />
      {asking.messages[0]!.kind === 'pack' && (
        <p>
          <a href={`${path}/pack`}>Open the transfer pack</a>
        </p>
      )}
      <h2>What was said, and how we know that it came</h2>
      <Table
        caption="What was said, and how it is known that it came"
        hideCaption
        columns={messageColumns(rule, now)}
        rows={asking.messages}
        rowKey={({ id }) => id}
      />
      {clause !== undefined && (
        <p className="cc-small">
          Until a message is proved to have come, what it asks is held by whoever sent it:{' '}
          <ClauseLink number={clause} />.
        </p>
      )}
    </>
  )
}

function rowsOf({ on, doer, view, now }: Props) {
  const { asking, rule, read } = on
  const first = asking.messages[0]!
  const knows = view.opens.includes('demographics')
  const leads = doer.whyNot(doer.viewer, 'transfer.read') === undefined
  const hospital = rule.nameOf(read.places.hospital ?? 'hospital')
  const whom = knows ? (
    <>
      <a href={`/people/${view.personId}`}>{view.who.name}</a>, in {hospital}
      {leads && (
        <>
          {' '}
          (<a href={`/transfer/${read.counted.id}`}>what they wait for</a>)
        </>
      )}
    </>
  ) : (
    `Somebody in ${hospital}. Who it is you see when your offer is accepted`
  )
  const way = wayWords(asking.pathway)
  return [
    { key: 'For whom', value: whom },
    ...(asking.what === undefined ? [] : [{ key: 'What they need', value: needWordsOf(asking) }]),
    ...(first.says.on === undefined
      ? []
      : [{ key: 'Asked for', value: formatDateTime(first.says.on, now) }]),
    ...(way === undefined ? [] : [{ key: 'The way home', value: way }]),
    { key: 'Who asks', value: ringWords(on, asking.asker) },
    { key: 'Who is asked', value: ringWords(on, asking.asked) },
  ]
}

function ringWords({ rule }: OnAsking, party: string): string {
  const ring = rule.ringOf(party)
  return ring === undefined ? rule.nameOf(party) : `${rule.nameOf(party)}. Ring ${ring}`
}

function messageColumns(rule: OnAsking['rule'], now: Date): Column<Message>[] {
  return [
    { head: 'When', nowrap: true, cell: ({ sentAt }) => formatDateTime(sentAt, now) },
    { head: 'What was said', cell: (one) => saidIn(one, rule, now) },
    { head: 'By whom', cell: ({ by }) => speakerWords(by) },
    { head: 'Whether it came', cell: (one) => cameWords(one, rule, now) },
  ]
}
