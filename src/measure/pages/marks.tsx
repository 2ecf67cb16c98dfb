import type { ReactNode } from 'react'
import type { Charted } from '../signal.ts'

/** What the icons of Making Data Count mean, drawn anew and said in words beside them. */

type Look = { readonly fill: string; readonly sign: string; readonly words: string }

const GREY = '#768692'
const BLUE = '#005eb8'
const ORANGE = '#a84b00'
const PURPLE = '#330072'

/** Whether it changes: by the latest point. */
export function VariationMark({ charted }: { charted: Charted }): ReactNode {
  return <Mark {...variationLook(charted)} />
}

function variationLook({ chart, signal }: Charted): Look {
  const { variation } = chart
  if (variation === undefined) return { fill: GREY, sign: '–', words: 'Not told' }
  if (variation === 'common_cause') return { fill: GREY, sign: '∼', words: 'No signal' }
  const sign = variation.endsWith('_high') ? 'H' : 'L'
  if (signal.signal === 'improvement') return { fill: BLUE, sign, words: 'Gets better' }
  if (signal.signal === 'concern') return { fill: ORANGE, sign, words: 'Gets worse' }
  return { fill: PURPLE, sign, words: 'Changes' }
}

const ASSURANCE = new Map<string | undefined, Look>([
  ['consistent_pass', { fill: BLUE, sign: 'P', words: 'Meets the target' }],
  ['consistent_fail', { fill: ORANGE, sign: 'F', words: 'Misses the target' }],
  ['inconsistent', { fill: GREY, sign: '?', words: 'Meets it or misses it by chance' }],
])

/** Whether what varies as it does meets its target; nothing where there is none. */
export function AssuranceMark({ charted }: { charted: Charted }): ReactNode {
  const look = ASSURANCE.get(charted.chart.assurance)
  return look === undefined ? null : <Mark {...look} />
}

function Mark({ fill, sign, words }: Look): ReactNode {
  return (
    <span className="cc-mark">
      <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="12" cy="12" r="10" fill="#fff" stroke={fill} strokeWidth="3" />
        <text x="12" y="16.5" textAnchor="middle" fontSize="12" fontWeight="700" fill={fill}>
          {sign}
        </text>
      </svg>{' '}
      {words}
    </span>
  )
}
