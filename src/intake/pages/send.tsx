import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { isRefusal, newId, type Refusal, type Viewer } from '../../kernel/index.ts'
import {
  action,
  BackLink,
  Button,
  capital,
  EmptyState,
  ErrorSummary,
  type FieldError,
  FileField,
  PostForm,
  RefusalNotice,
  requireViewer,
  SelectField,
  sendPage,
  uploadIn,
} from '../../shell/index.ts'
import type { FeedRow } from '../feed-kind.ts'
import { feedsToSend, SEND } from '../feeds-to-send.ts'
import { ownKinds } from '../own-kinds.ts'
import type { IntakePages } from '../register.ts'
import { megabytes, type SendRefusal, sendFile } from '../send-file.ts'
import { WouldBecome } from './rehearsed.tsx'
import { Ways } from './send-ways.tsx'
import { Became } from './sent-file.tsx'

const TITLE = 'Send in a file'
const KEY = /^[\w-]{8,60}$/

const STATUS: Readonly<Record<SendRefusal, number>> = {
  'not-yours': 403,
  'no-power': 403,
  'no-clause': 403,
  'key-used': 409,
  'unwritable-text': 422,
}

type Typed = { feed?: string; close?: string; rehearse?: string; _key?: string }

/** A file of a party's own feed, sent in by somebody of that party, and what became of it. */
export function registerSend(app: FastifyInstance, place: IntakePages): void {
  app.get('/intake/send', action(SEND.name), (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    return sendForm(request, reply, feedsToSend(place, viewer), {}, [])
  })
  const config = { ...action(SEND.name).config, upload: true }
  app.post('/intake/send', { config }, async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    return answer(request, reply, place, viewer)
  })
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  place: IntakePages,
  viewer: Viewer,
): Promise<FastifyReply> {
  const typed = (request.body ?? {}) as Typed
  const upload = uploadIn(request.body)
  const feeds = feedsToSend(place, viewer)
  const feed = typed.feed ?? ''
  if (upload === undefined) {
    return sendForm(request, reply, feeds, typed, [
      { field: 'upload', message: 'Choose the file to send' },
    ])
  }
  const key = KEY.test(typed._key ?? '') ? typed._key! : newId()
  const how = { close: typed.close === 'yes', rehearse: typed.rehearse === 'yes' }
  const sent = await sendFile(place, viewer, { feed, upload, key, ...how })
  if (isRefusal(sent)) return sendRefused(request, reply, place, sent)
  if (!sent.ok) {
    const message = `${capital(sent.what)}. ${sent.remedy}`
    return sendForm(request, reply, feeds, typed, [{ field: 'upload', message }])
  }
  const kinds = place.fileKinds ?? ownKinds
  const body =
    'rehearsed' in sent ? (
      <WouldBecome {...sent} feed={feed} />
    ) : (
      <Became sent={sent} feed={feed} kinds={kinds} />
    )
  const title = how.rehearse ? 'What would become of the file' : 'What became of the file'
  return sendPage(request, reply, { title, nav: 'intake', body })
}

function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  feeds: readonly FeedRow[],
  typed: Typed,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  return sendPage(request, reply, {
    title: errors.length > 0 ? `Error: ${TITLE}` : TITLE,
    status: errors.length > 0 ? 422 : 200,
    nav: 'intake',
    body: <SendForm feeds={feeds} typed={typed} errors={errors} />,
  })
}

function SendForm(props: {
  feeds: readonly FeedRow[]
  typed: Typed
  errors: readonly FieldError[]
}): ReactNode {
  const { feeds, typed, errors } = props
  const back = <BackLink href="/intake">Feeds</BackLink>
  if (feeds.length === 0) {
    return (
      <>
        {back}
        <h1>{TITLE}</h1>
        <EmptyState title="No clause lets your organisation send files in here">
          <p>Files are sent in by the party whose feed it is, where the clause says how large.</p>
        </EmptyState>
      </>
    )
  }
  const sizes = feeds.map(({ name, uploadBytes }) => `${name}: ${megabytes(uploadBytes!)} at most`)
  return (
    <>
      {back}
      <ErrorSummary errors={errors} />
      <h1>{TITLE}</h1>
      <p>
        A council’s return or daily file, a table of care, HL7 v2 messages or FHIR, packed with gzip
        or not; a table in a spreadsheet too. What it is shows from what it holds, not from its
        name. That you sent it is written in the log; what of it can be read is taken at once, the
        rest is kept in quarantine.
      </p>
      <PostForm action="/intake/send" file>
        <input type="hidden" name="_key" value={newId()} />
        <SelectField
          name="feed"
          label="For which feed"
          value={typed.feed ?? feeds[0]!.id}
          options={feeds.map(({ id, name }) => ({ value: id, label: capital(name) }))}
        />
        <Ways {...typed} />
        <FileField
          name="upload"
          label="File"
          hint={`${capital(sizes.join('; '))}.`}
          errors={errors}
        />
        <Button>Send the file</Button>
      </PostForm>
    </>
  )
}

function sendRefused(
  request: FastifyRequest,
  reply: FastifyReply,
  place: IntakePages,
  { code, sentence, clause: number, next }: Refusal<SendRefusal>,
): Promise<FastifyReply> {
  const clause = number === undefined ? undefined : place.agreement?.current()?.clause(number)
  const body = (
    <>
      <BackLink href="/intake/send">{TITLE}</BackLink>
      <h1>The file was not taken</h1>
      <RefusalNotice
        asked="You asked to send in a file."
        outcome="It was not taken, and is not kept."
        sentence={sentence}
        clause={clause}
        next={next === undefined ? [] : [next]}
        noted="That you asked is in the log."
      />
    </>
  )
  return sendPage(request, reply, {
    title: 'Not taken',
    status: STATUS[code],
    nav: 'intake',
    body,
  })
}
