import type { ReactNode } from 'react'

/**
 * Place it after a live list, on a page sent with `script: ['live']`: when news of the topic comes it
 * says so, to screen readers too, and offers the list anew. `topic` is one that a room announces.
 */
export function LiveNote(props: { topic: string; words?: string }): ReactNode {
  return (
    <div
      className="cc-live-note"
      role="status"
      data-live={props.topic}
      data-words={props.words ?? 'This list has changed. Show the changes'}
    />
  )
}
