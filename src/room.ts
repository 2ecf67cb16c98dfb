import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import type { Action, AgreedNames, Link, Proof, Shown } from './access/index.ts'
import type { ClauseKind, Replay } from './agreement/index.ts'
import type { ReturnSection } from './fund/index.ts'
import type { FileKind } from './intake/index.ts'
import type { Errand, PersonId, Viewer } from './kernel/index.ts'
import type { Place } from './main.ts'
import type { HandedTie } from './record/index.ts'
import type { Destination } from './shell/index.ts'
import type { HeldTables, NamedCommand } from './trail/index.ts'

/**
 * What a room is to the rest of the house: one value, in one list (`rooms.ts`), over which `main.ts` and
 * `serve.ts` go in loops. A room that hands in nothing of a kind leaves it out. There is no container: what a
 * room is given is the place, built by hand.
 */
export type Room = {
  readonly name: string
  /** what people call it, where that is not its name: `what arrives`; partners may differ about a room with words */
  readonly words?: string
  /** its own tables: the folder with its migrations, where that is not `src/NAME/schema` */
  readonly schema?: string
  /** the kinds of clause that it obeys */
  readonly kinds?: readonly ClauseKind[]
  /** what a text of the agreement would have done with what was done in it */
  readonly replays?: readonly Replay[]
  /** what it can prove between an actor and a person */
  readonly relationships?: readonly Proof[]
  /** how it proves those that the record cannot */
  readonly ties?: readonly Tie[]
  /** the parts into which it divides what it shows of a person */
  readonly dataClasses?: readonly Shown[]
  /** what its pages do, beside its commands */
  readonly actions?: readonly Action[]
  /** what can be done in it by name */
  readonly commands?: readonly NamedCommand<Place>[]
  /** what it does to people by itself, by the name that stands in the log: for whoever it is about */
  readonly deeds?: readonly { readonly name: string; readonly says: string }[]
  /** what follows from a change, each done once */
  readonly errands?: readonly Errand<Place>[]
  /** the news that its lists on screens listen to */
  readonly news?: readonly LiveNews[]
  /** the kinds of file that it reads */
  readonly fileKinds?: readonly FileKind[]
  /**
   * Registers its pages; each route names an action, or says `public`. What draws them is imported there, so that a
   * command or a test that draws nothing does not load it.
   */
  pages?(app: FastifyInstance, place: Place): void | Promise<void>
  /** what is shown, and not answered, to whoever opens a link that names it */
  readonly links?: readonly LinkPage[]
  /** where the header leads; the order is the rooms' */
  readonly destinations?: readonly (Destination & { action: string })[]
  /** what it adds to the page of a person */
  readonly sections?: readonly PersonSection[]
  /** where a dispute leads that is about a thing of it, or about somebody whose page it has */
  disputed?(about: Disputed): WhereTo | undefined
  /** what waits for somebody who looks at Today */
  today?(place: Place, viewer: Viewer): readonly TodayLine[] | Promise<readonly TodayLine[]>
  /** what somebody who watches over the place must look at */
  concerns?(place: Place, viewer: Viewer): readonly Concern[] | Promise<readonly Concern[]>
  /** what it listens to beside its pages, in a process that serves; closed before the place is */
  listens?(place: Place, say: (text: string) => void): Promise<Listening | undefined>
  /** its tables that `trail verify` holds to the log */
  held?(place: Place): HeldTables | readonly HeldTables[]
  /** sheets that it adds to a return of a fund, as it stood on a day */
  returnSections?(
    place: Place,
    asked: { readonly fund: string; readonly at: string },
  ): readonly ReturnSection[] | Promise<readonly ReturnSection[]>
  /** what it knows to have happened to people that the record does not, to be counted month by month */
  readonly happened?: readonly Happened[]
  /** figures for an operator */
  gauges?(place: Place): Gauges
  /** what it makes for the made-up place, after the county has been loaded; doing it again changes nothing */
  madeUp?(place: Place, say: (text: string) => void): Promise<void>
}

/** What partners differ about: a thing of a room, by what the room calls it, and about whom. */
export type Disputed = { readonly room: string; readonly key: string; readonly personId?: PersonId }

/** How a room proves relationships that the record cannot: by source person, each with the event on which it rests. */
export type Tie = {
  readonly ids: readonly string[]
  prove(place: Place, ...asked: Parameters<HandedTie['prove']>): ReturnType<HandedTie['prove']>
}

/** A page that a link opens, as often as somebody likes, until it ends. What is shown of a person is a look. */
export type LinkPage = {
  /** as a link names it in the place of a command */
  readonly name: string
  readonly title: string
  /** undefined where there is nothing any more that it could show */
  read(place: Place, input: Link['input'], viewer: Viewer, clause: string): Promise<ReactNode>
}

/**
 * Things of one kind, in a view of the schema `planning`: their columns are those of `planning.occurrence_version` as
 * far as it has them, in versions, under a kind that is nobody else's.
 */
export type Happened = { readonly kind: string; readonly view: string }

export type { Place } from './main.ts'

export type Listening = { close(): Promise<void> }

/** News of a topic goes to the screens of those who may do the action, and of it what they may hear. */
export type LiveNews = {
  readonly topic: string
  readonly action: string
  /** whether a viewer may know that something with this key has changed; left out, all who may do the action */
  hears?(place: Place, viewer: Viewer, key: string): boolean
}

/**
 * What must be done first. `harm`: harm is done as long as it is left. `waits`: somebody waits for it.
 * `told`: only to be known.
 */
export type Urgency = 'harm' | 'waits' | 'told'

/** One thing that needs somebody: what, since when or how bad, and where it is put right. */
export type Concern = {
  readonly what: string
  readonly since: string
  readonly first: Urgency
  readonly at?: WhereTo
}

/** The same, for whoever may open the page that it leads to: to others it is not shown. */
export type TodayLine = Concern & { readonly at: WhereTo }

export type WhereTo = {
  readonly href: string
  /** of the link: its verb first */
  readonly verb: string
  /** what opening the page does, or `public`: who may not is not led there */
  readonly action: string
}

/** A part of the page of a person, read once the look is durable. `found` is what `read` gave. */
export type PersonSection<T = unknown> = {
  /** of its place on the page, and in its address */
  readonly id: string
  readonly title: string
  /** the data class that it shows, of the record's own or of the room's: decided like every other, and written down */
  readonly shows: string
  /** it can be read as it was known at a time; a page as known then says of the others that it does not show them */
  readonly knownThen?: true
  /** it stands above all that is told, because whoever reads on must know it */
  readonly warns?: true
  /** undefined where there is nothing to draw. `at`: as it was known then, where it can be */
  read(
    place: Place,
    viewer: Viewer,
    persons: readonly PersonId[],
    at?: Date,
  ): Promise<T | undefined>
  draw(found: T, told: SectionTold): ReactNode
}

export type SectionTold = { readonly names: AgreedNames; readonly now: Date }

/** Takes the type of what is read from `read`, and forgets it for the list of all sections. */
export function personSection<T>(section: PersonSection<T>): PersonSection {
  return section as PersonSection
}

/** Name → what it is and how to read it. Read when asked for, so nothing is counted for nobody. */
export type Gauges = Readonly<Record<string, { help: string; read(): Promise<number> | number }>>
