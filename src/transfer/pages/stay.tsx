import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { sendRefusal } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatDate,
  formatDateTime,
  listAddress,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { CONTEST, wholeOf } from '../contest-minutes.ts'
import { END_FAMILY_LINK } from '../end-family-link.ts'
import { type ClockLook, lookAtClock } from '../look-at-clock.ts'
import { minuteOf, timeOf } from '../minute.ts'
import { nextStep } from '../next-step.ts'
import { troubleWords } from '../trouble.ts'
import { wayWords } from '../way-words.ts'
import { After } from './after.tsx'
import { type Doer, stayVerbs, taskVerbs, Verbs } from './buttons.tsx'
import { Checklist } from './checklist.tsx'
import { ClockOf } from './clock.tsx'
import { Costs } from './costs.tsx'
import { FamilyLinks } from './family-links.tsx'
import { History } from './history.tsx'
import { StayAskings } from './stay-askings.tsx'
import { taskLine } from './tasks.tsx'
import { UnderWay } from './under-way.tsx'
import { PageWords, TERMS } from './words.tsx'

const WHAT = 'clock of a hospital stay'

/** One stay: what must happen before they leave, whose it is, and whose each hour was. */
export function registerStay(app: FastifyInstance, place: Place): void {
  app.get('/transfer/:stay', action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { stay } = request.params as { stay: string }
    const address = listAddress(`/transfer/${encodeURIComponent(stay)}`, {}, request.query)
    const at = address.knownAt
    const look = await lookAtClock(place, viewer, stay.toLowerCase(), {
      what: WHAT,
      ...(at === undefined ? {} : { at }),
    })
    if (look.outcome === 'refused') return sendRefusal(request, reply, look.refusal)
    if (look.outcome === 'unknown') {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such stay',
        sentences: ['It may have been taken back, or the address may have been cut off.'],
        next: { href: '/transfer', label: 'See who is in hospital' },
      })
    }
    const doer = { viewer, rule: look.rule, whyNot: place.whyNot }
    const body = <StayPage {...{ look, doer, place, old: at !== undefined }} />
    return sendPage(request, reply, { title: look.view.who.name, nav: 'transfer', body })
  })
}

type Shown = Extract<ClockLook, { outcome: 'allowed' }>
type Props = { look: Shown; doer: Doer; place: Place; old: boolean }

function StayPage(props: Props): ReactNode {
  const { look, doer, place, old } = props
  const { view, read, at } = look
  return (
    <>
      <BackLink href="/transfer">Who can leave hospital</BackLink>
      <h1>{view.who.name}</h1>
      <p className="cc-lead">{leadOf(look)}</p>
      <Next look={look} sides={look.agreement.sides} />
      {old && <p>As it was known on {formatDateTime(at.toISOString(), place.clock.now())}.</p>}
      {!old && <Verbs verbs={stayVerbs(read, doer, pathOf(look))} about={view.who.name} />}
      {read.stay.troubles.map((trouble) => (
        <p key={troubleWords(trouble)} className="cc-warning">
          {troubleWords(trouble)}
        </p>
      ))}
      <h2>What must happen first</h2>
      <Tasks look={look} doer={doer} old={old} />
      <StayAskings read={read} doer={doer} at={look.at} />
      <FamilyLinks
        links={look.family}
        then={pathOf(look)}
        mayEnd={doer.whyNot(doer.viewer, END_FAMILY_LINK) === undefined}
      />
      {!old && read.stay.state !== 'left' && <Checklist {...{ read, view, doer, place }} />}
      {!old && read.stay.state !== 'left' && <UnderWay view={view} now={at} />}
      {!old && read.stay.state !== 'left' && <Costs look={look} />}
      {read.after !== undefined && (
        <After stay={read.stay} after={read.after} scores={look.scores} at={at} />
      )}
      <Hours look={look} doer={doer} old={old} />
      <h2>What was said, by whom and when</h2>
      <History read={read} rule={look.rule} now={at} />
      <PageWords agreement={look.agreement} terms={TERMS} />
    </>
  )
}

function pathOf({ read }: Shown): string {
  return `/transfer/${read.counted.id}`
}

function Next(props: { look: Shown; sides: readonly { id: string; name: string }[] }): ReactNode {
  const { read, rule, at, view } = props.look
  const next = nextStep(read.stay, read.places.hospital, props.sides, rule, minuteOf(at))
  const whose = next?.whose.join(', ') ?? ''
  return (
    <p>
      {next !== undefined && (
        <>
          Next: {whose !== '' && <b>{whose}</b>}
          {whose !== '' && ': '}
          {next.what}.{next.ring === undefined ? ' ' : ` Ring ${next.ring}. `}
        </>
      )}
      <a href={`/people/${view.personId}`}>Open the record</a>
    </p>
  )
}

function Hours({ look, doer, old }: Pick<Props, 'look' | 'doer' | 'old'>): ReactNode {
  const { read, rule, at } = look
  const mayContest = !old && doer.whyNot(doer.viewer, CONTEST) === undefined
  const contest = (segment: { from: number; to: number }) => {
    const { from, to } = wholeOf(segment, at)
    return `/do/${CONTEST}?stay=${read.counted.id}&from=${from}&to=${to}`
  }
  return (
    <>
      <h2>Whose each hour was</h2>
      <ClockOf
        read={read}
        rule={rule}
        at={at}
        sides={look.agreement.sides.map(({ id }) => id)}
        {...(mayContest ? { contest } : {})}
      />
      <p className="cc-small">
        Counted by <ClauseLink number={rule.clause} />.
      </p>
    </>
  )
}

function leadOf({ read, rule, at }: Shown): string {
  const { stay, counted } = read
  const came =
    counted.start === undefined
      ? ''
      : `In ${counted.unit ?? 'hospital'} since ${formatDate(counted.start, at)}. `
  const way = wayWords(counted.pathway)
  const home = way === undefined ? '' : ` The way home is ${way}.`
  if (stay.state === 'left') return `${came}The stay is over.`
  const expected = stay.expected.at(-1)?.at
  const day = expected === undefined ? '' : ` Expected to leave ${formatDate(expected, at)}.`
  if (stay.ready === undefined) return `${came}Nobody says that they are ready to leave.${day}`
  const since = formatDateTime(timeOf(stay.ready.at).toISOString(), at)
  const [side = ''] = stay.ready.sides
  const who =
    stay.ready.sides.length > 1
      ? 'both sides say so'
      : `${rule.sideName(side)} says so, and the other side has not confirmed it`
  return `${came}Ready to leave since ${since}: ${who}.${home}${day}`
}

function Tasks({ look, doer, old }: Pick<Props, 'look' | 'doer' | 'old'>): ReactNode {
  const { read, rule, at } = look
  const open = read.stay.tasks.filter(
    ({ closed, opened }) => closed === undefined && timeOf(opened) <= at,
  )
  if (open.length === 0) return <p>Nothing is open.</p>
  return (
    <ul className="cc-items">
      {open.map((task) => (
        <li key={task.id}>
          {taskLine(task, rule, at)}
          {!old && read.stay.state !== 'left' && (
            <Verbs verbs={taskVerbs(task, doer, pathOf(look))} about={taskLine(task, rule, at)} />
          )}
        </li>
      ))}
    </ul>
  )
}
