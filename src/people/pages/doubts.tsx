import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  capital,
  EmptyState,
  formatDate,
  formatList,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  PAGE_ROWS,
  pageAt,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { MODELS_PATH } from '../adopt-model.ts'
import { DECIDABLE, FOR_SOURCES } from '../decision.ts'
import { DOUBT_REASONS, type DoubtReason } from '../doubt.ts'
import { doubtWords, nextStep } from '../doubt-words.ts'
import { listDoubts, type OpenDoubt } from '../doubts.ts'
import { countDoubtsBy } from '../queries-doubts.ts'
import { SAMPLE_PATH } from '../sample.ts'
import { DOUBTS_PATH, saySame } from '../say-who.ts'
import { seeWhy } from '../see-why.ts'
import { Choices, referenceOf, SeeWhy } from './doubt-choices.tsx'

/** What can be chosen: what people settle by saying who is who, or what a source has to put right. */
const CHOICES = { show: ['say', 'source'] } as const
const REASONS = { say: DECIDABLE, source: FOR_SOURCES }

type Props = {
  doubts: readonly OpenDoubt[]
  /** of whoever looks */
  side: string
  maySay: boolean
  maySee: boolean
  sideName(id: string): string
  address: ListAddress<typeof CHOICES>
  counts: ReadonlyMap<DoubtReason, number>
  page: ReturnType<typeof pageAt>
  now: Date
}

/**
 * What is in doubt about who is who, what does most harm first: whose records, and what to do next; never what they say
 * of anybody, because whoever watches over records has no need to see them.
 */
export function registerDoubts(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock, whyNot } = place
  app.get(DOUBTS_PATH, action('people.doubts'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const db = databases.care.short
    const address = listAddress(DOUBTS_PATH, CHOICES, request.query)
    const show = address.chosen('show')
    const reasons = show === undefined ? DOUBT_REASONS : REASONS[show]
    const counts = await countDoubtsBy(db)
    const page = pageAt(sumOf(counts, reasons), address.page)
    const current = agreement.current()
    const asked = { reasons, limit: PAGE_ROWS, offset: Math.max(0, page.from - 1) }
    const doubts = await listDoubts(db, current, asked)
    const names = new Map(current?.sides.map(({ id, name }) => [id, name]))
    const maySay = whyNot(viewer, saySame.name) === undefined
    const maySee = whyNot(viewer, seeWhy.name) === undefined
    const sideName = (id: string) => names.get(id) ?? id
    const told = {
      doubts,
      side: viewer.actor.side,
      maySay,
      maySee,
      sideName,
      address,
      counts,
      page,
    }
    const body = <DoubtsPage {...told} now={clock.now()} />
    return sendPage(request, reply, { title: 'Who is who: what is in doubt', nav: 'today', body })
  })
}

function sumOf(counts: Props['counts'], reasons: readonly DoubtReason[]): number {
  return reasons.reduce((sum, reason) => sum + (counts.get(reason) ?? 0), 0)
}

function DoubtsPage({ page, address, counts, ...props }: Props): ReactNode {
  return (
    <>
      <h1>Who is who: what is in doubt</h1>
      <p className="cc-lead">
        Records that may be one person’s stay apart until every side whose records they are has
        looked. What sources say differently of one person stands side by side, until what they send
        agrees. Nothing is closed to anybody meanwhile.
      </p>
      <p>
        <a href={MODELS_PATH}>How alike is judged</a>
      </p>
      <p>
        <a href={SAMPLE_PATH}>Pairs drawn by lot, to measure how right it is</a>
      </p>
      <ListChoice
        label="Who settles it"
        address={address}
        name="show"
        options={[
          { label: 'All', count: sumOf(counts, DOUBT_REASONS) },
          { value: 'say', label: 'The sides', count: sumOf(counts, DECIDABLE) },
          { value: 'source', label: 'A source', count: sumOf(counts, FOR_SOURCES) },
        ]}
      />
      <DoubtTable {...props} />
      <ListPaging label="What is in doubt" address={address} page={page} />
    </>
  )
}

function DoubtTable(props: Omit<Props, 'page' | 'address' | 'counts'>): ReactNode {
  const { doubts, side, sideName, maySay, maySee, now } = props
  return (
    <Table
      caption="In doubt, what does most harm first"
      rows={doubts}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing is in doubt.">
          <p>What arrives says of everybody who they are, and no source contradicts another.</p>
        </EmptyState>
      }
      columns={[
        {
          head: 'Reference',
          cell: ({ id }) => <span className="cc-code">{referenceOf(id)}</span>,
          nowrap: true,
        },
        { head: 'What', cell: ({ reason }) => doubtWords(reason) },
        { head: 'Whose records', cell: ({ sources }) => capital(namesOf(sources)) },
        { head: 'Since', cell: ({ since }) => formatDate(since.toISOString(), now), nowrap: true },
        { head: 'Waits for', cell: (doubt) => waitsWords(doubt, sideName) },
        {
          head: 'Next step',
          cell: (doubt) => (
            <>
              {nextStep(doubt, side)}
              {maySee && doubt.reason === 'may-be-one' && (
                <SeeWhy id={doubt.id} listed={DOUBTS_PATH} />
              )}
              {maySay && <Choices one={toSay(doubt)} side={side} />}
            </>
          ),
        },
      ]}
    />
  )
}

const toSay = (doubt: OpenDoubt) => ({ ...doubt, called: 'doubt', listed: DOUBTS_PATH }) as const

function namesOf(sources: OpenDoubt['sources']): string {
  return formatList([...new Set(sources.map(({ name }) => name))])
}

/** For whom it waits, and what sides have said of it. */
export function waitsWords(
  { waitsFor, said, decidable }: Pick<OpenDoubt, 'waitsFor' | 'said' | 'decidable'>,
  sideName: Props['sideName'],
): string {
  if (!decidable) return 'The sources'
  const waits = formatList(waitsFor.map(sideName))
  const told = said.map(
    ({ side, says }) =>
      `${sideName(side)} says ${says === 'same' ? 'one person' : 'different people'}`,
  )
  return capital([waits, ...told].filter((part) => part !== '').join('; '))
}
