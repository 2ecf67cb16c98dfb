import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { stringify } from 'yaml'
import { Fault, monthAfter } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  ErrorSummary,
  Field,
  type FieldError,
  PostForm,
  Table,
} from '../../shell/index.ts'
import { TRY } from '../actions.ts'
import { definitionsOf } from '../definition.ts'
import { monthInLondon } from '../fact.ts'
import { figureWords } from '../figure-words.ts'
import { type TriedDefinition, tryDefinition } from '../try-definition.ts'
import { sendForm } from './send-form.ts'

const NAME = 'the definition'
const LINES = 24

type Typed = { readonly definition: string; readonly month: string }

/** A definition in draft: tried on a month by both calculators before anybody signs it. Nothing of it is kept. */
export function registerTry(app: FastifyInstance, place: Place): void {
  app.get('/measure/try', action(TRY), (request, reply) => {
    const { like } = (request.query ?? {}) as { like?: unknown }
    const typed = { definition: draftOf(place, like), month: lastMonth(place) }
    return send(request, reply, { typed, errors: [] })
  })
  app.post('/measure/try', action(TRY), async (request, reply) => {
    const body = new Map(Object.entries((request.body ?? {}) as Record<string, unknown>))
    const said = (name: string) => {
      const value = body.get(name)
      return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
    }
    const typed = { definition: said('definition'), month: said('month').trim() }
    try {
      const tried = await tryDefinition(place, { text: typed.definition, path: NAME }, typed.month)
      return await send(request, reply, { typed, errors: [], tried })
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return send(request, reply, { typed, errors: errorsOf(error) })
    }
  })
}

/** A definition of the agreement as a draft of another. */
function draftOf(place: Place, like: unknown): string {
  const found = definitionsOf(place.agreement.current()).find(({ id }) => id === like)
  if (found === undefined) return ''
  const { clause: _, from: __, ...fields } = found
  return stringify(fields, { lineWidth: 110 })
}

function lastMonth({ clock }: Place): string {
  return monthAfter(monthInLondon(clock.now()), -1)
}

/** Each of what is wrong in a line of its own, with where it is. */
function errorsOf(fault: Fault): FieldError[] {
  return fault.line.split('\n').map((line) => {
    const message = line.replace(/^concordat: /, '')
    return { field: /--month/.test(message) ? 'month' : 'definition', message }
  })
}

type Shown = {
  readonly typed: Typed
  readonly errors: readonly FieldError[]
  readonly tried?: TriedDefinition
}

function send(request: FastifyRequest, reply: FastifyReply, shown: Shown): Promise<FastifyReply> {
  const { errors } = shown
  return sendForm(request, reply, {
    title: 'Try a definition',
    errors,
    body: <TryPage {...shown} />,
  })
}

function TryPage({ typed, errors, tried }: Shown): ReactNode {
  return (
    <>
      <BackLink href="/measure">What we count</BackLink>
      <h1>Try a definition before anybody signs it</h1>
      <ErrorSummary errors={errors} />
      <p className="cc-lead">
        Its examples and a month that is over are worked by its query and by its rules. Nothing of
        it is kept, and what few people stand behind is not told here either.
      </p>
      {tried !== undefined && <Outcome tried={tried} />}
      <PostForm action="/measure/try">
        <Field
          name="definition"
          label="The definition"
          code
          hint="The fields of a clause of kind measure, in YAML"
          value={typed.definition}
          rows={LINES}
          errors={errors}
        />
        <Field
          name="month"
          label="Month"
          hint="One that is over, like 2026-03"
          value={typed.month}
          width={10}
          errors={errors}
        />
        <Button>Try it</Button>
      </PostForm>
    </>
  )
}

function Outcome({ tried }: { tried: TriedDefinition }): ReactNode {
  const { definition, month, told, agreed, examples } = tried
  return (
    <>
      <h2>
        {definition.name}, {month}: {figureWords(definition, told)}
      </h2>
      <p>
        {agreed
          ? 'The query and the rules give the same for everybody in that month.'
          : 'The query and the rules do not give the same in that month: it would not be told.'}
      </p>
      <Table
        caption="Its examples"
        columns={[
          { head: 'What it shows', cell: ({ given }) => given },
          { head: 'It wants', cell: ({ want }) => listed(want) },
          { head: 'The query gives', cell: ({ got }) => listed(got) },
          { head: 'The rules give', cell: ({ rules }) => listed(rules) },
          {
            head: 'Right or wrong',
            hideHead: true,
            cell: ({ ok }) => (ok ? 'right' : <strong>wrong</strong>),
          },
        ]}
        rows={examples}
        rowKey={({ given }) => given}
      />
    </>
  )
}

function listed(lines: readonly string[]): string {
  return lines.length === 0 ? 'nobody' : lines.join(', ')
}
