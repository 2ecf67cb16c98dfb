import type { FastifyInstance } from 'fastify'
import type { Action, Proof, Shown } from './access/index.ts'
import type { ClauseKind } from './agreement/index.ts'
import type { Errand, ROOMS, Viewer } from './kernel/index.ts'
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
  /** what follows from a change, each done once */
  readonly errands?: readonly Errand<Place>[]
  /** the news that its lists on screens listen to */
  readonly news?: readonly LiveNews[]
  /** registers its pages; each route names an action, or says `public` */
  pages?(app: FastifyInstance, place: Place): void
  /** where the header leads; the order is the rooms' */
  readonly destinations?: readonly (Destination & { action: string })[]
  /** what somebody who watches over the place must look at */
  concerns?(place: Place): readonly Concern[] | Promise<readonly Concern[]>
  /** figures for an operator */
  gauges?(place: Place): Gauges
  /** what it makes for the made-up place, after the county has been loaded */
  madeUp?(place: Place, say: (text: string) => void): Promise<void>
}

export type { Place } from './main.ts'

/** News of a topic goes to the screens of those who may do the action, and of it what they may hear. */
export type LiveNews = {
  readonly topic: string
  readonly action: string
  /** whether a viewer may know that something with this key has changed; left out, all who may do the action */
  hears?(place: Place, viewer: Viewer, key: string): boolean
}

/** One thing that needs somebody: what, since when or how bad, and where to go. */
export type Concern = {
  what: string
  since: string
  href?: string
  verb?: string
  alert: boolean
}

/** Name → what it is and how to read it. Read when asked for, so nothing is counted for nobody. */
export type Gauges = Readonly<Record<string, { help: string; read(): Promise<number> | number }>>
