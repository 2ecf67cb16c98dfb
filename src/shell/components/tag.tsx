import { Tag as NhsTag } from 'nhsuk-react-components'
import type { ReactNode } from 'react'

export type Tone = 'grey' | 'green' | 'blue' | 'red' | 'orange' | 'yellow' | 'purple' | 'white'

/** A state in one or two words. The words carry the meaning; the colour only repeats it. */
export function Tag(props: { tone?: Tone; children: ReactNode }): ReactNode {
  return (
    <NhsTag modifier={props.tone} className="cc-tag">
      {props.children}
    </NhsTag>
  )
}
