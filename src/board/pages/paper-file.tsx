import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  ErrorSummary,
  Field,
  type FieldError,
  FileField,
  keepUpload,
  PostForm,
  SelectField,
  sendPage,
  uploadIn,
} from '../../shell/index.ts'
import { PAPER_BYTES_MAX } from '../paper.ts'
import { PUBLISH_PAPER } from '../publish-paper.ts'
import type { ShownItem } from '../shown.ts'
import { itemHref, noSuch, viewFor } from './links.ts'

const PATH = '/board/items/:item/file'
const WHY_NOT = {
  empty: 'The file is empty',
  'too-large': 'The file is larger than 20 MB: make its pictures smaller, or divide it',
  'cut-off': 'The file did not come whole: send it again',
}

/** A paper that is a file: what it is shows from its content. */
export function registerPaperFile(app: FastifyInstance, place: Place): void {
  app.get(PATH, action(PUBLISH_PAPER), (request, reply) => send(request, reply, place, []))
  const config = { ...action(PUBLISH_PAPER).config, upload: true }
  app.post(PATH, { config }, (request, reply) => publish(request, reply, place))
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const view = await viewFor(place, '/board', request, reply)
  if (view === undefined) return reply
  const { item: id } = request.params as { item: string }
  const item = view.board.items.get(id)
  if (item === undefined) return noSuch(request, reply, 'item', '/board')
  const { replaces } = request.query as { replaces?: string }
  const typed: Typed = { replaces, ...((request.body ?? {}) as Typed) }
  const body = <FilePage item={view.shown(item)} errors={errors} typed={typed} />
  const status = errors.length > 0 ? 422 : 200
  const title = errors.length > 0 ? 'Error: Publish a file' : 'Publish a file'
  return sendPage(request, reply, { title, nav: 'board', purposeBar: false, status, body })
}

type Typed = {
  readonly title?: string | undefined
  readonly replaces?: string | undefined
  readonly why?: string | undefined
}

function FilePage(props: {
  item: ShownItem
  errors: readonly FieldError[]
  typed: Typed
}): ReactNode {
  const { item, errors, typed } = props
  const here = itemHref({ base: '/board' }, item.id)
  const last = new Map(item.papers.map((one) => [one.paper, one.title]))
  const options = [{ value: '', label: 'No, it is a further paper' }]
  for (const [value, label] of last) options.push({ value, label })
  const title = typed.title ?? last.get(typed.replaces ?? '') ?? ''
  return (
    <>
      <BackLink href={here}>{item.title}</BackLink>
      <ErrorSummary errors={errors} />
      <h1>Publish a PDF or a Word file</h1>
      <p>Both sides, and everybody who may read the item, have it at the same minute.</p>
      <PostForm action={`${here}/file`} file>
        <Field name="title" label="What is it called?" value={title} errors={errors} />
        {last.size > 0 && (
          <>
            <SelectField
              name="replaces"
              label="Does it take the place of a paper?"
              hint="The earlier version stays beside it, marked as replaced"
              options={options}
              value={typed.replaces ?? ''}
            />
            <Field
              name="why"
              label="Why is it replaced?"
              hint="Only where it takes the place of a paper; everybody reads it"
              value={typed.why ?? ''}
              errors={errors}
            />
          </>
        )}
        <FileField
          name="upload"
          label="The file"
          hint="PDF or Word, 20 MB at most"
          errors={errors}
        />
        <Button>Publish it</Button>
      </PostForm>
    </>
  )
}

async function publish(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
): Promise<FastifyReply> {
  const { item } = request.params as { item: string }
  const { title = '', replaces, why } = (request.body ?? {}) as Typed
  const upload = uploadIn(request.body)
  const wrong = (field: string, message: string) =>
    send(request, reply, place, [{ field, message }])
  if (upload === undefined) return wrong('upload', 'Choose a file')
  const kept = await keepUpload(upload, join(place.settings.dataFolder, 'papers'), PAPER_BYTES_MAX)
  if (!kept.kept) return wrong('upload', WHY_NOT[kept.why])
  try {
    const file = (await readFile(kept.path)).toString('base64')
    const answer = await place.call(PUBLISH_PAPER, {
      viewer: request.viewer!,
      input: {
        ...{ item, title, file, name: kept.name.slice(0, 120) },
        ...(replaces && { replaces }),
        ...(why && { why }),
      },
    })
    if (answer.ok) return reply.redirect(itemHref({ base: '/board' }, item), 303)
    if ('refusal' in answer) {
      const { code, sentence } = answer.refusal
      return wrong(code === 'no-reason' ? 'why' : 'upload', sentence)
    }
    return wrong('title', `What it is called: ${answer.faults[0]!.sentence}`)
  } finally {
    await kept.drop()
  }
}
