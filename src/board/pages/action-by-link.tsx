import type { ReactNode } from 'react'
import { formatDate } from '../../shell/index.ts'
import type { ActionToDo } from '../item.ts'
import type { ShownItem } from '../shown.ts'

/**
 * What somebody has taken on, for the post that was written to: of a private item no more than that there is
 * something.
 */
export function ActionByLink(props: {
  action: ActionToDo
  item: ShownItem | undefined
  owner: string
  now: Date
}): ReactNode {
  const { action, item, owner, now } = props
  const kept = item === undefined || item.kept
  return (
    <>
      <p className="cc-lead">{kept ? 'Something for a private item of the board.' : action.what}</p>
      <p>
        {owner} has until {formatDate(action.due, now)}. Whoever has done it says so when they are
        signed in, on the page of what is to be done.
      </p>
    </>
  )
}
