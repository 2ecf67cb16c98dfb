import type { FastifyInstance } from 'fastify'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  type Column,
  capital,
  EmptyState,
  formatDateTime,
  ListPaging,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { holderWords, type TransferRule, transferRule } from '../clock-kind.ts'
import { filterOf, leavingAddress } from '../list-choices.ts'
import { type Leaving, lookAtLeaving } from '../look-at-list.ts'
import { taskWords } from '../task-kind.ts'
import { LIST_PATH } from './people-table.tsx'
import { NextWords, Notes, openTasks, ReadyWords, waitWords, whereOf } from './row-words.tsx'

const ROUND = '/transfer/round'
const WHAT = 'list of who leaves hospital for the board round, to be printed'

/** The board round on paper: one line a person in the order of the beds, with room to write. */
export function registerRound(app: FastifyInstance, place: Place): void {
  app.get(ROUND, action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const rule = transferRule(place.agreement.current())
    const address = leavingAddress(ROUND, rule, request.query)
    const filter = filterOf(address, viewer)
    const list = await lookAtLeaving(place, viewer, {
      ...filter,
      order: filter.order ?? 'bed',
      what: WHAT,
      page: address.page,
    })
    if (rule === undefined) return reply.redirect(LIST_PATH, 303)
    const body = (
      <>
        <BackLink href={`${LIST_PATH}${address.whole.slice(ROUND.length)}`}>
          Who can leave hospital
        </BackLink>
        <h1>Board round{filter.ward === undefined ? '' : `, ${filter.ward}`}</h1>
        <p>
          As it was at {formatDateTime(list.at.toISOString(), list.at)}. Print this page; what is
          found is said on the list.
        </p>
        <Table
          caption="Who is in hospital, by bed"
          hideCaption
          columns={columns(rule, list.at)}
          rows={list.people}
          rowKey={({ read }) => read.counted.id}
          empty={<EmptyState title="Nobody fits what you have chosen." />}
        />
        <ListPaging label="Who is in hospital" address={address} page={list.page} />
      </>
    )
    const page = <div className="cc-round">{body}</div>
    return sendPage(request, reply, { title: 'Board round', nav: 'transfer', body: page })
  })
}

function columns(rule: TransferRule, now: Date): Column<Leaving>[] {
  return [
    {
      head: 'Who and where',
      cell: (one) => (
        <>
          <a href={`${LIST_PATH}/${one.read.counted.id}`}>{one.person.who.name}</a>
          <small>{whereOf(one)}</small>
        </>
      ),
    },
    { head: 'Ready', cell: (one) => <ReadyWords one={one} rule={rule} now={now} /> },
    { head: 'Waited', nowrap: true, align: 'right', cell: ({ waited }) => waitWords(waited) },
    {
      head: 'Open, and whose',
      cell: (one) =>
        openTasks(one, now)
          .map(({ kind, holders }) => `${capital(taskWords(kind))}: ${holderWords(rule, holders)}`)
          .join('; '),
    },
    { head: 'Next', cell: ({ next }) => next && <NextWords next={next} /> },
    { head: 'Notes', cell: (one) => <Notes one={one} now={now} /> },
    { head: 'Found on the round', cell: () => '' },
  ]
}
