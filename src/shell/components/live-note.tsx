import type { ReactNode } from 'react'

/**
 * Place it above a live list, on a page sent with `script: ['live']`: when news of the topic comes it says so in place
 * of what it holds, to screen readers too, and stays in view; the list does not move. `topic` is one that a room
 * announces. `changes` is the address of what has changed since: then the rows of the page (`live` tables) are replaced
 * where they stand, when somebody asks, or by themselves where the list `follows`.
 */
export function LiveNote(props: {
  topic: string
  words?: string
  changes?: string
  /** the rows come by themselves, but for those at which somebody is: what they point at does not move */
  follows?: boolean
  /** what stands there until news comes */
  children?: ReactNode
}): ReactNode {
  return (
    <div
      className="cc-live-note"
      role="status"
      data-live={props.topic}
      data-words={props.words ?? 'This list has changed. Show the changes'}
      data-changes={props.changes}
      data-follows={props.follows ? '' : undefined}
    >
      {props.children}
    </div>
  )
}

/**
 * Around the tables of a page that holds only what has changed. `gone`: keys of rows that are on the list no more;
 * `next`: the address of what changes after this.
 */
export function ListChanges(props: {
  gone: readonly string[]
  next: string
  children: ReactNode
}): ReactNode {
  return (
    <div data-changed data-gone={props.gone.join(' ')} data-next={props.next}>
      {props.children}
    </div>
  )
}
