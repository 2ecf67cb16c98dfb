import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  Button,
  ClauseLink,
  Control,
  ErrorSummary,
  type FieldError,
  type FormField,
  fieldError,
  formatDateTime,
  formatFullDate,
  formFields,
  PostForm,
  readForm,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import type { NamedCommand } from '../../trail/index.ts'
import { hashLinkToken, isToken, type Link, linkKey, linkViewer, shownBy } from '../link.ts'
import { linkByHash } from '../queries.ts'
import { sendShown } from './link-page.tsx'
import { sendEnded, sendForeignLink, sendUsed } from './link-problems.ts'

/** Whoever has the link proves it by its address, and by nothing else: no cookie, no session. */
const ROUTE = { config: { action: PUBLIC, csrf: false } }

type Opened = {
  link: Link
  command: NamedCommand<Place>
  fields: FormField[]
  partyName: string
  side: string
}

/** `/link/TOKEN`: what waits for a post, and the form by which it is answered once. */
export function registerLinks(app: FastifyInstance, place: Place): void {
  app.get('/link/:token', ROUTE, async (request, reply) => {
    const link = await linkIn(place, request)
    const shown = link && shownBy(place, link)
    if (shown !== undefined) return sendShown(request, reply, place, link!, shown)
    const opened = await open(place, request, reply)
    return opened === undefined ? reply : sendForm(request, reply, place, opened)
  })
  app.post('/link/:token', ROUTE, async (request, reply) => {
    const opened = await open(place, request, reply)
    return opened === undefined ? reply : answer(request, reply, place, opened)
  })
}

/** The link, where it can still be answered; else what it is instead has been said. */
async function open(
  place: Place,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Opened | undefined> {
  const link = await linkIn(place, request)
  const command = place.commands.find(({ name }) => name === link?.command)
  if (link === undefined || command === undefined) {
    await sendForeignLink(request, reply)
    return undefined
  }
  const used = await place.trail.usedKey(linkKey(link))
  // An answer that is sent a second time is answered again below, as it was the first time.
  if (used !== undefined && request.method === 'GET') {
    await sendUsed(request, reply, place, link, used.at)
    return undefined
  }
  if (link.until <= place.clock.now() && used === undefined) {
    await sendEnded(request, reply, place, link)
    return undefined
  }
  const party = place.agreement.current()?.parties.find(({ id }) => id === link.party)
  const given = new Set(Object.keys(link.input))
  const drawn = formFields(command.input, command.choices?.(place)) ?? []
  const fields = drawn.filter(({ name }) => !given.has(name))
  const partyName = party?.name ?? link.party
  return { link, command, fields, partyName, side: party?.side ?? '' }
}

async function linkIn(place: Place, request: FastifyRequest): Promise<Link | undefined> {
  const { token } = request.params as { token: string }
  return isToken(token) ? linkByHash(place.databases.care.short, hashLinkToken(token)) : undefined
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  opened: Opened,
): Promise<FastifyReply> {
  const { link, fields, partyName, side } = opened
  const body = (request.body ?? {}) as Record<string, unknown>
  const typed = readForm(fields, body)
  if (typed.errors.length > 0) return sendForm(request, reply, place, opened, body, typed.errors)
  const said = await place.call(link.command, {
    viewer: linkViewer(link, partyName, side),
    input: { ...typed.input, ...link.input },
    key: linkKey(link),
    under: link.clause,
  })
  if (said.ok) return sendThanks(request, reply, partyName, link)
  if ('faults' in said) {
    const errors = said.faults.map((fault) => fieldError(fields, fault))
    return sendForm(request, reply, place, opened, body, errors)
  }
  const { code, sentence, next } = said.refusal
  if (code === 'key-used') {
    const used = await place.trail.usedKey(linkKey(link))
    return sendUsed(request, reply, place, link, used?.at)
  }
  return sendProblem(request, reply, {
    status: 409,
    title: 'Your answer was not taken',
    sentences: [sentence, ...(next === undefined ? [] : [next])],
  })
}

function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  { link, fields, partyName }: Opened,
  typed: Record<string, unknown> = {},
  errors: readonly FieldError[] = [],
): Promise<FastifyReply> {
  const title = 'Something waits for you'
  const now = place.clock.now()
  const body = (
    <>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <p className="cc-lead">{link.asks}</p>
      <p>
        This was sent on {formatDateTime(link.madeAt.toISOString(), now)} to {link.post} of{' '}
        {partyName}, who answers by <ClauseLink number={link.clause} />. If that is not you, leave
        it to them.
      </p>
      <PostForm action={request.url}>
        {fields.map((field) => (
          <Control key={field.name} field={field} typed={typed} errors={errors} />
        ))}
        <Button>Send the answer</Button>
      </PostForm>
      <p className="cc-learnt">
        It can be answered once, until {formatFullDate(link.until.toISOString())}. The answer is
        written down as that of {link.post}.
      </p>
    </>
  )
  const isWrong = errors.length > 0
  return sendPage(request, reply, {
    title: isWrong ? `Error: ${title}` : title,
    status: isWrong ? 422 : 200,
    purposeBar: false,
    body,
  })
}

function sendThanks(
  request: FastifyRequest,
  reply: FastifyReply,
  partyName: string,
  { post }: Link,
): Promise<FastifyReply> {
  return sendPage(request, reply, {
    title: 'Thank you',
    purposeBar: false,
    body: (
      <>
        <h1>Thank you</h1>
        <p className="cc-lead">Your answer has been taken, and you need do nothing more.</p>
        <p>
          It is written down as that of {post} of {partyName}. The link is used up.
        </p>
      </>
    ),
  })
}
