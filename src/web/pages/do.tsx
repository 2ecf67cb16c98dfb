import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { agreedNames, type PowerRow } from '../../access/index.ts'
import type { RefusalSaid } from '../../call-command.ts'
import { newId, PUBLIC, type Viewer } from '../../kernel/index.ts'
import type { RecordDeps } from '../../record/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  capital,
  type FieldError,
  fieldError,
  formFields,
  RefusalNotice,
  readForm,
  requireViewer,
  safeReturn,
  sendPage,
  sendProblem,
  type Typed,
  textIn,
} from '../../shell/index.ts'
import type { NamedCommand } from '../../trail/index.ts'
import { statusOfRefusal } from '../command-route.ts'
import { whomOf } from '../whom-of.ts'
import {
  ChangeTyped,
  CommandDone,
  CommandForm,
  CommandPreview,
  type Filled,
} from './command-form.tsx'

type DoPlace = RecordDeps & Pick<Place, 'agreement' | 'call' | 'commands' | 'whyNot'>
type Asked = {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly place: DoPlace
  readonly viewer: Viewer
  readonly command: NamedCommand<Place>
  readonly filled: Filled
}

/**
 * `/do/NAME`: the form of any command, drawn from its schema. It is sent three times: filled in, looked at as a dry
 * run would have it, done; each time with the same key, so that what is sent twice is done once.
 */
export function registerForms(app: FastifyInstance, place: DoPlace): void {
  app.get('/do/:name', action(PUBLIC), async (request, reply) => {
    const asked = askedOf(request, reply, place, request.query as Typed, newId())
    if (asked === undefined) return reply
    const refusal = whyNoForm(asked)
    if (refusal !== undefined) return sendRefused(asked, refusal, false)
    return sendForm(asked, [])
  })
  app.post('/do/:name', action(PUBLIC), async (request, reply) => {
    const body = (request.body ?? {}) as Typed
    const key = textIn(body, '_key')
    const asked = askedOf(request, reply, place, body, /^[\w.:-]{1,200}$/.test(key) ? key : newId())
    if (asked === undefined) return reply
    const step = textIn(body, '_step')
    return step === 'change' ? sendForm(asked, []) : answer(asked, step === 'do')
  })
}

/** Undefined after the reply was sent: nobody is signed in, or there is no such form. */
function askedOf(
  request: FastifyRequest,
  reply: FastifyReply,
  place: DoPlace,
  typed: Typed,
  key: string,
): Asked | undefined {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return undefined
  const { name } = request.params as { name: string }
  const command = place.commands.find((one) => one.name === name)
  const fields = command && fieldsOf(command, place)
  if (command === undefined || fields === undefined) {
    const sentence = command ? 'Only a program can send this.' : 'Nothing of this name can be done.'
    void sendProblem(request, reply, {
      status: 404,
      title: 'There is no such form',
      sentences: [sentence, 'Go back and follow a button there.'],
      next: { href: '/', label: 'Go to Today' },
    })
    return undefined
  }
  const then = textIn(typed, 'then')
  const filled = {
    action: `/do/${command.name}`,
    title: titleOf(command),
    fields,
    typed,
    key,
    ...(safeReturn(then) === then ? { then } : {}),
  }
  return { request, reply, place, viewer, command, filled }
}

export function fieldsOf({ input, choices }: NamedCommand<Place>, place: DoPlace) {
  return formFields(input, choices?.(place as Place))
}

/**
 * Nobody fills in a form that no clause lets them send. Conditions that only the input can meet, such as an amount
 * or a person, are asked with it.
 */
function whyNoForm({ place, viewer, command }: Asked): RefusalSaid | undefined {
  const { basis } = command
  if (basis === PUBLIC) return undefined
  const powers = place.agreement.current()?.table<PowerRow>('power') ?? []
  const some = powers.some(
    ({ role, purpose, does }) =>
      role === viewer.actor.role && purpose === viewer.purpose && does.includes(basis.action),
  )
  return some ? undefined : place.whyNot(viewer, basis.action)
}

async function answer(asked: Asked, doIt: boolean): Promise<FastifyReply> {
  const { place, viewer, command, filled } = asked
  const { input, errors } = readForm(filled.fields, filled.typed)
  if (errors.length > 0) return sendForm(asked, errors)
  const said = await place.call(command.name, { viewer, input, key: filled.key, dryRun: !doIt })
  if (said.ok) return doIt ? sendDone(asked, said.result) : sendPreview(asked, said.result, input)
  if ('refusal' in said) return sendRefused(asked, said.refusal, doIt)
  const faults = said.faults.map((fault) => fieldError(filled.fields, fault))
  return sendForm(asked, faults)
}

async function sendForm(asked: Asked, errors: FieldError[]): Promise<FastifyReply> {
  const { request, reply, filled } = asked
  const whom = await whomOf(asked)
  return sendPage(request, reply, {
    title: errors.length > 0 ? `Error: ${filled.title}` : filled.title,
    status: errors.length > 0 ? 422 : 200,
    body: <CommandForm filled={filled} whom={whom} errors={errors} />,
  })
}

async function sendPreview(asked: Asked, result: unknown, input: unknown): Promise<FastifyReply> {
  const { request, reply, command, filled } = asked
  const whom = await whomOf(asked)
  const sentence = command.preview?.(result as never, input as never) ?? `${command.says}.`
  const body = <CommandPreview {...{ filled, whom, sentence }} />
  return sendPage(request, reply, { title: `${filled.title}?`, body })
}

function sendDone(
  { request, reply, command, filled }: Asked,
  result: unknown,
): Promise<FastifyReply> {
  const body = <CommandDone filled={filled} leads={command.leads?.(result as never)} />
  return sendPage(request, reply, { title: 'Done', body })
}

function sendRefused(asked: Asked, refusal: RefusalSaid, noted: boolean): Promise<FastifyReply> {
  const { request, reply, place, viewer, filled } = asked
  const agreement = place.agreement.current()
  const names = agreedNames(agreement)
  const clause = refusal.clause === undefined ? undefined : agreement?.clause(refusal.clause)
  const role = names.role(viewer.actor.role)
  const body: ReactNode = (
    <>
      <BackLink href={filled.then ?? '/'} />
      <h1>{filled.title}</h1>
      <RefusalNotice
        asked={`You asked for this for ${names.purpose(viewer.purpose)}, as ${role}.`}
        outcome="It was not done."
        sentence={refusal.sentence}
        clause={clause}
        next={nextSteps(refusal)}
        noted={noted ? 'That you asked is in the log.' : undefined}
      />
      {request.method === 'POST' && <ChangeTyped filled={filled} />}
    </>
  )
  const status = statusOfRefusal(refusal.code)
  return sendPage(request, reply, { title: 'Not done', status, body })
}

function nextSteps({ next, at }: RefusalSaid): ReactNode[] {
  if (at !== undefined) {
    const link = (
      <a key={at} href={at}>
        {next ?? 'Read on'}
      </a>
    )
    return [link]
  }
  return next === undefined ? [] : [next]
}

/** `Open a dispute`: what it does, as a heading and as a button. */
function titleOf({ label, basis, says }: NamedCommand<Place>): string {
  return label ?? capital(basis === PUBLIC ? says : basis.does)
}
