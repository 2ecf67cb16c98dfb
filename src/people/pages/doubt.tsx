import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import { action, requireViewer, sendPage, Table } from '../../shell/index.ts'
import { doubtWords, nextStep } from '../doubt-words.ts'
import { type OpenDoubt, openDoubtCalled } from '../doubts.ts'
import type { WhySaid } from '../match-words.ts'
import { DOUBTS_PATH, sayDifferent, saySame } from '../say-who.ts'
import { type SeenWhy, seeWhy } from '../see-why.ts'

type Params = { Params: { doubt: string } }

/**
 * One doubt: what speaks for and against its two records being one person's, and what each side has said. How far they
 * agree is shown, and never what stands in them; looking is written down before it is shown.
 */
export function registerDoubt(app: FastifyInstance, place: Place): void {
  const path = `${DOUBTS_PATH}/:doubt`
  app.get<Params>(path, action(seeWhy.name), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { doubt } = request.params
    const title = 'Who is who: what speaks for and against'
    const answer = await place.call(seeWhy.name, { viewer, input: { doubt } })
    const { care } = place.databases
    const found = answer.ok
      ? await openDoubtCalled(care.short, place.agreement.current(), doubt)
      : undefined
    if (!answer.ok || found === undefined) {
      const said = !answer.ok && 'refusal' in answer ? answer.refusal.sentence : SETTLED
      const body = <NothingToSee title={title} sentence={said} />
      return sendPage(request, reply.code(404), { title, nav: 'today', body })
    }
    const may = (name: string) => place.whyNot(viewer, name) === undefined
    const own = { side: viewer.actor.side, maySay: may(saySame.name) }
    const body = <DoubtPage title={title} doubt={found} seen={answer.result as SeenWhy} {...own} />
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
  doubt: OpenDoubt
  seen: SeenWhy
  side: string
  maySay: boolean
}

function DoubtPage({ title, doubt, seen, side, maySay }: Props): ReactNode {
  return (
    <>
      <h1>{title}</h1>
      <p className="cc-lead">
        {doubtWords(doubt.reason)} Judged by what each field says of records of one person and of
        two, it is {chance(seen.probability)} that they are one person’s.
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
      <Next doubt={doubt} side={side} maySay={maySay} />
    </>
  )
}

function Next({ doubt, side, maySay }: Pick<Props, 'doubt' | 'side' | 'maySay'>): ReactNode {
  const says = maySay && doubt.waitsFor.includes(side) && doubt.decidable
  const query = `doubt=${doubt.id}&then=${DOUBTS_PATH}`
  return (
    <>
      <h2>Next step</h2>
      <p>{nextStep(doubt, side)}</p>
      {says && (
        <ul>
          {[saySame, sayDifferent].map(({ name, label }) => (
            <li key={name}>
              <a href={`/do/${name}?${query}`}>{label}</a>
            </li>
          ))}
        </ul>
      )}
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
