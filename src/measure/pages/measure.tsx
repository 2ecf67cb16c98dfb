import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  AsideNote,
  AskTime,
  action,
  BackLink,
  FigureStrip,
  formatDateTime,
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
import { measureBundle } from '../measure-fhir.ts'
import { type MapSquare, mapSquares } from '../queries-map.ts'
import { type ReadMeasure, readMeasure } from '../read-measure.ts'
import { REBASE } from '../rebase.ts'
import { agreementBy } from '../run-measure.ts'
import { SPLITS } from '../tell-editions.ts'
import { Definition } from './definition.tsx'
import { AssuranceMark, VariationMark } from './marks.tsx'
import { Differences, Editions } from './measure-tables.tsx'
import { periodWords } from './period-words.ts'
import { pictureOf } from './run-picture.ts'
import { Series } from './series.tsx'
import { Splits } from './splits.tsx'

/** One measure: what it says over time, how it is counted, by whom it is answered for, and all that was ever said. */
export function registerMeasure(app: FastifyInstance, place: Place): void {
  app.get('/measure/:measure', action(READ), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { measure } = request.params as { measure: string }
    const [, name = '', form] = FORM.exec(measure) ?? []
    const address = listAddress(`/measure/${name}`, { by: SPLITS }, request.query)
    const { knownAt } = address
    const at = knownAt !== undefined && knownAt < place.clock.now() ? knownAt : undefined
    const known = definitionsOf(agreementBy(place.agreement, at)).some(({ id }) => id === name)
    if (!known) {
      const when = at === undefined ? 'in effect' : 'that was in effect then'
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such measure',
        sentences: [`No clause of the agreement ${when} makes it.`],
        next: { href: '/measure', label: 'See what is counted' },
      })
    }
    const read = await readMeasure(place, name, at)
    if (form !== undefined) {
      reply.header('content-disposition', `attachment; filename="${name}${form}"`)
      return form === '.csv'
        ? reply.type('text/csv; charset=utf-8').send(asCsv(read))
        : reply.type('application/fhir+json; charset=utf-8').send(fhirOf(place, read))
    }
    const picture = await pictureOf(read.charted, request.nonce)
    const squares =
      address.chosen('by') === 'neighbourhood'
        ? await mapSquares(place.databases.planning.short)
        : []
    const body = <MeasurePage {...{ place, viewer, read, picture, address, squares }} />
    return sendPage(request, reply, { title: read.charted.definition.name, nav: 'measure', body })
  })
}

/** A measure by its name, and as what it is taken: a page, a table, FHIR. */
const FORM = /^(.*?)(\.csv|\.fhir\.json)?$/

function fhirOf(place: Place, read: ReadMeasure): string {
  const { settings, clock, agreement } = place
  const about = { origin: settings.origin, madeUp: settings.mode !== 'live', now: clock.now() }
  const bundle = measureBundle(read, { ...about, name: agreement.current()?.place ?? '' })
  return JSON.stringify(bundle, null, 2)
}

type Props = {
  place: Place
  viewer: Viewer
  read: ReadMeasure
  picture: string
  address: ListAddress<{ by: typeof SPLITS }>
  squares: readonly MapSquare[]
}

function MeasurePage({ place, viewer, read, picture, address, squares }: Props): ReactNode {
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
      <SaidThen read={read} address={address} now={now} />
      <p className="cc-lead">
        {definition.question} <strong>{charted.signal.says}</strong>
      </p>
      <InShort read={read} />
      <Series charted={charted} picture={picture} />
      <p className="cc-no-print">
        <a href={`/measure/${definition.id}.csv`}>Take it as a table</a> ·{' '}
        <a href={`/measure/${definition.id}.fhir.json`}>for other systems, as FHIR</a>
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
      <Differences read={read} agreement={place.agreement.current()} />
      <Splits read={read} address={address} squares={squares} />
      <Definition definition={definition} />
      <Editions read={read} now={now} />
      <AskTime
        words="See what had been said of it by the end of a day"
        at={read.at}
        present={now}
        day
        kept={address.chosen('by') === undefined ? [] : [['by', address.chosen('by')!]]}
      />
    </>
  )
}

/** Nobody takes what was said before for what is said now. */
function SaidThen(props: Pick<Props, 'read' | 'address'> & { now: Date }): ReactNode {
  const { read, address, now } = props
  if (read.at === undefined) {
    if (!address.asksKnownAt) return null
    return (
      <AsideNote>
        <strong>This is what is said now.</strong> The day in the address cannot be read, or is not
        over.
      </AsideNote>
    )
  }
  return (
    <AsideNote>
      <strong>What had been said by {formatDateTime(read.at.toISOString(), now)}</strong>, by the
      definition of then. <a href={address.asNow}>See what is said now</a>
    </AsideNote>
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
