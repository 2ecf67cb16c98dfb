import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { relationshipsNeeded } from '../../access/index.ts'
import type { Viewer } from '../../kernel/index.ts'
import {
  CASE_KINDS,
  type CaseKind,
  lookAtWaiting,
  lookAtWaitingChanges,
  type WaitingList,
  waitRuleOf,
} from '../../record/index.ts'
import type { TodayLine } from '../../room.ts'
import {
  BackLink,
  EmptyState,
  FigureStrip,
  type ListAddress,
  ListPaging,
  listAddress,
  sendPage,
} from '../../shell/index.ts'
import { type CaseScope, caseFigures, caseHeading } from '../case-figures.ts'
import { type CaseRow, caseRows } from '../case-list.ts'
import { drawFigures } from '../draw-figures.ts'
import { otherSideName } from '../other-side.ts'
import { heardOf } from '../own-feeds.ts'
import { sendCaseChanges } from './case-changes.tsx'
import { Sections } from './case-sections.tsx'
import { AsAt, isOfOthers } from './cases-as-at.tsx'
import { AskKnownAt, KnownThen, pastOnly, type ShownAddress } from './known-at.tsx'
import { AlsoWaits, Lines } from './lines.tsx'
import { SinceThis } from './list-changes.tsx'
import { LateFeeds } from './row-cells.tsx'
import { Figures } from './today-figures.tsx'
import type { TodayPlace } from './today-place.ts'

export async function sendCases(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  viewer: Viewer,
): Promise<FastifyReply> {
  const agreement = place.agreement.current()
  if (agreement === undefined) throw new TypeError('without an agreement nobody has a list')
  const address = listAddress('/', { show: CASE_KINDS }, request.query)
  const kind = address.chosen('show')
  const { since } = address
  const present = place.clock.now()
  const at = pastOnly(address.knownAt, present)
  const now = at ?? present
  const asked = { kind, what: 'list of people who wait' }
  const changes = since && (await lookAtWaitingChanges(place, viewer, { ...asked, since }))
  if (changes)
    return sendCaseChanges(request, reply, place, viewer, { changes, agreement, address })
  const [list, feeds, lines] = await Promise.all([
    lookAtWaiting(place, viewer, { ...asked, page: address.page, at }),
    place.feeds(),
    place.today(viewer),
  ])
  const { actor, purpose } = viewer
  const { sendReadyDates } = list
  const context = { agreement, rule: waitRuleOf(agreement), actor, now, sendReadyDates }
  const party = agreement.parties.find(({ id }) => id === actor.organisation)
  const needed = relationshipsNeeded(agreement, actor.role, purpose)
  const isIdle = list.people.length === 0 && lines.length === 0 && kind === undefined
  const figures = isIdle && at === undefined ? await drawFigures(request, place, viewer) : undefined
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    script: ['live'],
    body: (
      <Cases
        list={list}
        // What is said of now is no part of a list of then.
        lines={at === undefined ? lines : []}
        rows={caseRows(list.people, context)}
        kind={kind}
        address={address}
        heard={heardOf(agreement, feeds, actor.organisation)}
        sees={new Set(needed)}
        organisation={party?.name ?? 'your organisation'}
        other={otherSideName(agreement, actor.side)}
        now={now}
        knownAt={at}
        present={present}
        below={figures && <Figures {...figures} />}
      />
    ),
  })
}

export type CasesProps = CaseScope & {
  list: Omit<WaitingList, 'people'>
  /** those of the page */
  rows: readonly CaseRow[]
  /** what else waits for the viewer */
  lines?: readonly TodayLine[]
  /** only these are shown */
  kind?: CaseKind
  address: ShownAddress & Pick<ListAddress, 'choose'>
  knownAt?: Date
  present?: Date
  /** 'Southmere Council' */
  organisation: string
  /** how both sides call the other one: 'the NHS' */
  other: string
  /** where nothing waits */
  below?: ReactNode
  now: Date
}

export function Cases(props: CasesProps): ReactNode {
  const { list, rows, kind, address, heard, now, knownAt } = props
  return (
    <>
      {kind !== undefined && (
        <BackLink href={address.choose('show', undefined)}>Everybody who needs us</BackLink>
      )}
      <h1>{headingOf(props)}</h1>
      <KnownThen {...props} />
      {rows[0] && <p className="cc-lead">{leadOf(rows[0])}</p>}
      {knownAt === undefined && <LateFeeds feeds={heard.late} now={now} />}
      {rows.length === 0 && kind === undefined ? (
        <Lines lines={props.lines ?? []} />
      ) : (
        <AlsoWaits lines={props.lines ?? []} />
      )}
      {!nobodyThen(props) && (
        <FigureStrip figures={caseFigures(list, props, (one) => address.choose('show', one))} />
      )}
      <AsAt {...props} />
      {knownAt === undefined && <SinceThis address={address} version={list.version} />}
      {rows.length === 0 && <NobodyWaits {...props} />}
      <Sections {...props} />
      {props.below}
      <ListPaging label="People who need us" address={address} page={list.page} />
      <AskKnownAt {...props} />
      {rows.length > 0 && (
        <p className="cc-learnt">
          Each person stands here once, by what they need most, and has it in their log that you saw
          this.
        </p>
      )}
    </>
  )
}

/** The longest wait of the worst sort, in a sentence. */
function leadOf({ name, needs, kind }: CaseRow): string {
  const { what, since, waited } = needs[0]!
  if (kind === 'review') return `${name} comes first. ${since}.`
  if (kind === 'left-hospital' || kind === 'letter') return `${name} comes first. ${since}.`
  if (kind === 'placed') return `${name} has been in our care longest, ${since}.`
  if (waited === undefined) return `${name} comes first, for ${what}. ${since}.`
  return `${name} has waited longest: ${waited}, for ${what}.`
}

/** Nought would say that there was nobody, where nothing was known. */
function nobodyThen({ list, knownAt }: CasesProps): boolean {
  return knownAt !== undefined && CASE_KINDS.every((kind) => list.counts[kind] === 0)
}

function headingOf(props: CasesProps): string {
  const { list, kind, organisation } = props
  if (nobodyThen(props)) return `Nobody was known to need ${organisation}`
  return caseHeading(list, props, kind, organisation)
}

function NobodyWaits({ kind, heard, sees, organisation, knownAt }: CasesProps): ReactNode {
  const title =
    knownAt !== undefined
      ? kind === undefined
        ? 'Nothing was known then of anybody whom you may see now.'
        : 'Nobody was known then to be on this list.'
      : kind !== undefined
        ? 'Nobody is on this list now.'
        : isOfOthers(sees)
          ? `No hospital here has anybody of ${organisation} in a bed now.`
          : heard.own !== 'heard'
            ? `Nothing that was heard tells of anybody who waits for ${organisation}.`
            : sees.has('waits-for-us')
              ? `Nobody waits for ${organisation}, at home or in hospital, and no review is due.`
              : 'No case of ours is open, and no review is due.'
  return (
    <EmptyState title={title}>
      <p>
        <a href="/people">Find a person</a>
      </p>
    </EmptyState>
  )
}
