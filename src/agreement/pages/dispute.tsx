import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { WhereTo } from '../../room.ts'
import {
  action,
  BackLink,
  ClauseLink,
  formatDate,
  formatWait,
  requireViewer,
  sendPage,
  sendProblem,
} from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'
import { disputeCycle } from '../dispute-cycle.ts'
import { type DisputeTold, tellDispute } from '../disputes.ts'
import { ladderOf } from '../may-act.ts'
import { DISPUTE_FORMS, type DisputeForm, formOf, mayUse } from './dispute-forms.ts'
import { BothSides, History, Proposal } from './dispute-said.tsx'
import type { DisputePlace } from './disputes.tsx'
import { LadderSteps } from './ladder-steps.tsx'

const HOUR = 3_600_000

/** One dispute: what each side says, where it is on the ladder, what happened, what may be done. */
export function registerDispute(app: FastifyInstance, place: DisputePlace): void {
  app.get('/disputes/:id', action('agreement.disputes'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const { id } = request.params as { id: string }
    const told = /^[0-9a-f-]{36}$/.test(id) ? await tellDispute(place, id) : undefined
    const agreement = place.agreement.current()
    if (told === undefined || agreement === undefined) {
      return sendProblem(request, reply, {
        status: 404,
        title: 'There is no such dispute',
        sentences: ['The address may have been cut off.'],
        next: { href: '/disputes', label: 'See where we differ' },
      })
    }
    const now = place.clock.now()
    const forms = DISPUTE_FORMS.filter(({ act }) =>
      mayUse(place, agreement, viewer, told, act, now),
    )
    const leads = place.disputedAt(viewer, told)
    const props = { told, agreement, forms, leads, now, room: place.roomWords(told.room) }
    const body = <DisputePage {...props} />
    return sendPage(request, reply, { title: told.about, nav: 'disputes', body })
  })
}

function DisputePage(props: {
  told: DisputeTold
  agreement: Agreement
  forms: readonly DisputeForm[]
  /** to the thing that it is about, where they may open that */
  leads: WhereTo | undefined
  now: Date
  room: string
}): ReactNode {
  const { told, agreement, forms, leads, now, room } = props
  const { standing, facts } = told
  const ladder = ladderOf(agreement)
  return (
    <>
      <BackLink href="/disputes">Where we differ</BackLink>
      <h1>{told.about}</h1>
      <p className="cc-lead">{whereItStands(told, now)}</p>
      {forms.length > 0 && <Buttons forms={forms} told={told} />}
      {standing.proposal && <Proposal fact={standing.proposal} told={told} agreement={agreement} />}
      <h2>What each side says</h2>
      <BothSides told={told} agreement={agreement} now={now} />
      <h2>Where it is</h2>
      {ladder && <LadderSteps ladder={ladder} told={told} agreement={agreement} now={now} />}
      <Meanwhile {...{ told, room, leads }} clause={ladder?.clause} />
      <h2>What happened</h2>
      <ol className="cc-timeline">
        {facts.toReversed().map((fact) => (
          <History
            key={`${fact.act} ${fact.at.getTime()} ${fact.words}`}
            fact={fact}
            agreement={agreement}
            now={now}
          />
        ))}
      </ol>
    </>
  )
}

/** What stands until it is settled, by which clause, and of whom it is. */
function Meanwhile(props: {
  told: DisputeTold
  clause: string | undefined
  room: string
  leads: WhereTo | undefined
}): ReactNode {
  const { told, clause, room, leads } = props
  const { standing, stands, personId } = told
  const open = standing.endedAt === undefined && stands !== ''
  return (
    <p>
      {open && `Until it is settled, ${stands}. `}
      It is a matter of {room}
      {clause !== undefined && (
        <>
          , and goes by <ClauseLink number={clause} />
        </>
      )}
      .{personId !== undefined && ' It is about one person.'}
      {leads !== undefined && (
        <>
          {' '}
          <a href={leads.href}>{leads.verb}</a>
        </>
      )}
    </p>
  )
}

function whereItStands({ standing, openedAt, holder }: DisputeTold, now: Date): string {
  const { state, on, due, late, ageHours, endedAt } = standing
  const age = formatWait(ageHours * HOUR)
  if (endedAt !== undefined) {
    const how = state === 'settled' ? 'Settled' : 'Withdrawn'
    return `${how} on ${formatDate(endedAt, now)}, ${age} after it was opened.`
  }
  const how = on.mediator === undefined ? '' : `, ${on.mediator.how}`
  const who = `${on.name} (${holder}${how})`
  const day = due === undefined ? '' : formatDate(due, now)
  const until = due === undefined ? '' : late ? `, overdue since ${day}` : `, until ${day}`
  return `It is with ${who}${until}. Opened on ${formatDate(openedAt, now)}, ${age} ago.`
}

function Buttons(props: { forms: readonly DisputeForm[]; told: DisputeTold }): ReactNode {
  return (
    <div className="cc-toolbar">
      {props.forms.map((form, at) => (
        <a
          key={form.act}
          className={`nhsuk-button${at === 0 ? '' : ' nhsuk-button--secondary'}`}
          href={formOf(form, props.told)}
        >
          {form.act === 'accept' ? 'Accept or decline' : disputeCycle.moves[form.act].label}
        </a>
      ))}
    </div>
  )
}
