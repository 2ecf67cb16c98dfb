import type { ReactNode } from 'react'
import { Checkboxes } from '../../shell/index.ts'

/** How a file is to be taken: only tried, or as a return that is meant to close most of what stood. */
export function Ways(typed: { rehearse?: string; close?: string }): ReactNode {
  return (
    <>
      <Checkboxes
        name="rehearse"
        label="To try it first"
        values={typed.rehearse === 'yes' ? ['yes'] : []}
        options={[
          {
            value: 'yes',
            label: 'Only rehearse it',
            hint: 'It is read as it would be, and nothing of it is kept but how it went',
          },
        ]}
      />
      <Checkboxes
        name="close"
        label="If it is a return"
        values={typed.close === 'yes' ? ['yes'] : []}
        options={[
          {
            value: 'yes',
            label: 'It is meant to close most of what stood before',
            hint: 'A return that leaves out half of what stood, or more, closes nothing without this',
          },
        ]}
      />
    </>
  )
}
