import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  byCount,
  ClauseLink,
  type Column,
  EmptyState,
  formatAgo,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { SEE_ASKED } from '../asked-today.ts'
import { type Asking, isOver } from '../asking.ts'
import { awaitsWords, needWordsOf, whatWords } from '../asking-words.ts'
import type { TransferRule } from '../clock-kind.ts'
import { type AskingList, type ListedAsking, lookAtAskings } from '../look-at-askings.ts'
import { noticeRule } from '../notice-kind.ts'
import { askingVerbs } from './asking-buttons.tsx'
import { type Doer, Verbs } from './buttons.tsx'

const WHAT = 'list of what was asked about leaving hospital'
const TITLE = 'What was asked'

/** What partners asked each other: to whoever is asked, what is needed, and who it is only where they may know. */
export function registerAskedList(app: FastifyInstance, place: Place): void {
  app.get('/transfer/asked', action(SEE_ASKED), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const list = await lookAtAskings(place, viewer, WHAT)
    const now = place.clock.now()
    const clause = noticeRule(place.agreement.current())?.clause
    const doer = list.rule && { viewer, rule: list.rule, whyNot: place.whyNot }
    const body = <AskedPage {...{ list, doer, now, clause }} />
    return sendPage(request, reply, { title: TITLE, nav: 'asked', body })
  })
}

type Props = {
  list: AskingList
  doer: Doer | undefined
  now: Date
  clause: string | undefined
}

function AskedPage({ list, doer, now, clause }: Props): ReactNode {
  const ours = list.rows.filter((row) => row.ours).length
  const leads = doer !== undefined && doer.whyNot(doer.viewer, 'transfer.read') === undefined
  return (
    <>
      {leads && <BackLink href="/transfer">Who can leave hospital</BackLink>}
      <h1>{TITLE}</h1>
      <p className="cc-lead">
        {ours === 0
          ? 'Nothing waits for your answer.'
          : `${plural(ours, 'thing waits', 'things wait')} for your answer.`}
      </p>
      {doer === undefined || clause === undefined ? (
        <EmptyState title="No clause says what partners ask each other." />
      ) : (
        <>
          <Table
            caption="What was asked and answered about people who leave hospital"
            hideCaption
            columns={columns(doer, now)}
            rows={list.rows}
            rowKey={({ asking }) => asking.id}
            tone={({ asking, ours: own }) =>
              own && (asking.awaits?.by ?? '9') < now.toISOString() ? 'alert' : undefined
            }
            empty={
              <EmptyState title="Nothing was asked.">
                <p>What others ask of you, and what you ask of them, stands here until it ends.</p>
              </EmptyState>
            }
          />
          {list.unshown > 0 && (
            <p>
              {plural(list.unshown, 'more thing', 'more things')}{' '}
              {byCount(list.unshown, 'was', 'were')} asked or told about people whom no clause shows
              you: ring whoever sent the mail.
            </p>
          )}
          <p className="cc-small">
            How partners ask each other, and within what time, is said by{' '}
            <ClauseLink number={clause} />.
          </p>
        </>
      )}
    </>
  )
}

function columns(doer: Doer, now: Date): Column<ListedAsking>[] {
  const { rule } = doer
  return [
    {
      head: 'What',
      who: true,
      cell: ({ asking }) => <a href={`/transfer/asked/${asking.id}`}>{whatWords(asking)}</a>,
    },
    { head: 'For whom', cell: (row) => whomWords(row, rule) },
    { head: 'What they need', cell: ({ asking }) => needWordsOf(asking) },
    {
      head: 'Between whom',
      cell: ({ asking }) => betweenWords(asking, rule, now),
    },
    { head: 'How far it is', cell: (row) => <HowFar row={row} rule={rule} now={now} /> },
    {
      head: 'What you can do',
      hideHead: true,
      cell: ({ asking, read, ours }) => {
        const [next] = ours ? askingVerbs(asking, read, doer, '/transfer/asked') : []
        return <Verbs verbs={next === undefined ? [] : [next]} about={whatWords(asking)} />
      },
    },
  ]
}

function betweenWords({ asker, asked, what, messages }: Asking, rule: TransferRule, now: Date) {
  const did = what === undefined ? 'told' : 'asked'
  return `${rule.nameOf(asker)} ${did} ${rule.nameOf(asked)}, ${formatAgo(messages[0]!.sentAt, now)}`
}

/** Where it is another’s turn, whom to ring there. */
function HowFar(props: { row: ListedAsking; rule: TransferRule; now: Date }): ReactNode {
  const { row, rule, now } = props
  const { asking, ours } = row
  const whom = ours ? undefined : (asking.awaits?.whom ?? notCome(asking))
  const ring = whom === undefined || isOver(asking) ? undefined : rule.ringOf(whom)
  return (
    <>
      {awaitsWords(asking, rule, now)}
      {ring !== undefined && (
        <>
          <br />
          <span className="cc-small">Ring {ring}</span>
        </>
      )}
    </>
  )
}

function notCome({ messages }: Asking): string | undefined {
  const last = messages.at(-1)!
  return last.delivered === undefined ? last.to : undefined
}

/** Until somebody may know who it is, it is somebody in a hospital. */
function whomWords({ person, read }: ListedAsking, rule: TransferRule): ReactNode {
  if (person.who !== undefined) {
    return <a href={`/transfer/${read.counted.id}`}>{person.who.name}</a>
  }
  return `Somebody in ${rule.nameOf(read.places.hospital ?? 'hospital')}`
}
