import type { ReactNode } from 'react'
import { byCount, type PersonId, plural, type Viewer } from '../../kernel/index.ts'
import { type Place, personSection } from '../../room.ts'
import { isDecidable } from '../decision.ts'
import { openDoubtsOf } from '../queries-doubts.ts'

/**
 * To whoever sees one of two records that may be one person's. That there may be another is said, and never whose it is
 * or what stands in it: who knows somebody is itself something of them.
 */
export const anotherRecordSection = personSection<{ others: number }>({
  id: 'another-record',
  title: 'There may be another record of this person',
  shows: 'demographics',
  warns: true,
  async read({ databases }: Place, _viewer: Viewer, persons: readonly PersonId[]) {
    const own = new Set(persons)
    const doubts = await openDoubtsOf(databases.care.short, persons)
    const others = new Set(
      doubts.filter(isDecidable).flatMap((doubt) => doubt.persons.filter((one) => !own.has(one))),
    )
    return others.size === 0 ? undefined : { others: others.size }
  },
  draw: ({ others }): ReactNode => (
    <p>
      It is not sure whether{' '}
      {byCount(others, 'another record is', plural(others, 'other record is', 'other records are'))}{' '}
      of the same person. Nothing of {byCount(others, 'it', 'them')} is on this page until each side
      whose records these are has said that the person is one. Check with the person what you must
      be sure of.
    </p>
  ),
})
