import type { Agreement } from '../agreement/index.ts'
import type { PersonId } from '../kernel/index.ts'
import type { SourcePerson } from '../people/index.ts'
import { contentPutBack } from './apart.ts'
import { asListed } from './as-listed.ts'
import { type Caring, caringOf } from './caring.ts'
import { classesOf, type DataClass } from './data-class.ts'
import { allowsOf, type Decisions } from './decisions.ts'
import type { Directory } from './directory.ts'
import type { FeedState } from './feed-state.ts'
import { type IdentityView, identityView, practicesOf } from './identity-view.ts'
import { type Kept, type KeptScope, keptOf } from './kept.ts'
import type { Unreached } from './known.ts'
import { type KnownParts, knownParts } from './known-parts.ts'
import type { KnownResource } from './known-resource.ts'
import { type Now, type NowInput, openServices, readNow, type Setting, settingOf } from './now.ts'
import { type Occurrence, opened } from './occurrence.ts'
import type { KeptCountRow } from './queries-kept.ts'
import { hidePlaces, isRestricted } from './restricted.ts'
import { othersShown, othersWithheld, type Section } from './section.ts'
import type { ShownNote } from './shown-note.ts'
import { sourcesOf } from './sources.ts'
import { type TimelineItem, timelineOf } from './timeline.ts'

/** Everything that a page may show of one person to one viewer: what is not allowed is not in it. */
export type PersonView = {
  /** the source person that was asked for; addresses are built from it */
  personId: PersonId
  identity: readonly PersonId[]
  who: IdentityView
  /** undefined where what was not shown could change the answer */
  setting?: Setting
  now: Now
  /** what is known, said to be none, not recorded or not reached; absent: not for this viewer */
  known: KnownParts
  /** wards, services and practice, with the number to ring */
  caring: readonly Caring[]
  timeline: readonly TimelineItem[]
  /** what people wrote here, for this viewer among others, the newest first */
  notes: readonly ShownNote[]
  /** kept, and in no line of the page */
  kept: Kept
  /** the parts that it opens */
  opens: readonly DataClass[]
  /** parts that the agreement does not open to this viewer; sensitive ones are never among them */
  withheld: readonly { words: string; clause: string; sentence: string }[]
  /** feeds that should have been heard: the same on everybody's page */
  unreached: readonly Unreached[]
  looks?: { people: number }
  /** ids of the sections of other rooms that this viewer may see */
  sections: readonly string[]
  /** the two sides, in the agreement's order */
  sides: readonly { id: string; name: string }[]
  truncated: boolean
  /** made from what was known at */
  at: string
}

export type ViewInput = {
  personId: PersonId
  identity: readonly PersonId[]
  persons: readonly SourcePerson[]
  occurrences: readonly Occurrence[]
  resources: readonly KnownResource[]
  keptRows: readonly KeptCountRow[]
  directory: Directory
  feeds: readonly FeedState[]
  truncated: boolean
  decisions: Decisions
  agreement: Agreement
  now: Date
  looks: { people: number } | undefined
  sections: readonly Section[]
  notes: readonly ShownNote[]
}

/** Pure: what a viewer may see of what is known, and what of it is kept besides. */
export function viewPerson(input: ViewInput): { view: PersonView; scope: KeptScope } {
  const { decisions, now, feeds, directory } = input
  const sources = sourcesOf(input.agreement)
  const allows = allowsOf(decisions)
  const told = asListed(input, feeds, now)
  const occurrences = told.occurrences.map((one) => opened(one, allows))
  const resources = told.resources.map((one) => contentPutBack(one, allows))
  const who = identityView(allows('demographics') ? input.persons : [], sources)
  const given: NowInput = { ...input, occurrences, resources, sources, allows }
  const read = readNow(given)
  const timeline = timelineOf(occurrences, sources, now, read.history, allows).filter((item) =>
    allows(item.dataClass),
  )
  const complete = allows('hospital') && allows('council-care')
  const dead = who.dead !== undefined && who.dead.unsaidBy === undefined
  const { kept, scope } = keptOf({
    rows: input.keptRows,
    unshown: read.unshown,
    eventIds: eventIdsOf(occurrences),
    allows,
  })
  const services = openServices(given)
  const caring = caringOf({ stay: read.now.stay, services, who, sources, directory })
  const view: PersonView = {
    personId: input.personId,
    identity: input.identity,
    who,
    setting: complete || dead ? settingOf(read.now, dead) : undefined,
    now: read.now,
    known: knownParts({ now: read.now, persons: input.persons, feeds, sources, at: now, allows }),
    caring,
    timeline,
    notes: input.notes,
    kept,
    opens: classesOf(input.agreement).ids.filter(allows),
    withheld: [
      ...withheldParts(input.agreement, decisions),
      ...othersWithheld(input.agreement, decisions, othersShown(input.agreement, input.sections)),
    ],
    unreached: feeds
      .filter(({ late }) => late)
      .map(({ name, lastArrivedAt }) => ({ name, lastArrivedAt })),
    looks: input.looks,
    sections: input.sections.filter(({ shows }) => decisions[shows]?.allowed).map(({ id }) => id),
    sides: sources.sides,
    truncated: input.truncated,
    at: now.toISOString(),
  }
  const shown = isRestricted(input.persons) ? hidePlaces(view, practicesOf(input.persons)) : view
  return { view: shown, scope }
}

function eventIdsOf(occurrences: readonly Occurrence[]): ReadonlySet<string> {
  return new Set(
    occurrences.flatMap(({ event, others }) => [event, ...others].map(({ eventId }) => eventId)),
  )
}

function withheldParts(agreement: Agreement, decisions: Decisions): PersonView['withheld'] {
  const { ids, isSensitive, wordsFor } = classesOf(agreement)
  return ids.flatMap((dataClass) => {
    const decision = decisions[dataClass]
    if (decision === undefined || decision.allowed || isSensitive(dataClass)) return []
    const { clause, sentence } = decision
    return [{ words: wordsFor(dataClass), clause, sentence }]
  })
}
