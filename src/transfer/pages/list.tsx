import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  ClauseLink,
  EmptyState,
  formatCount,
  formatDateTime,
  formatWait,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { type TransferRule, transferRule } from '../clock-kind.ts'
import { type LeavingList, lookAtLeaving } from '../look-at-list.ts'
import { columns } from './list-columns.tsx'
import { PageWords } from './words.tsx'

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
const SHOWN = ['ready', 'waiting'] as const
const WHAT = 'list of who leaves hospital'
const OURS = 'ours'

/** One list for ward, hub, social work and brokerage: whoever of them looks sees whom a clause shows them. */
export function registerList(app: FastifyInstance, place: Place): void {
  app.get('/transfer', action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const query = (request.query ?? {}) as Record<string, unknown>
    const asked = typeof query.ward === 'string' && query.ward !== '' ? query.ward : undefined
    const choices = { show: SHOWN, holder: [OURS] }
    const first = listAddress('/transfer', choices, query)
    const list = await lookAtLeaving(place, viewer, {
      what: WHAT,
      state: first.chosen('show') ?? 'all',
      page: first.page,
      ...(asked === undefined ? {} : { ward: asked }),
      ...(first.chosen('holder') === undefined ? {} : { holder: viewer.actor.organisation }),
      ...(first.knownAt === undefined ? {} : { at: first.knownAt }),
    })
    const address = listAddress('/transfer', { ...choices, ward: list.wards }, query)
    const rule = transferRule(place.agreement.current())
    const body = <LeavingPage {...{ place, viewer, list, address, rule }} />
    return sendPage(request, reply, { title: 'Leaving hospital', nav: 'transfer', body })
  })
}

type Props = {
  place: Place
  viewer: Viewer
  list: LeavingList
  address: ListAddress
  rule: TransferRule | undefined
}

function LeavingPage({ place, viewer, list, address, rule }: Props): ReactNode {
  if (rule === undefined) {
    return (
      <>
        <h1>Who can leave hospital?</h1>
        <EmptyState title="No clause says how the minutes of waiting are counted." />
      </>
    )
  }
  const doer = { viewer, rule, whyNot: place.whyNot }
  return (
    <>
      <h1>Who can leave hospital?</h1>
      <p className="cc-lead">{leadOf(list)}</p>
      {address.knownAt !== undefined && (
        <p>
          As it was known on {formatDateTime(list.at.toISOString(), place.clock.now())}.{' '}
          <a href={address.asNow}>See it as it is known now</a>
        </p>
      )}
      <Choices list={list} address={address} />
      <Table
        caption="Who is in hospital, the longest wait first"
        hideCaption
        columns={columns(doer, list.at, encodeURIComponent(address.whole))}
        rows={list.people}
        rowKey={({ read }) => read.counted.id}
        tone={({ waited }) => (waited > DAY_MINUTES ? 'alert' : undefined)}
        empty={<Nobody list={list} />}
      />
      <ListPaging label="Who is in hospital" address={address} page={list.page} />
      <p className="cc-small">
        Each minute from when somebody is ready is counted by <ClauseLink number={rule.clause} />.
        Either side may contest it on the person’s page.
      </p>
      <PageWords agreement={place.agreement.current()} terms={['ready', 'expected', 'referral']} />
    </>
  )
}

function leadOf({ inHospital, ready, waited }: LeavingList): string {
  if (inHospital === 0) return 'Nobody whom you may see is in hospital.'
  const there = `Of ${plural(inHospital, 'person', 'people')} in hospital whom you help,`
  if (ready === 0) return `${there} nobody is said to be ready to leave.`
  const can = `${formatCount(ready)} can leave`
  const lost = waited === 0 ? '' : `, and they have waited ${formatWait(waited * MINUTE_MS)} in all`
  return `${there} ${can}${lost}.`
}

function Choices({ list, address }: { list: LeavingList; address: ListAddress }): ReactNode {
  const wards = list.wards.map((ward) => ({ value: ward, label: ward }))
  return (
    <>
      <ListChoice
        label="Show"
        address={address}
        name="show"
        options={[
          { label: 'Everybody', count: list.inHospital },
          { value: 'ready', label: 'Who can leave', count: list.ready },
          { value: 'waiting', label: 'Who has waited' },
        ]}
      />
      <ListChoice
        label="Held by"
        address={address}
        name="holder"
        options={[{ label: 'Anybody' }, { value: OURS, label: 'Us' }]}
      />
      {list.wards.length > 1 && (
        <ListChoice
          label="Ward"
          address={address}
          name="ward"
          options={[{ label: 'All' }, ...wards]}
        />
      )}
    </>
  )
}

function Nobody({ list }: { list: LeavingList }): ReactNode {
  if (list.inHospital > 0) return <EmptyState title="Nobody fits what you have chosen." />
  return (
    <EmptyState title="Nobody is shown.">
      <p>
        You see whom a clause of the agreement lets you help: people on your ward, or who wait for
        you.
      </p>
    </EmptyState>
  )
}
