import type { ReactNode } from 'react'
import type { AgreedNames, ProxyRow } from '../../access/index.ts'
import type { PersonId } from '../../kernel/index.ts'
import { Button, ClauseLink, PostForm, Table, Tag } from '../../shell/index.ts'
import type { Look } from '../../trail/index.ts'
import type { Act } from '../act.ts'
import { ASK_ABOUT_LOOK } from '../ask-about-look.ts'
import { END_PROXY } from '../end-proxy.ts'
import { type Glass, stateOfDue } from '../glass.ts'
import { NAME_PROXY } from '../name-proxy.ts'
import { becameWords } from '../question.ts'
import { CORRECT } from '../say-wrong.ts'
import { dateWords, momentWords } from './dates.ts'

type Told = { readonly names: AgreedNames; readonly now: Date }

/** That somebody opened the record in need: why, and what whoever checked it found. It is read before anything else. */
export function OpenedInNeed({ glass, names, now }: Told & { glass: readonly Glass[] }): ReactNode {
  return glass.map((one) => {
    const { by, at, says } = one.act
    return (
      <section key={one.act.id} className="cc-flag cc-flag--alert" aria-label="Opened in need">
        <p>
          <strong>
            {by.name}, {names.role(by.role)} at {names.party(by.organisation)}, opened this record
            in need on {momentWords(at.toISOString(), now)}.
          </strong>
        </p>
        <p>The reason given: “{says.reason}”</p>
        <p>{checkedWords(one, { names, now })}</p>
      </section>
    )
  })
}

function checkedWords(one: Glass, { names, now }: Told): string {
  const { act, followed } = one
  const due = act.due === undefined ? '' : momentWords(act.due.toISOString(), now)
  if (followed === undefined) {
    const late = stateOfDue(one, now) === 'late'
    return late
      ? `Somebody of another organisation should have checked it by ${due}. Nobody has, and that is counted in public.`
      : `Somebody of another organisation checks by ${due} whether that was right.`
  }
  const { by, says } = followed
  const found = says.found === 'right' ? 'It was right' : 'It should not have been opened'
  const who = `${by.name}, ${names.role(by.role)} at ${names.party(by.organisation)}`
  const late = stateOfDue(one, now) === 'checked-late' ? ' It was checked late.' : ''
  return `${found}, says ${who}: “${says.words}”${late}`
}

/** One tap beside a look; what was asked already, and what is told later, has none. */
export function AskButton(props: {
  look: Look
  person: PersonId
  asked: ReadonlySet<string>
  own: string
}): ReactNode {
  const { look, person, asked, own } = props
  if (asked.has(look.entryId)) return <a href="#asked">Asked</a>
  if (look.actor.id === own || look.withheldUntil !== undefined || look.actor.id === '') return ''
  return (
    <PostForm action={`/do/${ASK_ABOUT_LOOK}`} label={`Ask about look ${look.number}`}>
      <input type="hidden" name="person" value={person} />
      <input type="hidden" name="look" value={look.entryId} />
      <input type="hidden" name="then" value="/me#asked" />
      <Button name="_step" value="do" kind="secondary" small about={`about look ${look.number}`}>
        Ask why
      </Button>
    </PostForm>
  )
}

/** What was asked, of whom, by when it is answered, and what became of it. */
export function Questions(
  props: Told & { questions: readonly Glass[]; person: PersonId; mayCorrect: boolean },
): ReactNode {
  const { questions, person, mayCorrect, names, now } = props
  return (
    <section id="asked" aria-labelledby="asked-title">
      <h2 id="asked-title">What you asked</h2>
      <p className="cc-measure">
        Whoever looked answers. How each party keeps to its time{' '}
        <a href="/public/questions">is counted in public</a>.
      </p>
      {questions.length > 0 && (
        <Table
          caption="Questions, newest first"
          rows={questions}
          rowKey={({ act }) => act.id}
          columns={[
            { head: 'What', cell: ({ act }) => askedWords(act, { names, now }) },
            { head: 'Of whom', cell: ({ act }) => names.party(act.party ?? '') },
            { head: 'Answer', cell: (one) => <AnswerCell one={one} names={names} now={now} /> },
          ]}
        />
      )}
      {mayCorrect && (
        <p>
          <a href={`/do/${CORRECT}?person=${person}`}>Say that something in the record is wrong</a>
        </p>
      )}
    </section>
  )
}

/** `Why Tom Ellis, ward coordinator, looked on Tue 3 Mar 10:12 (person page)`; what is wrong, in their own words. */
export function askedWords({ says, at }: Act, { names, now }: Told): string {
  if (says.of !== 'look') return `“${says.words}”, ${dateWords(at.toISOString(), now)}`
  const role = says.role === undefined ? '' : `, ${names.role(says.role)},`
  const when = momentWords(says.at ?? at.toISOString(), now)
  const more = says.words === undefined ? '' : `: “${says.words}”`
  const did = says.outcome === 'refused' ? 'asked to look' : 'looked'
  return `Why ${says.name}${role} ${did} on ${when} (${says.what})${more}`
}

function AnswerCell({ one, names, now }: Told & { one: Glass }): ReactNode {
  const { act, followed } = one
  if (followed === undefined) {
    const late = stateOfDue(one, now) === 'late'
    const due = act.due === undefined ? '' : dateWords(act.due.toISOString(), now)
    return late ? <Tag tone="red">Late since {due}</Tag> : `By ${due}`
  }
  const { by, says, at } = followed
  return (
    <>
      <strong>{becameWords(says.became)}.</strong> {says.words}
      <span className="cc-learnt">
        {by.name}, {names.party(by.organisation)}, {dateWords(at.toISOString(), now)}
      </span>
    </>
  )
}

/** Who acts for them, until when, and the button that ends it; for whom they act themselves. */
export function Proxies(
  props: Told & {
    person: PersonId
    theirs: readonly Act[]
    forOthers: readonly Act[]
    rules: readonly ProxyRow[]
    mayName: boolean
  },
): ReactNode {
  const { person, theirs, forOthers, rules, mayName, now } = props
  const rule = (act: Act) => rules.find(({ relationship }) => relationship === act.says.as)
  const until = (act: Act) => `until ${dateWords(act.until!.toISOString(), now)}`
  return (
    <section id="proxies" aria-labelledby="proxies-title">
      <h2 id="proxies-title">Who acts for whom</h2>
      <ul className="cc-items">
        {theirs.map((act) => (
          <li key={act.id}>
            {act.says.name} reads this record as {rule(act)?.name ?? 'somebody who acts for them'},{' '}
            {until(act)} <RuleLink rule={rule(act)} /> <EndProxy id={act.id} />
          </li>
        ))}
        {forOthers.map((act) => (
          <li key={act.id}>
            <a href={`/for/${act.personId}`}>Open the record of the person for whom you act</a> as{' '}
            {rule(act)?.name ?? 'somebody who acts for them'}, {until(act)}{' '}
            <RuleLink rule={rule(act)} /> <EndProxy id={act.id} />
          </li>
        ))}
        {theirs.length + forOthers.length === 0 && <li>Nobody acts for you here.</li>}
      </ul>
      {mayName && (
        <p>
          <a href={`/do/${NAME_PROXY}?person=${person}`}>Let somebody act for you</a>
        </p>
      )}
    </section>
  )
}

function RuleLink({ rule }: { rule: ProxyRow | undefined }): ReactNode {
  return rule === undefined ? null : <ClauseLink number={rule.clause} />
}

function EndProxy({ id }: { id: string }): ReactNode {
  return <a href={`/do/${END_PROXY}?proxy=${id}`}>End this</a>
}
