import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import type { PersonId } from '../../kernel/index.ts'
import { Button, ClauseLink, PostForm } from '../../shell/index.ts'
import { objectCommand } from '../object.ts'
import { hereClause } from '../opt-out-kind.ts'
import { takeBackObjection } from '../take-back-objection.ts'
import { dateWords } from './dates.ts'

/** What a resident has said here of being counted, and the button to say otherwise. */
export function OwnObjection(props: {
  person: PersonId
  /** since when they object; undefined where they do not */
  since: Date | undefined
  agreement: Agreement | undefined
  now: Date
}): ReactNode {
  const { person, since, agreement, now } = props
  const clause = hereClause(agreement)
  const command = since === undefined ? objectCommand : takeBackObjection
  return (
    <section id="counted" aria-labelledby="counted-title">
      <h2 id="counted-title">Whether you are counted</h2>
      <p className="cc-measure">
        {since === undefined ? NOT_OBJECTING : objectingWords(since, now)}{' '}
        {clause !== undefined && <ClauseLink number={clause} />}
      </p>
      <PostForm action={`/do/${command.name}`} label={command.label!}>
        <input type="hidden" name="person" value={person} />
        <input type="hidden" name="then" value="/me#counted" />
        <Button name="_step" value="preview" kind="secondary">
          {command.label}
        </Button>
      </PostForm>
    </section>
  )
}

const NOT_OBJECTING =
  'People are counted here, without their names, so that care can be planned. You are one of them, unless you have ' +
  'opted out with the NHS or at your practice. You can object here as well. Your care does not change.'

function objectingWords(since: Date, now: Date): string {
  const day = dateWords(since.toISOString(), now)
  const said = `On ${day} it was written down here that you do not want to be counted.`
  return `${said} You are in nothing that is counted. Your care does not change.`
}

/** For whoever may write it down for somebody: whether they object already is told by the next page. */
export function ObjectFor({ person, then }: { person: PersonId; then: string }): ReactNode {
  const query = new URLSearchParams([
    ['person', person],
    ['then', then],
  ])
  return (
    <section aria-labelledby="counted-title">
      <h2 id="counted-title">If they do not want to be counted</h2>
      <ul className="cc-toolbar">
        {[objectCommand, takeBackObjection].map(({ name, label }) => (
          <li key={name}>
            <a href={`/do/${name}?${query}`}>{label}</a>
          </li>
        ))}
      </ul>
    </section>
  )
}
