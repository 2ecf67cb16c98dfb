import { type TaskKind, taskWords } from './task-kind.ts'

/** What is wrong with what is known of a stay, and what is made of it. */
export type Trouble =
  | { readonly kind: 'ends-first' }
  | { readonly kind: 'end-unknown' }
  | { readonly kind: 'ready-before' }
  | { readonly kind: 'ready-after' }
  | { readonly kind: 'two-stays' }
  | { readonly kind: 'closed-first'; readonly task: TaskKind }
  | { readonly kind: 'no-party'; readonly holder: string }
  | { readonly kind: 'nothing-contested'; readonly dispute: string }

/** A sentence each, for the page and for whoever checks. */
export function troubleWords(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'ends-first':
      return 'They are said to have left before they came: no minute is counted until the hospital puts that right.'
    case 'end-unknown':
      return 'The stay is over and nobody says when it ended: no minute is counted until the hospital says so.'
    case 'ready-before':
      return 'They are said to have been ready before they came: what is counted begins when they came.'
    case 'ready-after':
      return 'They are said to have been ready only after they had left: no minute is counted for that.'
    case 'two-stays':
      return 'Two stays go on at once. Nobody waits in two beds: such minutes are counted in the stay that began last.'
    case 'closed-first':
      return `A task is said to have been closed before it was opened (${taskWords(trouble.task)}): it holds no minute.`
    case 'no-party':
      return (
        `${trouble.holder} is not, or no longer, in the agreement: ` +
        'what it held stays under its name and goes to nobody else.'
      )
    case 'nothing-contested':
      return (
        'The minutes of a dispute are not counted any more, because of what was learnt later: ' +
        'nothing of them is left to settle.'
      )
  }
}
