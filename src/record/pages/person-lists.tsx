import type { ReactNode } from 'react'
import { plural } from '../../shell/index.ts'
import type { NowItem } from '../now-item.ts'
import type { PersonView } from '../person-view.ts'
import { NowLines } from './now-lines.tsx'
import { Differences } from './said.tsx'

type Props = { view: PersonView; now: Date }

/** All medicines, unfolded: on paper nothing can be opened. What the sources do not agree on stands first. */
export function Medicines({ view, now }: Props): ReactNode {
  const { medicines, differences } = view.now
  const own = differences.filter(({ section }) => section === 'medicines')
  if (medicines.length === 0) return null
  return (
    <section>
      <h2>{plural(medicines.length, 'medicine')}</h2>
      <Differences differences={own} now={now} />
      <NowLines items={agreedOn(medicines)} now={now} />
    </section>
  )
}

export function Plans({ view, now }: Props): ReactNode {
  const { plans, differences } = view.now
  if (plans.length === 0) return null
  return (
    <section>
      <h2>Plans</h2>
      <Differences
        differences={differences.filter(({ section }) => section === 'plans')}
        now={now}
      />
      <NowLines items={agreedOn(plans)} now={now} />
    </section>
  )
}

/** What only an old return says: it was so on its day. */
export function LastKnown({ view, now }: Props): ReactNode {
  const { lastKnown } = view.now
  if (lastKnown.length === 0) return null
  return (
    <section>
      <h2>Last known</h2>
      <p className="cc-unknown">
        An older return said this, and nothing newer has: it may have changed.
      </p>
      <NowLines items={lastKnown} now={now} />
    </section>
  )
}

/** The others stand side by side above. */
function agreedOn(items: readonly NowItem[]): NowItem[] {
  return items.filter(({ differs }) => differs === undefined)
}
