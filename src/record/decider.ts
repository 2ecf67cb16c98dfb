import { type GrantRow, relationshipsGranted } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Queryable, Viewer } from '../kernel/index.ts'
import { identitiesSignedIn } from '../people/index.ts'
import { classesOf } from './data-class.ts'
import { type Decisions, decisionsFor } from './decisions.ts'
import { type Handed, restingOn } from './handed-ties.ts'
import type { KnownEvent } from './known-event.ts'
import { type Proved, RELATIONSHIPS, relationshipsOf, type TieRules } from './relationship.ts'
import { othersShown, type Section } from './section.ts'
import type { Ties, ToldOf } from './ties.ts'
import { waitRuleOf } from './wait-rule.ts'

export type Decided = { proved: Proved; decisions: Decisions }

/** The relationships of one viewer that are proved by what is told of somebody, and what they open. */
export type Decider = (told: ToldOf) => Decided

/** By whose word, what other rooms have proved, and who the viewer is by the number that they signed in with. */
export type DecidedBy = { ties: Ties; handed: Handed; signedIn: SignedInAs }

/**
 * For one viewer and for all who are decided on together. A clause asks for nothing but the viewer's role and purpose
 * and how they stand to somebody, so whoever stands so has one answer.
 */
export function deciderFor(
  { clock, sections }: { clock: { now(): Date }; sections?: readonly Section[] | undefined },
  agreement: Agreement,
  by: DecidedBy,
  viewer: Viewer,
): Decider {
  const now = clock.now()
  const prove = proverFor(agreement, by, viewer, relationshipsGranted(agreement, viewer.actor.role))
  const others = othersShown(agreement, sections)
  const known = new Map<string, Decisions>()
  return (told) => {
    const proved = prove(told, now)
    const held = [...proved.keys()].join(' ')
    const decisions =
      known.get(held) ?? decisionsFor(agreement, viewer, new Set(proved.keys()), others)
    known.set(held, decisions)
    return { proved, decisions }
  }
}

/** The source persons of whom somebody is proved to be by the NHS number that they signed in with. */
export type SignedInAs = readonly PersonId[]

const NOBODY: SignedInAs = []

/** Of a number that stands on several people's records it is proved whose it is, or nobody reads any by it. */
export async function signedInAs(db: Queryable, actor: Viewer['actor']): Promise<SignedInAs> {
  const { nhsNumber } = actor
  if (nhsNumber === undefined) return NOBODY
  const who = await identitiesSignedIn(db, { ...actor, nhsNumber })
  return who.length === 1 ? who[0]! : NOBODY
}

/** @param wanted relationships that matter; all where it is left out */
export function proverFor(
  agreement: Agreement,
  { ties, signedIn, handed }: DecidedBy,
  viewer: Viewer,
  wanted: readonly string[] = RELATIONSHIPS,
): (told: ToldOf, now: Date) => Proved {
  const rules: TieRules = { rule: waitRuleOf(agreement), ties }
  const asked = RELATIONSHIPS.filter((one) => wanted.includes(one))
  const may = mayProve(agreement, viewer)
  return (told, now) => {
    const proving = provingOf(told, may)
    const own = relationshipsOf(viewer.actor, rules, proving, now, asked)
    const others = handed.size === 0 ? [] : restingOn(ties, proving, handed)
    const found: Proved = others.length === 0 ? own : new Map([...own, ...others])
    if (!found.has(THEMSELVES)) return found
    if (told.persons.some(({ personId }) => signedIn.includes(personId))) return found
    return new Map([...found].filter(([one]) => one !== THEMSELVES))
  }
}

const THEMSELVES = 'is-the-person'

type MayProve = (event: KnownEvent) => boolean

/** What is sensitive proves nothing to whom no clause could show it: that they see the person would tell. */
function mayProve(agreement: Agreement, { actor, purpose }: Viewer): MayProve {
  const { isSensitive } = classesOf(agreement)
  const grants = agreement.table<GrantRow>('grant')
  const own = grants.filter((grant) => grant.role === actor.role && grant.purpose === purpose)
  const granted = new Set(own.flatMap(({ data }) => data))
  return ({ dataClass }) => !isSensitive(dataClass) || granted.has(dataClass)
}

function provingOf(told: ToldOf, may: MayProve): ToldOf {
  if (told.events.every(may)) return told
  const occurrences = told.occurrences.filter(({ event }) => may(event))
  return { ...told, events: told.events.filter(may), occurrences }
}
