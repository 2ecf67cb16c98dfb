import type { Agreement } from '../agreement/index.ts'
import { type Actor, lifeCycle, type PersonId } from '../kernel/index.ts'
import type { DataClass, Part } from './data-class.ts'
import { allowsOf, type Decisions } from './decisions.ts'
import { foldUnit } from './relationship.ts'

/** What people write here is a source of its own, beside the feeds. */
export const HERE = 'written here'

/** Whom somebody writes for: of those who may see the part of the record that the note stands in. */
export const AUDIENCES = ['team', 'side', 'everyone'] as const
export type Audience = (typeof AUDIENCES)[number]

/** Who wrote it, as they were when they did. */
export type Writer = Pick<Actor, 'id' | 'name' | 'role' | 'organisation' | 'side' | 'unit'>

export type Note = {
  /** the source person with whom it stands */
  readonly personId: PersonId
  readonly noteId: string
  readonly version: number
  readonly audience: Audience
  readonly dataClass: DataClass
  readonly writer: Writer
  /** who belonged to the identity when it was written, or when it was said last whose it is */
  readonly members: readonly PersonId[]
  /** ISO */
  readonly writtenAt: string
  /** ISO: when what stands was learnt */
  readonly learntAt: string
} & ({ readonly text: string } | { readonly takenBack: string })

/** What may be done with a note: whoever wrote it takes it back, and once only. */
export const noteCycle = lifeCycle({
  thing: 'This note',
  states: { stands: 'stands', gone: 'was taken back' },
  first: 'stands',
  moves: {
    settle: {
      from: { stands: 'stands' },
      needs: ['asked'],
      label: 'Say whose note it is',
      closed: 'nobody has to say whose it is',
    },
    'take-back': {
      from: { stands: 'gone' },
      needs: ['writer'],
      label: 'Take a note back',
      closed: 'it cannot be taken back again',
    },
  },
})

export function stateOf(note: Note): 'stands' | 'gone' {
  return 'takenBack' in note ? 'gone' : 'stands'
}

/** Whether they who were one person when it was written are so no longer: then somebody must say whose it is. */
export function isUnsettled({ members }: Pick<Note, 'members'>, identity: readonly PersonId[]) {
  return members.some((one) => !identity.includes(one))
}

/** Whether the writer meant this actor among others. Whoever wrote it reads it, wherever they work now. */
function isMeantFor({ audience, writer }: Pick<Note, 'audience' | 'writer'>, actor: Writer) {
  if (audience === 'everyone' || actor.id === writer.id) return true
  if (audience === 'side') return writer.side !== '' && actor.side === writer.side
  const own = teamOf(writer)
  return own !== undefined && own === teamOf(actor)
}

/** A team is the ward, team or practice inside an organisation; where somebody has none, those of their role. */
function teamOf({ organisation, unit, role }: Writer): string | undefined {
  if (organisation === '') return undefined
  return JSON.stringify([organisation, unit === undefined ? { role } : foldUnit(unit)])
}

/** What an actor may know of a note; undefined: nothing, not even that there is one. */
export type Knowing = 'all' | 'that it was written'

/**
 * The class first, then whom it was written for. They whom it is about read what was meant for everyone, and of the
 * rest that it was written, by whom, when and for whom; nothing that may be about somebody else.
 */
export function mayKnow(
  note: Pick<Note, 'audience' | 'writer' | 'dataClass' | 'members'>,
  actor: Writer,
  {
    decisions,
    identity,
    isOwn,
  }: { decisions: Decisions; identity: readonly PersonId[]; isOwn: boolean },
): Knowing | undefined {
  if (!allowsOf(decisions)(note.dataClass)) return undefined
  if (isOwn) {
    const theirs = note.audience === 'everyone' && !isUnsettled(note, identity)
    return theirs ? 'all' : 'that it was written'
  }
  return isMeantFor(note, actor) ? 'all' : undefined
}

/** The parts of a record that what staff write can stand in. */
const OF_CARE: readonly Part[] = ['hospital', 'health-record', 'council-care']

/**
 * The class of a note: where a clause puts what is written for the purpose, or what speaks of it (`named`); else what
 * the feeds of the writer's own party give, else of their side, of what they may see themselves. Undefined: there is no
 * part of the record in which they could read it.
 */
export function classOfNote(
  named: DataClass | undefined,
  decisions: Decisions,
  feeds: { readonly own: readonly string[]; readonly side: readonly string[] },
): DataClass | undefined {
  if (named !== undefined) return named
  const seen = OF_CARE.filter((one) => decisions[one].allowed)
  const likeliest = [feeds.own, feeds.side, OF_CARE].flatMap((given) =>
    seen.filter((one) => given.includes(one)),
  )
  return likeliest[0]
}

/** What the feeds of somebody's party give, and those of their side. */
export function feedsOf(
  agreement: Pick<Agreement, 'table' | 'parties'>,
  { organisation, side }: Writer,
): { own: string[]; side: string[] } {
  const feeds = agreement.table<{ party: string; gives: readonly string[] }>('feed')
  const sideOf = new Map(agreement.parties.map((party) => [party.id, party.side]))
  const given = (fits: (party: string) => boolean) =>
    feeds.filter(({ party }) => fits(party)).flatMap(({ gives }) => gives)
  return {
    own: given((party) => party === organisation),
    side: side === '' ? [] : given((party) => sideOf.get(party) === side),
  }
}

export function writerOf({ id, name, role, organisation, side, unit }: Actor): Writer {
  return { id, name, role, organisation, side, ...(unit === undefined ? {} : { unit }) }
}
