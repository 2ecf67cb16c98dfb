import type { ReactNode } from 'react'

export type Tone = 'grey' | 'green' | 'blue' | 'red' | 'orange' | 'yellow' | 'purple' | 'white'

/** A state in one or two words. The words carry the meaning; the colour only repeats it. */
export function Tag(props: { tone?: Tone; children: ReactNode }): ReactNode {
  const tone = props.tone === undefined ? '' : ` nhsuk-tag--${props.tone}`
  return <strong className={`nhsuk-tag${tone} cc-tag`}>{props.children}</strong>
}
