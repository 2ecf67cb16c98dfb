import type { ReactNode } from 'react'
import type { Agreement } from '../../agreement/index.ts'
import type { PersonId } from '../../kernel/index.ts'
import { Button, ClauseLink, PostForm } from '../../shell/index.ts'
import { objectCommand } from '../object.ts'
import { hereClause } from '../opt-out-kind.ts'
import { dateWords } from './dates.ts'

const FORM = `/do/${objectCommand.name}`

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
  const [says, label] =
    since === undefined
      ? ['objects', 'Do not count me any more']
      : ['no-longer', 'Take the objection back']
  const held = [
    ['person', person],
    ['says', says],
    ['then', '/me#counted'],
  ] as const
  return (
    <section id="counted" aria-labelledby="counted-title">
      <h2 id="counted-title">Whether you are counted</h2>
      <p className="cc-measure">
        {since === undefined ? NOT_OBJECTING : objectingWords(since, now)}{' '}
        {clause !== undefined && <ClauseLink number={clause} />}
      </p>
      <PostForm action={FORM} label={label}>
        {held.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Button name="_step" value="preview" kind="secondary">
          {label}
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

/** For whoever may write it down for somebody: what they said before is told by no page. */
export function ObjectFor({ person, then }: { person: PersonId; then: string }): ReactNode {
  const query = new URLSearchParams([
    ['person', person],
    ['then', then],
  ])
  return (
    <section aria-labelledby="counted-title">
      <h2 id="counted-title">If they ask not to be counted</h2>
      <p>
        <a href={`${FORM}?${query}`}>Say for them whether to be counted</a>
      </p>
    </section>
  )
}
