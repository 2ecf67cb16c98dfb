import type { ReactNode } from 'react'
import type { Link } from '../../access/index.ts'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { classesOf } from '../../record/index.ts'
import { type Place, personSection, type SectionTold } from '../../room.ts'
import { formatDateTime, formatWait } from '../../shell/index.ts'
import { type TransferRule, transferRule } from '../clock-kind.ts'
import { END_FAMILY_LINK } from '../end-family-link.ts'
import { waitedOf } from '../look-at-list.ts'
import { minuteOf, timeOf } from '../minute.ts'
import { LEAVING } from '../on-stay.ts'
import { plainNews } from '../plain-news.ts'
import { stayingAmong } from '../queries.ts'
import { type ReadStay, readStays } from '../read-stays.ts'
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
}

/**
 * On the page of a person, while they are in hospital: what must happen before they leave, and whose it is; to
 * themselves, in plain words.
 */
export const leavingSection = personSection<Found>({
  id: 'leaving',
  title: 'Leaving hospital',
  shows: LEAVING,
  async read(
    { databases, agreement: room, clock, whyNot }: Place,
    viewer: Viewer,
    persons: readonly PersonId[],
  ) {
    const agreement = room.current()
    const rule = transferRule(agreement)
    if (agreement === undefined || rule === undefined) return undefined
    const db = databases.care.short
    const ids = await stayingAmong(db, persons)
    if (ids.length === 0) return undefined
    const options = { now: clock.now(), settled: false }
    const stays = await readStays(db, agreement, rule, ids, options)
    // What is not hinted at stands on no part of the page but its own.
    const { plain } = classesOf(agreement)
    const read = stays.findLast(({ counted, stay }) => {
      return stay.state !== 'left' && plain.includes(counted.dataClass)
    })
    const leads = whyNot(viewer, 'transfer.read') === undefined
    if (read === undefined) return undefined
    const own = viewer.actor.nhsNumber !== undefined
    const links = own ? await familyLinks(db, read, clock.now()) : []
    return { read, rule, leads, own, links, mayEnd: whyNot(viewer, END_FAMILY_LINK) === undefined }
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
          <a href={`/transfer/${read.counted.id}`}>See whose each hour was</a>
        </p>
      )}
    </>
  )
}
