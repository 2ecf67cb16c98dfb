import type { ReactNode } from 'react'
import type { OpenDoubt } from '../doubts.ts'
import { sayDifferent, saySame, undoSaid } from '../say-who.ts'
import { seeWhy } from '../see-why.ts'

/** What a data desk is told, so that both speak of the same. */
export function referenceOf(id: string): string {
  return id.slice(0, 8)
}

/** Something in doubt, or a pair that was drawn to be looked at: how a command names it, and where it is listed. */
export type ToSay = Pick<OpenDoubt, 'id' | 'decidable' | 'waitsFor' | 'said'> & {
  readonly called: 'doubt' | 'sampled'
  readonly listed: string
}

/** What somebody can do about it for their side. */
export function Choices({ one, side }: { one: ToSay; side: string }): ReactNode {
  const { id, called, decidable, waitsFor, said } = one
  const own = said.find((saying) => saying.side === side)
  if (own !== undefined) {
    return <Act command={undoSaid} field={['decision', own.decision]} one={one} />
  }
  if (!decidable || !waitsFor.includes(side)) return null
  return (
    <>
      <Act command={saySame} field={[called, id]} one={one} />
      <Act command={sayDifferent} field={[called, id]} one={one} />
    </>
  )
}

export function SeeWhy({ id, listed }: Pick<ToSay, 'id' | 'listed'>): ReactNode {
  return (
    <div>
      <a href={`${listed}/${id}`}>
        {seeWhy.label}
        <span className="nhsuk-u-visually-hidden cc-code">, reference {referenceOf(id)}</span>
      </a>
    </div>
  )
}

function Act(props: { command: typeof saySame; field: [string, string]; one: ToSay }): ReactNode {
  const { command, field, one } = props
  const query = new URLSearchParams([field, ['then', one.listed]])
  return (
    <div>
      <a href={`/do/${command.name}?${query}`}>
        {command.label}
        <span className="nhsuk-u-visually-hidden cc-code">, reference {referenceOf(one.id)}</span>
      </a>
    </div>
  )
}
