import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import { capital, Fault, plural } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  EmptyState,
  ErrorSummary,
  type FieldError,
  FileField,
  formatDateTime,
  formatFullDate,
  keepUpload,
  PostForm,
  requireViewer,
  sendPage,
  Table,
  uploadIn,
} from '../../shell/index.ts'
import { READ } from '../actions.ts'
import { MAKE_RETURN } from '../make-return.ts'
import { type MadeReturn, returnsOf } from '../queries-returns.ts'
import { differencesIn } from '../read-return.ts'
import { returnName } from '../return-name.ts'
import { type FundRule, rulesOf } from '../rules.ts'
import { noSuchFund } from './fund.tsx'
import { fundHref, returnHref } from './money.tsx'
import { ReturnDifferences } from './return-differences.tsx'

const FILE_BYTES_MAX = 20_000_000

/** The returns of a fund, and a form for one that comes back edited. */
export function registerReturns(app: FastifyInstance, place: Place): void {
  app.get('/fund/:fund/returns', action(READ), (request, reply) =>
    sendReturns(request, reply, place, []),
  )
  const config = { ...action(READ).config, upload: true }
  app.post('/fund/:fund/returns', { config }, (request, reply) =>
    compareUpload(request, reply, place),
  )
}

async function sendReturns(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  errors: readonly FieldError[],
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const { fund: id } = request.params as { fund: string }
  const fund = rulesOf(place.agreement.current()).funds.get(id)
  if (fund === undefined) return noSuchFund(request, reply)
  const returns = await returnsOf(place.databases.care.short, id)
  const may = place.whyNot(viewer, MAKE_RETURN) === undefined
  const body = <ReturnsPage {...{ fund, returns, may, errors }} now={place.clock.now()} />
  const title = errors.length > 0 ? 'Error: Returns' : 'Returns'
  return sendPage(request, reply, {
    title,
    nav: 'fund',
    status: errors.length > 0 ? 422 : 200,
    body,
  })
}

type Props = {
  fund: FundRule
  returns: readonly Omit<MadeReturn, 'sheets'>[]
  may: boolean
  errors: readonly FieldError[]
  now: Date
}

function ReturnsPage({ fund, returns, may, errors, now }: Props): ReactNode {
  const here = `${fundHref(fund.id)}/returns`
  return (
    <>
      <BackLink href={fundHref(fund.id)}>{fund.name}</BackLink>
      <ErrorSummary errors={errors} />
      <h1>What has been returned?</h1>
      <p className="cc-lead">
        A return is made from the books, and every figure of it opens to its transfers. It is laid
        out by the partnership and is no official form.
      </p>
      {may && (
        <p>
          <a href={`/do/${MAKE_RETURN}?fund=${fund.id}`}>Make a return</a>
        </p>
      )}
      <Table
        caption="Returns of the year, the newest first"
        hideCaption
        columns={[
          {
            head: 'Return',
            cell: (one) => <a href={returnHref(one.id)}>{returnName(one, fund)}</a>,
          },
          { head: 'Booked up to', nowrap: true, cell: ({ at }) => formatFullDate(at) },
          { head: 'Made by', cell: ({ name }) => name },
          {
            head: 'Made',
            nowrap: true,
            cell: ({ learntAt }) => formatDateTime(learntAt, now),
          },
        ]}
        rows={returns}
        rowKey={({ id }) => id}
        empty={<EmptyState title="No return of this year has been made." />}
      />
      <h2>Has one come back edited?</h2>
      <p>What was changed by hand is shown cell by cell. The file is not kept.</p>
      <PostForm action={here} file>
        <FileField
          name="upload"
          label="The workbook"
          hint="As it was made, with its cover, 20 MB at most"
          errors={errors}
        />
        <Button>Show what was changed</Button>
      </PostForm>
    </>
  )
}

async function compareUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
): Promise<FastifyReply> {
  const viewer = requireViewer(request, reply)
  if (viewer === undefined) return reply
  const upload = uploadIn(request.body)
  const wrong = (message: string) =>
    sendReturns(request, reply, place, [{ field: 'upload', message }])
  if (upload === undefined) return wrong('Choose the workbook')
  const folder = join(place.settings.dataFolder, 'uploads')
  const kept = await keepUpload(upload, folder, FILE_BYTES_MAX)
  if (!kept.kept) return wrong(NOT_KEPT[kept.why])
  try {
    const { made, cells } = await differencesIn(place.databases.care.short, kept.path)
    const fund = rulesOf(place.agreement.current()).funds.get(made.fund)
    const name = fund === undefined ? made.kind : returnName(made, fund)
    const body = <ReturnDifferences {...{ made, cells, name }} />
    const title = plural(cells.length, 'cell differs', 'cells differ')
    return await sendPage(request, reply, { title, nav: 'fund', body })
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const where = error.where.replace(kept.path, '').replace(/^[\s,:]+/, '')
    const place = where === '' ? '' : ` (${where})`
    return wrong(`${capital(error.message)}${place}. ${error.remedy}`)
  } finally {
    await kept.drop()
  }
}

const NOT_KEPT = {
  empty: 'The file is empty. Choose it again.',
  'too-large': 'The file is larger than 20 MB. A return is smaller.',
  'cut-off': 'The file did not arrive whole. Send it again.',
} as const
