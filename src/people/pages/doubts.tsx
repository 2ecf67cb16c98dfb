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
  ListPaging,
  listAddress,
  PAGE_ROWS,
  pageAt,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { doubtWords, nextStep } from '../doubt-words.ts'
import { listDoubts, type OpenDoubt } from '../doubts.ts'
import { countDoubts } from '../queries-doubts.ts'
import { DOUBTS_PATH, sayDifferent, saySame, undoSaid } from '../say-who.ts'

type Props = {
  doubts: readonly OpenDoubt[]
  /** of whoever looks */
  side: string
  maySay: boolean
  sideName(id: string): string
  address: ListAddress
  page: ReturnType<typeof pageAt>
  now: Date
}

/**
 * What is in doubt about who is who, the oldest first: whose records, and what to do next; never what they say of
 * anybody, because whoever watches over records has no need to see them.
 */
export function registerDoubts(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock, whyNot } = place
  app.get(DOUBTS_PATH, action('people.doubts'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const db = databases.care.short
    const address = listAddress(DOUBTS_PATH, {}, request.query)
    const page = pageAt(await countDoubts(db), address.page)
    const offset = Math.max(0, page.from - 1)
    const current = agreement.current()
    const doubts = await listDoubts(db, current, { limit: PAGE_ROWS, offset })
    const names = new Map(current?.sides.map(({ id, name }) => [id, name]))
    const maySay = whyNot(viewer, saySame.name) === undefined
    const sideName = (id: string) => names.get(id) ?? id
    const told = { doubts, side: viewer.actor.side, maySay, sideName, address, page }
    const body = <DoubtsPage {...told} now={clock.now()} />
    return sendPage(request, reply, { title: 'Who is who: what is in doubt', nav: 'today', body })
  })
}

function DoubtsPage({ page, address, ...props }: Props): ReactNode {
  return (
    <>
      <h1>Who is who: what is in doubt</h1>
      <p className="cc-lead">
        Records that may be one person’s stay apart until every side whose records they are has
        looked. What sources say differently of one person stands side by side. Nothing is closed to
        anybody meanwhile.
      </p>
      <DoubtTable {...props} />
      <ListPaging label="What is in doubt" address={address} page={page} />
    </>
  )
}

function DoubtTable(props: Omit<Props, 'page' | 'address'>): ReactNode {
  const { doubts, side, sideName, maySay, now } = props
  return (
    <Table
      caption="In doubt, the oldest first"
      rows={doubts}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing is in doubt.">
          <p>What arrives says of everybody who they are, and no source contradicts another.</p>
        </EmptyState>
      }
      columns={[
        { head: 'Reference', cell: ({ id }) => referenceOf(id), nowrap: true },
        { head: 'What', cell: ({ reason }) => doubtWords(reason) },
        { head: 'Whose records', cell: ({ sources }) => capital(namesOf(sources)) },
        { head: 'Since', cell: ({ since }) => formatDate(since.toISOString(), now), nowrap: true },
        { head: 'Waits for', cell: (doubt) => waitsWords(doubt, sideName) },
        {
          head: 'Next step',
          cell: (doubt) => (
            <>
              {nextStep(doubt, side)}
              {maySay && <Choices doubt={doubt} side={side} />}
            </>
          ),
        },
      ]}
    />
  )
}

/** What a data desk is told, so that both speak of the same. */
function referenceOf(id: string): string {
  return id.slice(0, 8)
}

function namesOf(sources: OpenDoubt['sources']): string {
  return formatList([...new Set(sources.map(({ name }) => name))])
}

function waitsWords({ waitsFor, said, decidable }: OpenDoubt, sideName: Props['sideName']): string {
  if (!decidable) return 'the sources'
  const waits = formatList(waitsFor.map(sideName))
  const told = said.map(
    ({ side, says }) =>
      `${sideName(side)} says ${says === 'same' ? 'one person' : 'different people'}`,
  )
  return [waits, ...told].filter((part) => part !== '').join('; ')
}

function Choices({ doubt, side }: { doubt: OpenDoubt; side: string }): ReactNode {
  const { id, decidable, waitsFor, said } = doubt
  const own = said.find((one) => one.side === side)
  if (own !== undefined) {
    return <Act command={undoSaid} field={['decision', own.decision]} doubt={id} />
  }
  if (!decidable || !waitsFor.includes(side)) return null
  return (
    <>
      <Act command={saySame} field={['doubt', id]} doubt={id} />
      <Act command={sayDifferent} field={['doubt', id]} doubt={id} />
    </>
  )
}

function Act(props: {
  command: typeof saySame
  field: [string, string]
  doubt: string
}): ReactNode {
  const { command, field, doubt } = props
  const query = new URLSearchParams([field, ['then', DOUBTS_PATH]])
  return (
    <>
      {' '}
      <a href={`/do/${command.name}?${query}`}>
        {command.label}
        <span className="nhsuk-u-visually-hidden">, reference {referenceOf(doubt)}</span>
      </a>
    </>
  )
}
