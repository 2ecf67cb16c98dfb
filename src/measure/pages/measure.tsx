import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  FigureStrip,
  type ListAddress,
  listAddress,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import { READ, TRY } from '../actions.ts'
import { definitionsOf } from '../definition.ts'
import { EXPLAIN } from '../explain-difference.ts'
import { valueWords } from '../figure-words.ts'
import { asCsv } from '../measure-csv.ts'
import { type ReadMeasure, readMeasure } from '../read-measure.ts'
import { REBASE } from '../rebase.ts'
import { SPLITS } from '../tell-editions.ts'
import { Definition } from './definition.tsx'
import { AssuranceMark, VariationMark } from './marks.tsx'
import { Differences, Editions, Splits } from './measure-tables.tsx'
import { periodWords } from './period-words.ts'
import { pictureOf } from './run-picture.ts'
import { Series } from './series.tsx'

/** One measure: what it says over time, how it is counted, by whom it is answered for, and all that was ever said. */
export function registerMeasure(app: FastifyInstance, place: Place): void {
  app.get('/measure/:measure', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { measure } = request.params as { measure: string }
    const csv = measure.endsWith('.csv')
    const name = csv ? measure.slice(0, -'.csv'.length) : measure
    const known = definitionsOf(place.agreement.current()).some(({ id }) => id === name)
    if (!known) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such measure',
        sentences: ['No clause of the agreement in effect makes it.'],
        next: { href: '/measure', label: 'See what is counted' },
      })
    }
    const read = await readMeasure(place, name)
    if (csv) {
      reply.header('content-disposition', `attachment; filename="${name}.csv"`)
      return reply.type('text/csv; charset=utf-8').send(asCsv(read))
    }
    const address = listAddress(`/measure/${name}`, { by: SPLITS }, request.query)
    const picture = await pictureOf(read.charted, request.nonce)
    const body = <MeasurePage {...{ place, viewer, read, picture, address }} />
    return sendPage(request, reply, { title: read.charted.definition.name, nav: 'measure', body })
  })
}

type Props = {
  place: Place
  viewer: Viewer
  read: ReadMeasure
  picture: string
  address: ListAddress<{ by: typeof SPLITS }>
}

function MeasurePage({ place, viewer, read, picture, address }: Props): ReactNode {
  const { charted } = read
  const { definition } = charted
  const now = place.clock.now()
  const may = (name: string) => place.whyNot(viewer, name) === undefined
  const back = encodeURIComponent(`/measure/${definition.id}`)
  const doing = (name: string) => `/do/${name}?measure=${definition.id}&then=${back}`
  return (
    <>
      <BackLink href="/measure">What we count</BackLink>
      <h1>{definition.name}</h1>
      <p className="cc-lead">
        {definition.question} <strong>{charted.signal.says}</strong>
      </p>
      <InShort read={read} />
      <Series charted={charted} picture={picture} />
      <p className="cc-no-print">
        <a href={`/measure/${definition.id}.csv`}>Take it as a table</a>
        {may(TRY) && (
          <>
            {' '}
            · <a href={`/measure/try?like=${definition.id}`}>Try another definition of it</a>
          </>
        )}
        {may(REBASE) && (
          <>
            {' '}
            · <a href={doing(REBASE)}>Begin the limits anew</a>
          </>
        )}
        {may(EXPLAIN) && (
          <>
            {' '}
            · <a href={doing(EXPLAIN)}>Say what your own books have</a>
          </>
        )}
      </p>
      <Differences read={read} now={now} agreement={place.agreement.current()} />
      <Splits read={read} address={address} />
      <Definition definition={definition} />
      <Editions read={read} now={now} />
    </>
  )
}

function InShort({ read: { charted } }: { read: ReadMeasure }): ReactNode {
  const { definition, points, target } = charted
  const last = points.at(-1)
  const quality = last?.quality
  return (
    <FigureStrip
      label={definition.name}
      figures={[
        {
          label: definition.unit,
          value: last === undefined ? '–' : valueWords(definition, last.told.value!),
          note: last === undefined ? 'too few to show' : periodWords(definition, last.period),
        },
        { label: 'by its latest point', value: <VariationMark charted={charted} /> },
        ...(target === undefined
          ? []
          : [
              {
                label: `the target of ${valueWords(definition, target)}`,
                value: <AssuranceMark charted={charted} />,
              },
            ]),
        ...(quality === undefined || quality === null
          ? []
          : [{ label: 'of 100 items of its feeds can be read', value: quality }]),
      ]}
    />
  )
}
