import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import { Button, PostForm } from '../components/form.tsx'
import { SummaryList } from '../components/summary-list.tsx'
import { cookieOf } from '../cookie.ts'
import { HELD_PATH } from '../foreign-form.ts'
import { type HeldForm, openForm, readHeldKeys, typedWords } from '../held-form.ts'
import { readHeld } from '../queries-sessions.ts'
import { action } from '../route-guard.ts'
import { sendPage } from '../send-page.tsx'
import type { ShellDeps } from '../shell.tsx'
import { requireViewer, safeReturn } from '../viewer.ts'
import { formatTime } from '../words.ts'

type Kept = { id: string; at: Date; form: HeldForm }

/** What somebody had typed when their session was over: they alone see it again, and send it themselves. */
export function register(app: FastifyInstance, deps: ShellDeps): void {
  app.get(HELD_PATH, action(PUBLIC), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const then = safeReturn((request.query as { then?: unknown }).then)
    const kept = await keptFor(request, deps, viewer.actor.id)
    if (kept.length === 0) return reply.redirect(then === HELD_PATH ? '/' : then, 303)
    const body = <Held kept={kept} then={then} />
    return sendPage(request, reply, { title: 'What you had typed', body })
  })
  // What is thrown away was taken out before this (`_held`), as what is sent is.
  app.post(HELD_PATH, action(PUBLIC), (_, reply) => reply.redirect(HELD_PATH, 303))
}

/** Where somebody who has just signed in goes: past what they had left here, if they had. */
export async function heldFirst(
  request: FastifyRequest,
  deps: ShellDeps,
  { actorId, returnTo }: { actorId: string; returnTo: string },
): Promise<string> {
  if (returnTo === HELD_PATH) return returnTo
  const kept = await keptFor(request, deps, actorId)
  return kept.length === 0 ? returnTo : `${HELD_PATH}?then=${encodeURIComponent(returnTo)}`
}

async function keptFor(
  request: FastifyRequest,
  { databases, clock, settings }: ShellDeps,
  actorId: string,
): Promise<Kept[]> {
  const keys = readHeldKeys(cookieOf(request, 'held', settings.origin.startsWith('https:')))
  if (keys.length === 0) return []
  const ids = keys.map(({ id }) => id)
  const rows = await readHeld(databases.care.short, ids, actorId, clock.now())
  return rows.flatMap(({ id, sealed, held_at: at }) => {
    const form = openForm(keys.find((one) => one.id === id)!, sealed)
    return form === undefined ? [] : [{ id, at, form }]
  })
}

function Held({ kept, then }: { kept: readonly Kept[]; then: string }): ReactNode {
  return (
    <>
      <h1>What you had typed</h1>
      <p className="cc-lead">
        Your session was over when you sent it, so nothing was done. Read it, and send it now if it
        still holds.
      </p>
      {kept.map(({ id, at, form }) => (
        <section key={id} className="cc-panel">
          <h2>Sent at {formatTime(at)}</h2>
          <SummaryList
            rows={typedWords(form).map(({ what, typed }) => ({ key: what, value: typed }))}
          />
          <div className="cc-toolbar">
            <PostForm action={form.path} label={`Send what was typed at ${formatTime(at)}`}>
              <input type="hidden" name="_held" value={id} />
              {form.fields.map(([name, value], n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, and the order is theirs
                <input key={n} type="hidden" name={name} value={value} />
              ))}
              <Button>Send it now</Button>
            </PostForm>
            <PostForm action={HELD_PATH} label={`Throw away what was typed at ${formatTime(at)}`}>
              <input type="hidden" name="_held" value={id} />
              <Button kind="secondary">Throw it away</Button>
            </PostForm>
          </div>
        </section>
      ))}
      <p>
        <a href={then}>{then === '/' ? 'Go to Today' : 'Go on to where you were'}</a>, and leave it
        here for now
      </p>
    </>
  )
}
