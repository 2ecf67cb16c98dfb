import type { ReactNode } from 'react'
import type { OpenDoubt } from '../doubts.ts'
import { DOUBTS_PATH, sayDifferent, saySame, undoSaid } from '../say-who.ts'
import { seeWhy } from '../see-why.ts'

/** What a data desk is told, so that both speak of the same. */
export function referenceOf(id: string): string {
  return id.slice(0, 8)
}

/** What somebody can do about a doubt for their side. */
export function Choices({ doubt, side }: { doubt: OpenDoubt; side: string }): ReactNode {
  const { id, decidable, waitsFor, said } = doubt
  const own = said.find((one) => one.side === side)
  if (own !== undefined) {
    return <Act command={undoSaid} field={['decision', own.decision]} doubt={id} />
  }
  if (!decidable || !waitsFor.includes(side)) return null
  return (
    <>
      <Act command={saySame} field={['doubt', id]} doubt={id} />
      <Act command={sayDifferent} field={['doubt', id]} doubt={id} />
    </>
  )
}

export function SeeWhy({ id }: { id: string }): ReactNode {
  return (
    <div>
      <a href={`${DOUBTS_PATH}/${id}`}>
        {seeWhy.label}
        <span className="nhsuk-u-visually-hidden cc-code">, reference {referenceOf(id)}</span>
      </a>
    </div>
  )
}

function Act(props: {
  command: typeof saySame
  field: [string, string]
  doubt: string
}): ReactNode {
  const { command, field, doubt } = props
  const query = new URLSearchParams([field, ['then', DOUBTS_PATH]])
  return (
    <div>
      <a href={`/do/${command.name}?${query}`}>
        {command.label}
        <span className="nhsuk-u-visually-hidden cc-code">, reference {referenceOf(doubt)}</span>
      </a>
    </div>
  )
}
