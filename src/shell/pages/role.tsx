import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { type Actor, capital, PUBLIC } from '../../kernel/index.ts'
import { Button, PostForm } from '../components/form.tsx'
import { cookieOf } from '../cookie.ts'
import { setActor } from '../queries-sessions.ts'
import { action } from '../route-guard.ts'
import { sendPage } from '../send-page.tsx'
import type { ShellDeps } from '../shell.tsx'
import { hashToken } from '../token.ts'
import { ROLE_PATH, requireViewer, safeReturn } from '../viewer.ts'

/** Somebody with several roles acts in one at a time, and what they do is written down as done in it. */
export function register(app: FastifyInstance, deps: ShellDeps): void {
  const https = deps.settings.origin.startsWith('https:')
  app.get(ROLE_PATH, action(PUBLIC), async (request, reply) => {
    const choices = rolesOf(request, reply)
    if (choices === undefined) return reply
    const { return: back } = request.query as { return?: unknown }
    const words = { role: deps.knownRole, partner: (id: string) => deps.partner(id)?.label }
    const props = { choices, current: request.viewer?.actor, back: safeReturn(back), words }
    const body = <Roles {...props} />
    return sendPage(request, reply, { title: 'Your roles', purposeBar: false, body })
  })
  app.post(ROLE_PATH, action(PUBLIC), async (request, reply) => {
    if (rolesOf(request, reply) === undefined) return reply
    const body = request.body as { role?: unknown; return?: unknown }
    const chosen = request.choices[Number(body.role)]
    // The agreement may have changed since the sign-in: a role that it gives nothing any more is not taken.
    const purpose = chosen && deps.purposesOf(chosen.role)[0]?.id
    if (chosen === undefined || purpose === undefined) return reply.redirect(ROLE_PATH, 303)
    const token = cookieOf(request, 'session', https)!
    const { via: _, ...actor } = chosen
    await setActor(deps.databases.care.short, hashToken(token), actor, purpose)
    return reply.redirect(safeReturn(body.return), 303)
  })
}

/** Theirs to choose from, before they have chosen too; undefined after the reply has been sent. */
function rolesOf(request: FastifyRequest, reply: FastifyReply): readonly Actor[] | undefined {
  if (request.choices.length > 1) return request.choices
  const viewer = requireViewer(request, reply)
  return viewer && [viewer.actor]
}

type Words = {
  role(role: string): string | undefined
  partner(organisation: string): string | undefined
}
type RolesProps = { choices: readonly Actor[]; current?: Actor; back: string; words: Words }

function Roles({ choices, current, back, words }: RolesProps): ReactNode {
  return (
    <>
      <h1>{choices.length > 1 ? 'In which role are you here?' : 'You have one role'}</h1>
      <p className="cc-lead">
        What you see and do follows from your role, and is written down as done in it.
      </p>
      <PostForm action={ROLE_PATH} label="Your roles">
        <input type="hidden" name="return" value={back} />
        <ul className="cc-people">
          {choices.map((actor, at) => (
            <RoleButton
              key={JSON.stringify([actor.role, actor.organisation, actor.unit])}
              {...{ actor, at, words }}
              isCurrent={current !== undefined && isSame(actor, current)}
            />
          ))}
        </ul>
      </PostForm>
      {current === undefined && (
        <div className="cc-toolbar">
          <PostForm action="/sign-out" label="Sign out">
            <Button kind="link">Sign out</Button>
          </PostForm>
        </div>
      )}
    </>
  )
}

function RoleButton(props: {
  actor: Actor
  at: number
  words: Words
  isCurrent: boolean
}): ReactNode {
  const { actor, words } = props
  const place = [actor.unit, words.partner(actor.organisation)].filter(Boolean).join(', ')
  return (
    <li>
      <button type="submit" name="role" value={props.at} className="cc-person-button">
        <strong>{capital(words.role(actor.role) ?? actor.role)}</strong>
        <span>{place}</span>
        {props.isCurrent && <span className="cc-learnt">You are here in this role now.</span>}
      </button>
    </li>
  )
}

function isSame(a: Actor, b: Actor): boolean {
  return a.role === b.role && a.organisation === b.organisation && a.unit === b.unit
}
