import type { Agreement } from '../agreement/index.ts'
import type { SourcePerson } from '../people/index.ts'
import { DATA_CLASSES, type DataClass, isSensitive, wordsForClass } from './data-class.ts'
import type { Decisions } from './decisions.ts'
import { type IdentityView, identityView } from './identity-view.ts'
import {
  type KnownResource,
  type Now,
  type NowItem,
  nowOf,
  type Setting,
  settingOf,
} from './now.ts'
import type { Occurrence } from './occurrence.ts'
import { sourcesOf } from './sources.ts'
import { type TimelineItem, timelineOf, withoutSafeguarding } from './timeline.ts'

/** Everything that a page may show of one person to one viewer: what is not allowed is not in it. */
export type PersonView = {
  /** the source person that was asked for; addresses are built from it */
  personId: string
  identity: readonly string[]
  who: IdentityView
  /** undefined where what was not shown could change the answer */
  setting?: Setting
  now: Now
  timeline: readonly TimelineItem[]
  /** parts that the agreement does not open to this viewer; sensitive ones are never among them */
  withheld: readonly { words: string; clause: string; sentence: string }[]
  looks?: { people: number; looks: number }
  /** the two sides, in the agreement's order */
  sides: readonly { id: string; name: string }[]
  truncated: boolean
  /** made from what was known at */
  at: string
}

export type ViewInput = {
  personId: string
  identity: readonly string[]
  persons: readonly SourcePerson[]
  occurrences: readonly Occurrence[]
  resources: readonly KnownResource[]
  truncated: boolean
  decisions: Decisions
  agreement: Agreement
  now: Date
  looks?: { people: number; looks: number }
}

export function viewPerson(input: ViewInput): PersonView {
  const { decisions, now } = input
  const sources = sourcesOf(input.agreement)
  const allows = (dataClass: DataClass) => decisions[dataClass].allowed
  const who = identityView(allows('demographics') ? input.persons : [], sources)
  const all = nowOf(input.occurrences, input.resources, sources, now)
  const shown = onlyAllowed(all, allows)
  const timeline = timelineOf(input.occurrences, sources, now)
    .filter((item) => allows(item.dataClass))
    .map((item) => (allows('safeguarding') ? item : withoutSafeguarding(item)))
  const complete = allows('hospital') && allows('council-care')
  return {
    personId: input.personId,
    identity: input.identity,
    who,
    setting:
      complete || who.deathDate.length > 0 ? settingOf(shown, who.deathDate.length > 0) : undefined,
    now: shown,
    timeline,
    withheld: withheldParts(decisions),
    looks: input.looks,
    sides: sources.sides,
    truncated: input.truncated,
    at: now.toISOString(),
  }
}

function onlyAllowed(now: Now, allows: (dataClass: DataClass) => boolean): Now {
  const keep = (items: readonly NowItem[]) => items.filter((item) => allows(item.dataClass))
  return {
    stay: allows('hospital') ? now.stay : undefined,
    services: keep(now.services),
    endedServices: keep(now.endedServices),
    requests: keep(now.requests),
    conditions: keep(now.conditions),
    medicines: keep(now.medicines),
    allergies: keep(now.allergies),
    alerts: keep(now.alerts),
    carers: keep(now.carers),
    wishes: keep(now.wishes),
  }
}

function withheldParts(decisions: Decisions): PersonView['withheld'] {
  return DATA_CLASSES.flatMap((dataClass) => {
    const decision = decisions[dataClass]
    if (decision.allowed || isSensitive(dataClass)) return []
    const { clause, sentence } = decision
    return [{ words: wordsForClass(dataClass), clause, sentence }]
  })
}
