import type { ReactNode } from 'react'
import type { AgreedNames, DataClassRow } from '../access/index.ts'
import type { Agreement } from '../agreement/index.ts'
import type { PersonId, Viewer } from '../kernel/index.ts'
import { classesOf } from './data-class.ts'
import type { Decisions } from './decisions.ts'
import type { PersonView } from './person-view.ts'

/** A part of the page of a person that another room hands in, bound to the place. */
export type Section = {
  readonly id: string
  readonly title: string
  /** the data class that it shows */
  readonly shows: string
  /** whether it can be read as it was known at a time */
  readonly knownThen: boolean
  /** whether it stands above all that is told: whoever reads on must know it */
  readonly warns?: boolean
  /** answers how it is drawn; undefined where there is nothing to draw. `at`: as it was known then */
  read(viewer: Viewer, persons: readonly PersonId[], at?: Date): Promise<Draw | undefined>
}

type Draw = (told: { names: AgreedNames; now: Date }) => ReactNode

/** As a page draws it. */
export type DrawnSection = {
  readonly id: string
  readonly title: string
  readonly warns?: boolean
  readonly body: ReactNode
}

/** Classes that only other rooms show: the agreement decides on them like on those of the record. */
export function othersShown(agreement: Agreement, sections: readonly Section[] = []): string[] {
  const { ids } = classesOf(agreement)
  return [...new Set(sections.map(({ shows }) => shows))].filter((one) => !ids.includes(one))
}

/** What of another room's classes is kept from a viewer: named, unless the agreement calls it sensitive. */
export function othersWithheld(
  agreement: Agreement,
  decisions: Decisions,
  others: readonly string[],
): PersonView['withheld'] {
  const rows = agreement.table<DataClassRow>('data-class')
  return others.flatMap((one) => {
    const decision = decisions[one]
    const row = rows.find(({ id }) => id === one)
    if (decision === undefined || decision.allowed || row === undefined || row.sensitive) return []
    return [{ words: row.name, clause: decision.clause, sentence: decision.sentence }]
  })
}

/** In the words of the agreement, what a look shows of other rooms' classes: sensitive ones stay unsaid. */
export function othersAllowed(
  agreement: Agreement,
  decisions: Decisions,
  others: readonly string[],
): string[] {
  return agreement
    .table<DataClassRow>('data-class')
    .filter(({ id, sensitive }) => others.includes(id) && decisions[id]?.allowed && !sensitive)
    .map(({ name }) => name)
}

/**
 * Those that a viewer may see and that cannot be read as they were known at a time: a page of then names them. A
 * warning is of now, and is not missed there.
 */
export function unknownThen(sections: readonly Section[], view: PersonView): string[] {
  return sections
    .filter(({ id, knownThen, warns }) => view.sections.includes(id) && !knownThen && !warns)
    .map(({ title }) => title)
}

/**
 * Reads what this viewer may see, once the look is durable, in the order of the rooms; as it was known at a time, of
 * those that can be.
 */
export async function drawSections(
  sections: readonly Section[],
  viewer: Viewer,
  view: PersonView,
  names: AgreedNames,
  at?: Date,
): Promise<DrawnSection[]> {
  const shown = sections.filter(({ id, knownThen }) => {
    return view.sections.includes(id) && (at === undefined || knownThen)
  })
  const now = at ?? new Date(view.at)
  const drawn = await Promise.all(
    shown.map(async ({ id, title, warns = false, read }) => {
      const draw = await read(viewer, view.identity, at)
      return draw === undefined ? undefined : { id, title, warns, body: draw({ names, now }) }
    }),
  )
  return drawn.filter((one) => one !== undefined)
}
