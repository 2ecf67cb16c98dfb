import type { ReactNode } from 'react'
import type { Link } from '../../access/index.ts'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { type Place, personSection, type SectionTold } from '../../room.ts'
import { formatDateTime, formatWait } from '../../shell/index.ts'
import type { TransferRule } from '../clock-kind.ts'
import { END_FAMILY_LINK } from '../end-family-link.ts'
import { waitedOf } from '../look-at-list.ts'
import { minuteOf, timeOf } from '../minute.ts'
import { LEAVING } from '../on-stay.ts'
import { plainNews } from '../plain-news.ts'
import type { ReadStay } from '../read-stays.ts'
import { readForPage } from '../read-then.ts'
import { familyLinks } from '../tell-family.ts'
import { FamilyLinks } from './family-links.tsx'
import { PlainNews } from './plain-news.tsx'
import { OpenTasks } from './tasks.tsx'

type Found = {
  readonly read: ReadStay
  readonly rule: TransferRule
  readonly leads: boolean
  /** whoever looks is who it is about */
  readonly own: boolean
  /** to them, who else may read it */
  readonly links: readonly Link[]
  readonly mayEnd: boolean
  /** as it was known then */
  readonly at?: Date
}

/**
 * On the page of a person, while they are in hospital: what must happen before they leave, and whose it is; to
 * themselves, in plain words.
 */
export const leavingSection = personSection<Found>({
  id: 'leaving',
  title: 'Leaving hospital',
  shows: LEAVING,
  knownThen: true,
  async read(place: Place, viewer: Viewer, persons: readonly PersonId[], at?: Date) {
    const found = await readForPage(place, persons, at)
    if (found === undefined) return undefined
    const { whyNot, databases } = place
    const read = found.stays.at(-1)!
    const leads = whyNot(viewer, 'transfer.read') === undefined
    const own = viewer.actor.nhsNumber !== undefined
    const links = own ? await familyLinks(databases.care.short, read, found.at) : []
    const mayEnd = whyNot(viewer, END_FAMILY_LINK) === undefined
    return { read, rule: found.rule, leads, own, links, mayEnd, ...(at && { at }) }
  },
  draw: (found, told) => <LeavingPart {...found} {...told} />,
})

function LeavingPart(props: Found & SectionTold): ReactNode {
  const { read, rule, leads, own, now } = props
  if (own) {
    return (
      <>
        <PlainNews news={plainNews(read, rule, now, 'you')} told="you" />
        <FamilyLinks links={props.links} then="/me" mayEnd={props.mayEnd} />
      </>
    )
  }
  const { ready } = read.stay
  return (
    <>
      <p>
        {ready === undefined
          ? 'Nobody says that they are ready to leave.'
          : `Ready since ${formatDateTime(timeOf(ready.at).toISOString(), now)}, ${
              ready.sides.length > 1 ? 'by the word of both sides' : 'by the word of one side only'
            }. Waited for ${formatWait(waitedOf(read, minuteOf(now)) * 60_000)}.`}
      </p>
      <OpenTasks tasks={read.stay.tasks} rule={rule} now={now} />
      {leads && (
        <p>
          <a href={hrefOf(props)}>See whose each hour was</a>
        </p>
      )}
    </>
  )
}

function hrefOf({ read, at }: Found): string {
  const then = at === undefined ? '' : `?known-at=${encodeURIComponent(at.toISOString())}`
  return `/transfer/${read.counted.id}${then}`
}
