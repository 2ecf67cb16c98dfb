import type { ReactNode } from 'react'
import type { PersonId, Viewer } from '../../kernel/index.ts'
import { type Place, personSection, type SectionTold } from '../../room.ts'
import { SEE_ASKED } from '../asked-today.ts'
import type { Asking } from '../asking.ts'
import { awaitsWords, needWordsOf, whatWords } from '../asking-words.ts'
import type { TransferRule } from '../clock-kind.ts'
import { NEED } from '../on-asking.ts'
import { readForPage } from '../read-then.ts'

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
  knownThen: true,
  async read(place: Place, viewer: Viewer, persons: readonly PersonId[], at?: Date) {
    // To themselves the same is told in plain words, in the part about leaving.
    if (viewer.actor.nhsNumber !== undefined) return undefined
    const found = await readForPage(place, persons, at)
    const askings = found?.stays.flatMap((one) => one.askings) ?? []
    if (found === undefined || askings.length === 0) return undefined
    return { askings, rule: found.rule, leads: place.whyNot(viewer, SEE_ASKED) === undefined }
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
