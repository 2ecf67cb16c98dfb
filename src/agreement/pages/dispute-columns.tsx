import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { type Column, capital, formatDate, formatWait, Tag } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import type { DisputeTold } from '../disputes.ts'
import { DISPUTE_FORMS, formOf, mayUse } from './dispute-forms.ts'
import type { DisputePlace } from './disputes.tsx'

const HOUR = 3_600_000

/** The table of what the sides differ about: with the next step where it is open, with its end where it has ended. */
export function columns(
  place: DisputePlace,
  viewer: Viewer,
  ended: boolean,
): Column<DisputeTold>[] {
  const now = place.clock.now()
  const told: Column<DisputeTold>[] = [
    { head: 'About', cell: ({ id, about }) => <a href={`/disputes/${id}`}>{about}</a> },
    { head: 'Where', cell: ({ room }) => capital(place.roomWords(room)) },
    {
      head: 'Open for',
      nowrap: true,
      cell: ({ standing }) => formatWait(standing.ageHours * HOUR),
    },
  ]
  if (ended) {
    const how = ({ standing }: DisputeTold) =>
      standing.state === 'settled' ? (
        <Tag tone="green">Settled</Tag>
      ) : (
        <Tag tone="grey">Withdrawn</Tag>
      )
    const when = ({ standing }: DisputeTold) => formatDate(standing.endedAt!, now)
    return [...told, { head: 'How', cell: how }, { head: 'Ended', nowrap: true, cell: when }]
  }
  return [
    ...told,
    { head: 'Step', cell: stepCell },
    { head: 'Until', nowrap: true, cell: ({ standing }) => untilWords(standing, now) },
    {
      head: 'Next step',
      hideHead: true,
      cell: (one) => nextButton(place, viewer, one),
    },
  ]
}

function stepCell({ standing, holder }: DisputeTold): ReactNode {
  return (
    <>
      {capital(standing.on.name)}
      <span className="cc-learnt">{holder}</span>
      {standing.state === 'proposed' && <Tag tone="blue">Proposal made</Tag>}
    </>
  )
}

function untilWords({ due, late }: DisputeTold['standing'], now: Date): ReactNode {
  if (due === undefined) return 'no date'
  return late ? <span className="cc-late">{formatDate(due, now)}</span> : formatDate(due, now)
}

function nextButton(place: DisputePlace, viewer: Viewer, one: DisputeTold): ReactNode {
  const agreement = place.agreement.current() as Agreement
  const now = place.clock.now()
  const form = DISPUTE_FORMS.find(({ act }) => mayUse(place, agreement, viewer, one, act, now))
  if (form === undefined) return null
  return (
    <a
      className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
      href={formOf(form, one)}
    >
      {form.short}
      <span className="nhsuk-u-visually-hidden"> about {one.about}</span>
    </a>
  )
}
