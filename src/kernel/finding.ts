/** One thing that whoever runs a place must have right, and what was found of it. No secret stands in it. */
export type Finding = {
  /** the part of docs/operate.md that it belongs to: `database`, `witnesses` */
  readonly about: string
  readonly found: 'right' | 'wanting'
  /** a sentence without its full stop */
  readonly says: string
  /** what to do, as a sentence; where something is wanting */
  readonly remedy?: string
}

export function right(about: string, says: string): Finding {
  return { about, found: 'right', says }
}

export function wanting(about: string, says: string, remedy: string): Finding {
  return { about, found: 'wanting', says, remedy }
}
