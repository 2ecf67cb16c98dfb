import { type Refusal, refuse } from './refusal.ts'

/** What may be done with a thing that has states: one row of its table. */
export type Move<State extends string, Need extends string> = {
  /** each state in which it may be done, and the one that the thing is in afterwards */
  readonly from: Readonly<Partial<Record<State, State>>>
  /** what it asks of whoever does it, beside the state; whoever acts tests them in this order */
  readonly needs: readonly Need[]
  /** of the button: its verb first */
  readonly label: string
  /** why not, in any other state: to follow `it is settled` and `, so` */
  readonly closed: string
}

/**
 * A life cycle: one typed table, action by state. Guards, buttons, words of refusals and the diagram in the room's
 * README are read from it, so that they cannot differ.
 */
export type LifeCycle<State extends string, Act extends string, Need extends string> = {
  /** what the thing is called, and each state in words: `this dispute`, `is settled` */
  readonly thing: string
  readonly states: Readonly<Record<State, string>>
  /** the state in which it begins */
  readonly first: State
  readonly moves: Readonly<Record<Act, Move<State, Need>>>
}

/** Takes the types from the table itself. */
export function lifeCycle<State extends string, Act extends string, Need extends string>(
  cycle: LifeCycle<State, Act, Need>,
): LifeCycle<State, Act, Need> {
  return cycle
}

/** What a state leaves open, in the order of the table. */
export function openMoves<State extends string, Act extends string, Need extends string>(
  { moves }: LifeCycle<State, Act, Need>,
  state: State,
): Act[] {
  return (Object.keys(moves) as Act[]).filter((act) => moves[act].from[state] !== undefined)
}

/** The state afterwards; or, where the state does not leave it open, the refusal with the code `closed`. */
export function nextState<State extends string, Act extends string, Need extends string>(
  { thing, states, moves }: LifeCycle<State, Act, Need>,
  act: Act,
  state: State,
): State | Refusal<'closed'> {
  const { from, closed } = moves[act]
  const next = from[state]
  return next ?? refuse('closed', `${thing} ${states[state]}, so ${closed}.`)
}

/** The table as a picture: the text of a Mermaid state diagram. */
export function diagram<State extends string, Act extends string, Need extends string>({
  states,
  first,
  moves,
}: LifeCycle<State, Act, Need>): string {
  const names = Object.keys(states) as State[]
  const arrows = names.flatMap((from) =>
    (Object.keys(moves) as Act[]).flatMap((act) => {
      const to = moves[act].from[from]
      return to === undefined ? [] : [`  ${from} --> ${to}: ${moves[act].label}`]
    }),
  )
  const last = names.filter((state) => !arrows.some((line) => line.startsWith(`  ${state} -->`)))
  return [
    'stateDiagram-v2',
    `  [*] --> ${first}`,
    ...arrows,
    ...last.map((state) => `  ${state} --> [*]`),
  ].join('\n')
}
