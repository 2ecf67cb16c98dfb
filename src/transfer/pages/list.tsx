import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { newId, type Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  Button,
  ClauseLink,
  EmptyState,
  formatCount,
  formatDateTime,
  formatWait,
  ListPaging,
  PostForm,
  plural,
  requireViewer,
  sendPage,
} from '../../shell/index.ts'
import { type TransferRule, transferRule } from '../clock-kind.ts'
import { filterOf, type LeavingAddress, leavingAddress } from '../list-choices.ts'
import { type LeavingList, lookAtLeaving } from '../look-at-list.ts'
import { type SavedList, savedLists } from '../queries-lists.ts'
import { mayReview } from './buttons.tsx'
import { Choosing } from './list-choosing.tsx'
import { REVIEWED_FORM } from './list-columns.tsx'
import { KeepThis, Lists } from './lists.tsx'
import { CAPTION, Follows, LIST_PATH, PeopleTable, WHAT } from './people-table.tsx'
import { PageWords } from './words.tsx'

const MINUTE_MS = 60_000

/** One list for ward, hub, social work and brokerage: whoever of them looks sees whom a clause shows them. */
export function registerList(app: FastifyInstance, place: Place): void {
  app.get(LIST_PATH, action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const rule = transferRule(place.agreement.current())
    const address = leavingAddress(LIST_PATH, rule, request.query)
    const [list, saved] = await Promise.all([
      lookAtLeaving(place, viewer, {
        ...filterOf(address, viewer),
        what: WHAT,
        page: address.page,
        ...(address.knownAt === undefined ? {} : { at: address.knownAt }),
      }),
      savedLists(place.databases.care.short, viewer.actor.id),
    ])
    const ticked = new Map(Object.entries(request.query as object)).get('tick') === 'due'
    const body =
      rule === undefined ? (
        <NoClause />
      ) : (
        <LeavingPage {...{ place, viewer, list, saved, address, rule, ticked }} />
      )
    return sendPage(request, reply, {
      title: 'Leaving hospital',
      nav: 'transfer',
      script: ['live'],
      body,
    })
  })
}

function NoClause(): ReactNode {
  return (
    <>
      <h1>Who can leave hospital?</h1>
      <EmptyState title="No clause says how the minutes of waiting are counted." />
    </>
  )
}

type Props = {
  place: Place
  viewer: Viewer
  list: LeavingList
  saved: readonly SavedList[]
  address: LeavingAddress
  rule: TransferRule
  ticked: boolean
}

function LeavingPage(props: Props): ReactNode {
  const { place, viewer, list, address, rule, ticked } = props
  const old = address.knownAt !== undefined
  const doer = { viewer, rule, whyNot: place.whyNot }
  const back = encodeURIComponent(address.whole)
  const shown = { doer, now: list.at, back, old, ticked }
  return (
    <>
      <h1>Who can leave hospital?</h1>
      <p className="cc-lead">{leadOf(list, mayReview(doer))}</p>
      {old && (
        <p>
          As it was known on {formatDateTime(list.at.toISOString(), place.clock.now())}.{' '}
          <a href={address.asNow}>See it as it is known now</a>
        </p>
      )}
      <Lists {...props} />
      <Choosing list={list} address={address} rule={rule} />
      {!old && (
        <div className="cc-toolbar">
          {mayReview(doer) && list.people.length > 0 && <ReviewThem {...props} />}
          <Follows address={address} version={list.version} />
        </div>
      )}
      <PeopleTable people={list.people} shown={shown} empty={<Nobody list={list} />} />
      <ListPaging label={CAPTION} address={address} page={list.page} />
      {!old && <KeepThis {...props} />}
      <WhomToRing list={list} rule={rule} />
      <p className="cc-small">
        Each minute from when somebody is ready is counted by <ClauseLink number={rule.clause} />.
        Either side may contest it on the person’s page. Each person listed has it in their log that
        you saw this.
      </p>
      <PageWords agreement={place.agreement.current()} terms={['ready', 'expected', 'referral']} />
    </>
  )
}

function ReviewThem({ list, address, ticked }: Props): ReactNode {
  const all = `${address.whole}${address.whole.includes('?') ? '&' : '?'}tick=due`
  return (
    <PostForm
      action="/transfer/reviewed"
      id={REVIEWED_FORM}
      label="Reviewed, no change"
      className="cc-toolbar"
    >
      <input type="hidden" name="back" value={address.whole} />
      <input type="hidden" name="key" value={newId()} />
      <Button small kind="secondary">
        Say: no change of those ticked
      </Button>
      {!ticked && list.unreviewed > 0 && <a href={all}>Tick all who are not reviewed</a>}
    </PostForm>
  )
}

function leadOf(list: LeavingList, reviews: boolean): string {
  const { inHospital, ready, waited, unreviewed } = list
  if (inHospital === 0) return 'Nobody whom you may see is in hospital.'
  const there = `Of ${plural(inHospital, 'person', 'people')} in hospital whom you help,`
  const late =
    unreviewed === 0 || !reviews ? '' : ` ${plural(unreviewed, 'is', 'are')} still to be reviewed.`
  if (ready === 0) return `${there} nobody is said to be ready to leave.${late}`
  const can = `${formatCount(ready)} can leave`
  const lost = waited === 0 ? '' : `, and they have waited ${formatWait(waited * MINUTE_MS)} in all`
  return `${there} ${can}${lost}.${late}`
}

/** The councils of those on the page: of this county and of others. */
function WhomToRing({ list, rule }: { list: LeavingList; rule: TransferRule }): ReactNode {
  const councils = new Set(list.people.flatMap(({ read }) => read.places.councils))
  const known = [...councils].flatMap((council) => {
    const ring = rule.ringOf(council)
    return ring === undefined ? [] : [{ council, ring }]
  })
  if (known.length === 0) return null
  return (
    <p>
      {known.map(({ council, ring }) => (
        <span key={council}>
          {rule.nameOf(council)}: ring {ring}.{' '}
        </span>
      ))}
    </p>
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
