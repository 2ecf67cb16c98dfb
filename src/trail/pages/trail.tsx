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
  SummaryList,
  sendPage,
} from '../../shell/index.ts'
import type { TrailPlace } from '../register.ts'
import { rehearse } from '../rehearsal.ts'
import type { TrailStatus, WitnessStatus } from '../trail-status.ts'
import { BadNews, Evidence } from './bad-news.tsx'
import { TreePicture } from './tree-picture.tsx'
import { readTry, type Try, TryIt } from './try-it.tsx'

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
      {status.halted !== undefined && (
        <p className="cc-flag cc-flag--alert">Nothing more is signed: {status.halted}.</p>
      )}
      {status.witnesses.map((witness) => (
        <BadNews key={witness.name} witness={witness} />
      ))}
      <Evidence evidence={status.evidence} now={now} />
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

function answer({ size, witnesses, words, late, confirmation }: TrailStatus): string {
  const kept =
    'Everything that is done here, and every look at a person, is written down in one log.'
  if (size === 0) return `${kept} Nothing has been written down yet.`
  if (witnesses.some(({ objection }) => objection !== undefined)) {
    return `${kept} A witness has signed what contradicts it: what it says is below, and has to be cleared up.`
  }
  if (confirmation.confirmed === undefined) return `${kept} ${words}`
  const quiet = late ? '' : 'Not without being noticed. '
  return `${quiet}${kept} ${words}`
}

function figures({ size, witnesses, confirmation, late }: TrailStatus): Figure[] {
  const { confirmed } = confirmation
  return [
    { label: 'things written down', value: formatCount(size) },
    {
      label: 'of them confirmed by a witness of each side',
      value: formatCount(confirmed?.size ?? 0),
      tone: late || confirmed === undefined ? 'alert' : 'good',
    },
    ...witnesses.map(witnessFigure),
  ]
}

function witnessFigure({ name, size, ageSeconds, objection, away }: WitnessStatus): Figure {
  if (size === 0)
    return { label: name, value: 'not yet', note: 'It has not confirmed the log.', tone: 'alert' }
  return {
    label: `since ${name} confirmed ${formatCount(size)}`,
    value: formatWait(ageSeconds * 1000),
    tone: away !== undefined || objection !== undefined ? 'alert' : 'good',
  }
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
        To rewrite the log quietly, somebody would need the key of the log and a witness of every
        side in one hand: then nobody but those who kept an older copy would notice.
      </p>
      <p>
        The published fingerprints say nothing about anybody: each entry is mixed with a random
        number before, which is kept with the entry. Each person’s looks are numbered, so that a
        missing one leaves a gap. Residents can take their own looks home, with the proof, and{' '}
        <a href="/trail/check">check them in their own browser</a>.
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
            key: 'Newest confirmed top',
            value: <a href="/trail/checkpoint">{`${props.address}/checkpoint`}</a>,
          },
          {
            key: 'Who has to confirm',
            value: <a href="/trail/policy">{`${props.address}/policy`}</a>,
          },
        ]}
      />
    </section>
  )
}
