import type { FastifyInstance } from 'fastify'
import type { Action, Proof, Shown } from './access/index.ts'
import type { ClauseKind } from './agreement/index.ts'
import type { ROOMS } from './kernel/index.ts'
import type { Place } from './main.ts'
import type { Destination } from './shell/index.ts'
import type { NamedCommand } from './trail/index.ts'

/**
 * What a room is to the rest of the house: one value, in one list (`rooms.ts`), over which `main.ts` and
 * `serve.ts` go in loops. A room that hands in nothing of a kind leaves it out. There is no container: what a
 * room is given is the place, built by hand.
 */
export type Room = {
  readonly name: (typeof ROOMS)[number]
  /** what people call it, where that is not its name: `what arrives` */
  readonly words?: string
  /** the kinds of clause that it obeys */
  readonly kinds?: readonly ClauseKind[]
  /** what it can prove between an actor and a person */
  readonly relationships?: readonly Proof[]
  /** the parts into which it divides what it shows of a person */
  readonly dataClasses?: readonly Shown[]
  /** what its pages do, beside its commands */
  readonly actions?: readonly Action[]
  /** what can be done in it by name */
  readonly commands?: readonly NamedCommand<Place>[]
  /** registers its pages; each route names an action, or says `public` */
  pages?(app: FastifyInstance, place: Place): void
  /** where the header leads; the order is the rooms' */
  readonly destinations?: readonly (Destination & { action: string })[]
  /** figures for an operator */
  gauges?(place: Place): Gauges
  /** what it makes for the made-up place, after the county has been loaded */
  madeUp?(place: Place, say: (text: string) => void): Promise<void>
}

export type { Place } from './main.ts'

/** Name → what it is and how to read it. Read when asked for, so nothing is counted for nobody. */
export type Gauges = Readonly<Record<string, { help: string; read(): Promise<number> | number }>>
