import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import { action, Button, sendPage } from '../../shell/index.ts'
import { checkScript, standAlonePage } from '../browser-code.ts'
import type { TrailPlace } from '../register.ts'

const PATHS = ['/trail/check', '/public/trail/check']
const SCRIPT = '/trail/check.js'
const KEEP = '/trail/check.html'

/** A resident's file of looks, checked in their own browser; and the page that they can keep. */
export function registerCheckPage(app: FastifyInstance, place: TrailPlace): void {
  const script = checkScript()
  for (const path of PATHS)
    app.get(path, action(PUBLIC), (request, reply) => sendCheck(request, reply, place))
  app.get(SCRIPT, action(PUBLIC), (_, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(script),
  )
  app.get(KEEP, action(PUBLIC), (_, reply) => {
    const { hostname } = new URL(place.settings.origin)
    const policy = policyOf(place)
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-disposition', 'attachment; filename="check-who-has-looked.html"')
      .send(standAlonePage({ place: hostname, policy }))
  })
}

function policyOf({ trail }: TrailPlace): string {
  const { published } = trail
  return published.policy() ?? `log ${published.keys[0]!.vkey}\nquorum none\n`
}

function sendCheck(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TrailPlace,
): Promise<FastifyReply> {
  return sendPage(request, reply, {
    title: 'Check who has looked',
    body: <CheckPage policy={policyOf(place)} nonce={request.nonce} />,
    nav: 'trail',
    purposeBar: false,
  })
}

function CheckPage(props: { policy: string; nonce: string }): ReactNode {
  return (
    <>
      <h1>Check who has looked</h1>
      <p className="cc-lead">
        Choose the file of looks that you downloaded. Your browser checks it on your own computer:
        the file is not sent anywhere, and this place does not take part.
      </p>
      <noscript>
        <p className="cc-flag">
          Your browser does not run scripts. Check the file with
          <span className="cc-code"> bin/concordat trail verify --bundle FILE</span> instead.
        </p>
      </noscript>
      <form data-check className="cc-measure" aria-label="Check a file of looks">
        <p>
          <label htmlFor="file">
            <strong>The file of looks</strong>
          </label>
          <br />
          <input id="file" name="file" type="file" accept=".json,application/json" />
        </p>
        <p>
          <label htmlFor="policy">
            <strong>Whose signatures count</strong>
          </label>
          <span className="cc-learnt" id="policy-hint">
            What this place says of its log and of its witnesses. Compare it with what each side
            publishes itself: the check rests on it.
          </span>
          <textarea
            id="policy"
            name="policy"
            className="nhsuk-textarea cc-code"
            rows={9}
            spellCheck={false}
            aria-describedby="policy-hint"
            defaultValue={props.policy}
          />
        </p>
        <Button>Check the file</Button>
      </form>
      <div id="result" role="status" className="cc-measure" />
      <section className="cc-measure">
        <h2>Keep this page</h2>
        <p>
          <a href={KEEP} download>
            Save this page as one file
          </a>
          . It needs no network and not this place: with it and your file, you or anybody whom you
          ask can check years later.
        </p>
      </section>
      <script src={SCRIPT} nonce={props.nonce} defer />
    </>
  )
}
