import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { action, requireViewer, sendPage, Table } from '../../shell/index.ts'
import { doubtWords, nextStep } from '../doubt-words.ts'
import { type OpenDoubt, openDoubtCalled } from '../doubts.ts'
import type { WhySaid } from '../match-words.ts'
import { SAMPLE_PATH } from '../sample.ts'
import { sampleToSay } from '../sample-told.ts'
import { DOUBTS_PATH, saySame } from '../say-who.ts'
import { type SeenWhy, seeWhy } from '../see-why.ts'
import { Choices, type ToSay } from './doubt-choices.tsx'

type Params = { Params: { id: string } }

/**
 * One doubt, or a pair that was drawn: what speaks for and against its two records being one person's, and what each
 * side has said. How far they agree is shown, and never what stands in them; looking is written down before it is
 * shown.
 */
export function registerDoubt(app: FastifyInstance, place: Place): void {
  register(app, place, 'doubt', async (id) => {
    const { care } = place.databases
    const found = await openDoubtCalled(care.short, place.agreement.current(), id)
    return found && { ...found, called: 'doubt', listed: DOUBTS_PATH }
  })
  register(app, place, 'sampled', async (id) => {
    const { care } = place.databases
    const found = await sampleToSay(care.short, place.agreement.current())
    const pair = found?.pairs.find((one) => one.id === id)
    return pair && { ...pair, decidable: true, called: 'sampled', listed: SAMPLE_PATH }
  })
}

type Shown = ToSay & Pick<OpenDoubt, 'sources'> & Partial<Pick<OpenDoubt, 'reason'>>

function register(
  app: FastifyInstance,
  place: Place,
  called: ToSay['called'],
  find: (id: string) => Promise<Shown | undefined>,
): void {
  const path = `${called === 'doubt' ? DOUBTS_PATH : SAMPLE_PATH}/:id`
  app.get<Params>(path, action(seeWhy.name), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { id } = request.params
    const title = 'Who is who: what speaks for and against'
    const answer = await place.call(seeWhy.name, { viewer, input: { [called]: id } })
    const found = answer.ok ? await find(id) : undefined
    if (!answer.ok || found === undefined) {
      const said = !answer.ok && 'refusal' in answer ? answer.refusal.sentence : SETTLED
      const body = <NothingToSee title={title} sentence={said} />
      return sendPage(request, reply, { title, nav: 'today', status: 404, body })
    }
    const may = (name: string) => place.whyNot(viewer, name) === undefined
    const own = { side: viewer.actor.side, maySay: may(saySame.name) }
    const body = <DoubtPage title={title} one={found} seen={answer.result as SeenWhy} {...own} />
    return sendPage(request, reply, { title, nav: 'today', body })
  })
}

const SETTLED = 'There is no such doubt, or it has been settled meanwhile.'

function NothingToSee({ title, sentence }: { title: string; sentence: string }): ReactNode {
  return (
    <>
      <h1>{title}</h1>
      <p>{sentence}</p>
      <p>
        <a href={DOUBTS_PATH}>See what is in doubt</a>
      </p>
    </>
  )
}

type Props = {
  title: string
  one: Shown
  seen: SeenWhy
  side: string
  maySay: boolean
}

function DoubtPage({ title, one, seen, side, maySay }: Props): ReactNode {
  return (
    <>
      <h1>{title}</h1>
      <p className="cc-lead">
        {one.reason && `${doubtWords(one.reason)} `}Judged by what each field says of records of one
        person and of two, it is {chance(seen.probability)} that they are one person’s.
      </p>
      <Table
        caption="What speaks for one person, and what for two, the strongest first"
        rows={seen.why}
        rowKey={({ field }) => field}
        empty={<p>The two say nothing that can be compared.</p>}
        columns={[
          { head: 'What it says', cell: ({ says: words }) => words },
          { head: 'For one person', cell: (why) => <Weight why={why} sign={1} />, nowrap: true },
          { head: 'For two people', cell: (why) => <Weight why={why} sign={-1} />, nowrap: true },
        ]}
      />
      <p>
        A whole number more makes it twice as likely. That people of one household, neighbours,
        twins and a child of its parent’s name share much is counted beside this, so the sum alone
        does not decide.
      </p>
      <Next one={one} side={side} maySay={maySay} />
    </>
  )
}

function Next({ one, side, maySay }: Pick<Props, 'one' | 'side' | 'maySay'>): ReactNode {
  return (
    <>
      <h2>Next step</h2>
      <p>{nextStep(one, side)}</p>
      {maySay && <Choices one={one} side={side} />}
    </>
  )
}

function Weight({ why, sign }: { why: WhySaid; sign: 1 | -1 }): ReactNode {
  const much = why.weight * sign
  return much > 0.05 ? much.toFixed(1) : ''
}

/** In words, since no more than that is known. */
function chance(probability: number): string {
  if (probability >= 0.99) return 'nearly sure'
  if (probability >= 0.8) return 'likely'
  if (probability >= 0.5) return 'somewhat likelier than not'
  return 'less likely than not, and possible,'
}
