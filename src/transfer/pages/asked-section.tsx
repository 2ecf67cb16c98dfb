import type { ReactNode } from 'react'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { classesOf } from '../../record/index.ts'
import { type Place, personSection, type SectionTold } from '../../room.ts'
import { SEE_ASKED } from '../asked-today.ts'
import type { Asking } from '../asking.ts'
import { awaitsWords, needWordsOf, whatWords } from '../asking-words.ts'
import { type TransferRule, transferRule } from '../clock-kind.ts'
import { NEED } from '../on-asking.ts'
import { stayingAmong } from '../queries.ts'
import { readStays } from '../read-stays.ts'

type Found = {
  readonly askings: readonly Asking[]
  readonly rule: TransferRule
  readonly leads: boolean
}

/** On the page of a person, while they are in hospital: what partners have asked each other for. */
export const askedSection = personSection<Found>({
  id: 'asked',
  title: 'What was asked for them',
  shows: NEED,
  async read(
    { databases, agreement: room, clock, whyNot }: Place,
    viewer: Viewer,
    persons: readonly PersonId[],
  ) {
    const agreement = room.current()
    const rule = transferRule(agreement)
    // To themselves the same is told in plain words, in the part about leaving.
    const own = viewer.actor.nhsNumber !== undefined
    if (own || agreement === undefined || rule === undefined) return undefined
    const db = databases.care.short
    const ids = await stayingAmong(db, persons)
    if (ids.length === 0) return undefined
    const stays = await readStays(db, agreement, rule, ids, { now: clock.now(), settled: false })
    const { plain } = classesOf(agreement)
    const askings = stays
      .filter(({ counted, stay }) => stay.state !== 'left' && plain.includes(counted.dataClass))
      .flatMap((one) => one.askings)
    if (askings.length === 0) return undefined
    return { askings, rule, leads: whyNot(viewer, SEE_ASKED) === undefined }
  },
  draw: (found, told) => <AskedPart {...found} {...told} />,
})

function AskedPart({ askings, rule, leads, now }: Found & SectionTold): ReactNode {
  return (
    <ul className="cc-items">
      {askings.map((asking) => (
        <li key={asking.id}>
          {leads ? (
            <a href={`/transfer/asked/${asking.id}`}>{whatWords(asking)}</a>
          ) : (
            whatWords(asking)
          )}
          {asking.what === undefined ? '. ' : `: ${needWordsOf(asking)}. `}
          {awaitsWords(asking, rule, now)}.
        </li>
      ))}
    </ul>
  )
}
