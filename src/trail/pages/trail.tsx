import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import {
  action,
  type Figure,
  FigureStrip,
  formatCount,
  formatDateTime,
  formatWait,
  plural,
  SummaryList,
  sendPage,
} from '../../shell/index.ts'
import type { TrailPlace } from '../register.ts'
import { rehearse } from '../rehearsal.ts'
import type { TrailStatus, WitnessStatus } from '../trail.ts'
import { TreePicture } from './tree-picture.tsx'
import { readTry, type Try, TryIt } from './try-it.tsx'

/** After so long without a confirmation the page says that a witness is late. */
const LATE_SECONDS = 15 * 60

/** The trail in one screen, for somebody who has never heard of such a thing; no sign-in is needed. */
export function registerTrailPage(app: FastifyInstance, place: TrailPlace): void {
  for (const path of ['/trail', '/public/trail']) {
    app.get(path, action(PUBLIC), (request, reply) => sendTrail(request, reply, place, path))
  }
}

async function sendTrail(
  request: FastifyRequest,
  reply: FastifyReply,
  { trail, clock, settings }: TrailPlace,
  action: string,
): Promise<FastifyReply> {
  const madeUp = settings.mode === 'made-up'
  const props = {
    status: await trail.status(),
    now: clock.now(),
    address: `${settings.origin}/trail`,
    keys: trail.published.keys.map(({ vkey }) => vkey),
    action,
    tryIt: madeUp,
    asked: madeUp ? readTry(request.query) : undefined,
  }
  return sendPage(request, reply, {
    title: 'Can anybody rewrite this?',
    body: <TrailPage {...props} />,
    nav: 'trail',
    purposeBar: false,
  })
}

type TrailPageProps = {
  status: TrailStatus
  now: Date
  address: string
  keys: readonly string[]
  action: string
  tryIt: boolean
  asked?: Try
}

function TrailPage(props: TrailPageProps): ReactNode {
  const { status, now, action, asked } = props
  return (
    <>
      <h1>Can anybody rewrite this?</h1>
      <p className="cc-lead">{answer(status)}</p>
      <FigureStrip figures={figures(status)} />
      {status.witnesses.map((witness) => (
        <Objection key={witness.name} witness={witness} />
      ))}
      {props.tryIt && (
        <p className="cc-learnt">
          In this made-up place both witnesses run beside the log. In a real one each side runs its
          own, on a machine that the other cannot touch.
        </p>
      )}
      {props.tryIt && <TryIt action={action} asked={asked} />}
      <HowItWorks picture={!props.tryIt} />
      <CheckIt {...props} />
      <p className="cc-learnt">
        Made {formatDateTime(now, now)}. The log last grew {formatDateTime(status.at, now)}.
      </p>
    </>
  )
}

function answer({ size, witnesses }: TrailStatus): string {
  const kept =
    'Everything that is done here, and every look at a person, is written down in one log.'
  if (size === 0) return `${kept} Nothing has been written down yet.`
  if (witnesses.some(({ objection }) => objection !== undefined)) {
    return `${kept} A witness does not confirm it: what it says is below, and has to be cleared up.`
  }
  const confirmed = witnesses.filter((witness) => witness.size > 0)
  if (confirmed.length === 0) {
    return `${kept} No witness has confirmed it yet, so nobody but us could tell if we rewrote it.`
  }
  const those = plural(confirmed.length, 'witness', 'witnesses')
  return (
    `Not without being noticed. ${kept} ${those} outside it have confirmed that it only grew: ` +
    'anything that is changed, taken out or moved no longer fits what they signed.'
  )
}

function figures({ size, witnesses }: TrailStatus): Figure[] {
  const recorded = { label: 'things written down', value: formatCount(size) }
  return [recorded, ...witnesses.map((witness) => witnessFigure(witness, size))]
}

function witnessFigure({ name, size, ageSeconds, objection }: WitnessStatus, all: number): Figure {
  if (size === 0)
    return { label: name, value: 'not yet', note: 'It has not confirmed the log.', tone: 'alert' }
  const late = ageSeconds > LATE_SECONDS || objection !== undefined
  const share = size >= all ? 'all of it' : `the first ${formatCount(size)}`
  return {
    label: `since ${name} confirmed ${share}`,
    value: formatWait(ageSeconds * 1000),
    tone: late ? 'alert' : 'good',
  }
}

function Objection(props: { witness: WitnessStatus }): ReactNode {
  const { name, objection } = props.witness
  if (objection === undefined) return null
  return (
    <p className="cc-flag cc-flag--alert">
      {name} does not confirm this log: {objection}.
    </p>
  )
}

function HowItWorks(props: { picture: boolean }): ReactNode {
  return (
    <section className="cc-measure">
      <h2>How it works</h2>
      <p>
        Each entry is given a fingerprint: 32 bytes that come out differently if a single letter of
        it changes. Two neighbouring fingerprints make one above them, two of those make the next,
        and so on up to one at the top. Change anything at the bottom and the top is another one.
      </p>
      {props.picture && (
        <TreePicture
          log={rehearse()}
          label="Fingerprints of eight entries, joined in pairs up to one."
        />
      )}
      <p>
        The top is signed and given to the witnesses: programs that each side runs for itself. A
        witness signs only if the new top proves that the log grew and nothing before was touched.
        To rewrite the log quietly, both sides would have to want it.
      </p>
      <p>
        The published fingerprints say nothing about anybody: each entry is mixed with a random
        number before, which is kept with the entry. Each person’s looks are numbered, so that a
        missing one leaves a gap. Residents can take their own looks home, with the proof.
      </p>
    </section>
  )
}

function CheckIt(props: { address: string; keys: readonly string[] }): ReactNode {
  const [log, ...witnesses] = props.keys
  return (
    <section>
      <h2>Check it yourself</h2>
      <p>From any computer that has Concordat, or with any program that reads C2SP tlog-tiles:</p>
      <p>
        <span className="cc-code">bin/concordat trail verify {props.address}</span>
      </p>
      <SummaryList
        rows={[
          { key: 'Key of the log', value: <span className="cc-code">{log}</span> },
          ...witnesses.map((vkey) => ({
            key: `Key of ${vkey.split('+')[0]}`,
            value: <span className="cc-code">{vkey}</span>,
          })),
          {
            key: 'Newest signed top',
            value: <a href="/trail/checkpoint">{`${props.address}/checkpoint`}</a>,
          },
        ]}
      />
    </section>
  )
}
