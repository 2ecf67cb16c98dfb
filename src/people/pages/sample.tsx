import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  capital,
  EmptyState,
  formatCount,
  formatDateTime,
  formatList,
  type ListAddress,
  ListChoice,
  ListPaging,
  listAddress,
  PAGE_ROWS,
  pageAt,
  plural,
  requireViewer,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { nextStep } from '../doubt-words.ts'
import { drawSample } from '../draw-sample.ts'
import { SAMPLE_PATH } from '../sample.ts'
import { type PairToSay, type SampleToSay, sampleToSay } from '../sample-told.ts'
import { saySame } from '../say-who.ts'
import { seeWhy } from '../see-why.ts'
import { Choices, referenceOf, SeeWhy } from './doubt-choices.tsx'
import { waitsWords } from './doubts.tsx'

const TITLE = 'Who is who: pairs drawn by lot'
const CHOICES = { show: ['own', 'said'] } as const

type Props = {
  found: SampleToSay | undefined
  address: ListAddress<typeof CHOICES>
  side: string
  may: { draw: boolean; say: boolean; see: boolean }
  sideName(id: string): string
  now: Date
}

/** The pairs that were drawn last, in an order by lot: how each stands is not told, so that nobody is led by it. */
export function registerSample(app: FastifyInstance, place: Place): void {
  const { databases, agreement, clock, whyNot } = place
  app.get(SAMPLE_PATH, action('people.doubts'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const current = agreement.current()
    const found = await sampleToSay(databases.care.short, current)
    const names = new Map(current?.sides.map(({ id, name }) => [id, name]))
    const may = (name: string) => whyNot(viewer, name) === undefined
    const told = {
      found,
      address: listAddress(SAMPLE_PATH, CHOICES, request.query),
      side: viewer.actor.side,
      may: { draw: may(drawSample.name), say: may(saySame.name), see: may(seeWhy.name) },
      sideName: (id: string) => names.get(id) ?? id,
    }
    const body = <SamplePage {...told} now={clock.now()} />
    return sendPage(request, reply, { title: TITLE, nav: 'today', body })
  })
}

function SamplePage({ found, may, now, ...props }: Props): ReactNode {
  return (
    <>
      <h1>{TITLE}</h1>
      <p className="cc-lead">
        How often records are joined wrongly, or not found to be one person’s, is measured by people
        who look at pairs drawn by lot, of every group of people. How a pair stands here is not
        told: ask those who gave the records. What the sides say of a pair holds, so what was wrong
        is put right with it.
      </p>
      {may.draw && (
        <p>
          <a href={`/do/${drawSample.name}?then=${SAMPLE_PATH}`}>
            {found === undefined ? drawSample.label : 'Draw others'}
          </a>
        </p>
      )}
      <p>
        <a href="/people/quality">How right it is, as far as it is known</a>
      </p>
      {found === undefined ? (
        <EmptyState title="Nothing has been drawn yet.">
          <p>Until it has, nobody can say for which groups it goes wrong more often.</p>
        </EmptyState>
      ) : found.sample.drawn_at === null ? (
        <EmptyState title="Pairs are being drawn.">
          <p>
            It was asked for {formatDateTime(found.sample.asked_at, now)}. Come back in a minute.
          </p>
        </EmptyState>
      ) : (
        <Pairs {...props} {...found} drawnAt={found.sample.drawn_at} may={may} now={now} />
      )}
    </>
  )
}

type PairsProps = Omit<Props, 'found'> & SampleToSay & { drawnAt: Date }

function Pairs({ pairs, drawnAt, address, side, may, sideName, now }: PairsProps): ReactNode {
  const own = pairs.filter(({ waitsFor }) => waitsFor.includes(side))
  const said = pairs.filter(({ waitsFor }) => waitsFor.length === 0)
  const show = address.chosen('show')
  const shown = show === 'own' ? own : show === 'said' ? said : pairs
  const page = pageAt(shown.length, address.page)
  const from = Math.max(0, page.from - 1)
  return (
    <>
      <p>
        {plural(pairs.length, 'pair was', 'pairs were')} drawn {formatDateTime(drawnAt, now)};{' '}
        {formatCount(said.length)} of them every side has looked at.
      </p>
      <ListChoice
        label="Which pairs"
        address={address}
        name="show"
        options={[
          { label: 'All', count: pairs.length },
          { value: 'own', label: 'Waiting for my side', count: own.length },
          { value: 'said', label: 'Looked at', count: said.length },
        ]}
      />
      <Table
        caption="Pairs, in an order by lot"
        rows={shown.slice(from, from + PAGE_ROWS)}
        rowKey={({ id }) => id}
        empty={<EmptyState title="There are none of these." />}
        columns={[
          {
            head: 'Reference',
            cell: ({ id }) => <span className="cc-code">{referenceOf(id)}</span>,
            nowrap: true,
          },
          { head: 'Whose records', cell: ({ sources }) => capital(namesOf(sources)) },
          { head: 'Waits for', cell: (pair) => waitsOf(pair, sideName) },
          {
            head: 'Next step',
            cell: (pair) => (
              <>
                {nextOf(pair, side)}
                {may.see && <SeeWhy id={pair.id} listed={SAMPLE_PATH} />}
                {may.say && (
                  <Choices
                    one={{ ...pair, decidable: true, called: 'sampled', listed: SAMPLE_PATH }}
                    side={side}
                  />
                )}
              </>
            ),
          },
        ]}
      />
      <ListPaging label="Pairs drawn" address={address} page={page} />
    </>
  )
}

const namesOf = (sources: PairToSay['sources']) =>
  formatList([...new Set(sources.map(({ name }) => name))])

function waitsOf(pair: PairToSay, sideName: Props['sideName']): string {
  const words = waitsWords({ ...pair, decidable: true }, sideName)
  return pair.waitsFor.length === 0 ? `Nobody. ${words}` : words
}

function nextOf(pair: PairToSay, side: string): string {
  const alike = new Set(pair.said.map(({ says }) => says)).size === 1
  if (pair.waitsFor.length === 0 && alike) return 'Nothing more is to be done.'
  return nextStep({ ...pair, decidable: true }, side)
}
