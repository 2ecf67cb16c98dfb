import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ReactNode } from 'react'
import type { Viewer } from '../../kernel/index.ts'
import { unitsNow } from '../../record/index.ts'
import { EmptyState, formatList, sendPage } from '../../shell/index.ts'
import type { TodayPlace } from './today-place.ts'

/** For somebody of one ward whose sign-in does not say which: never the page of an empty ward. */
export async function sendNoUnit(
  request: FastifyRequest,
  reply: FastifyReply,
  place: TodayPlace,
  { actor }: Viewer,
): Promise<FastifyReply> {
  const units = await unitsNow(place, actor.organisation)
  return sendPage(request, reply, {
    title: 'Today',
    nav: 'today',
    body: <NoUnit units={units} />,
  })
}

export function NoUnit({ units }: { units: readonly string[] }): ReactNode {
  return (
    <>
      <h1>We do not know which ward is yours</h1>
      <EmptyState title="Your sign-in does not name a ward, so nobody can be listed.">
        <p>
          This says nothing about who is here. Whoever manages your sign-in can add your ward,
          written as the hospital writes it. <Named units={units} />
        </p>
        <p>
          <a href="/people">Find a person</a>
        </p>
      </EmptyState>
    </>
  )
}

/** A ward that no stay was ever on: misspelt, renamed, or not sent at all. */
export function UnnamedWard(props: { unit: string; units: readonly string[] }): ReactNode {
  return (
    <>
      <h1>No feed has ever named {props.unit}</h1>
      <EmptyState title="Your sign-in gives this as your ward, and the hospital does not name it so.">
        <p>
          This says nothing about who is here: it may be written another way, or not sent.{' '}
          <Named units={props.units} /> Whoever manages your sign-in can put it right.
        </p>
        <p>
          <a href="/people">Find a person</a>
        </p>
      </EmptyState>
    </>
  )
}

function Named({ units }: { units: readonly string[] }): ReactNode {
  return units.length === 0
    ? 'The hospital names no ward now: nothing has come from it, or it sends none.'
    : `The hospital names these now: ${formatList(units)}.`
}
