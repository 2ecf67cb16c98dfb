import type { ReactNode } from 'react'
import { PostForm } from '../components/form.tsx'
import type { Persona, PersonaGroup } from '../personas.ts'

export type SignInPageProps = {
  /** where the choice of a person is sent */
  action: string
  /** where to go afterwards */
  returnTo: string
  signedOut?: boolean
  /** how the session came to its end that this browser had, in sentences */
  ended?: readonly string[]
  /** what they had typed is kept for them */
  held?: boolean
  /** where the outside provider ends its own session */
  elsewhere?: string
  place: string
  /** with whose accounts people sign in */
  providers: readonly { id: string; label: string }[]
  /** who one can be; undefined: people sign in with an account of their own */
  people?: readonly PersonaGroup[]
  roleName(role: string): string | undefined
}

export function SignInPage(props: SignInPageProps): ReactNode {
  return (
    <>
      {props.signedOut && (
        <div className="cc-empty" role="status">
          <p className="cc-empty__title">You have signed out of {props.place}.</p>
          {props.elsewhere && (
            <p>
              Is this a shared computer?{' '}
              <a href={props.elsewhere}>Sign out of your own account too</a>
            </p>
          )}
        </div>
      )}
      {props.ended && props.ended.length > 0 && <Ended {...props} ended={props.ended} />}
      {props.people ? (
        <MadeUpPeople {...props} people={props.people} />
      ) : (
        <OutsideProvider {...props} />
      )}
    </>
  )
}

function Ended(props: { ended: readonly string[]; held?: boolean }): ReactNode {
  const [first, ...more] = props.ended
  return (
    <div className="cc-empty" role="status">
      <p className="cc-empty__title">{first}</p>
      {more.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {props.held && (
        <p>What you had typed is kept for you. You see it again when you have signed in here.</p>
      )}
    </div>
  )
}

function OutsideProvider(props: SignInPageProps): ReactNode {
  return (
    <>
      <h1>Sign in to {props.place}</h1>
      <p className="cc-lead">You sign in with the account that you already have.</p>
      <ul className="cc-people">
        {props.providers.map(({ id, label }) => (
          <li key={id}>
            <a
              className="nhsuk-button"
              href={`/sign-in/begin?with=${id}&return=${encodeURIComponent(props.returnTo)}`}
            >
              Sign in with {label}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

function MadeUpPeople(props: SignInPageProps & { people: readonly PersonaGroup[] }): ReactNode {
  return (
    <>
      <h1>Who do you want to be?</h1>
      <p className="cc-lead">
        {props.place} is a made-up place: its people, its hospital and its council are invented, so
        you may be anybody on this page. There is no password. What you do is written down as
        theirs. Mail that the place sends is in its <a href="/mailbox">mailbox</a>.
      </p>
      <PostForm action={props.action} label="Sign in as a made-up person">
        <input type="hidden" name="return" value={props.returnTo} />
        <div className="cc-sides">
          {props.people.map((group) => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul className="cc-people">
                {group.people.map((person) => (
                  <PersonButton
                    key={person.id}
                    person={person}
                    role={props.roleName(person.role)}
                  />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </PostForm>
    </>
  )
}

function PersonButton(props: { person: Persona; role?: string }): ReactNode {
  const { person } = props
  const role = props.role ?? person.role.replaceAll('-', ' ')
  return (
    <li>
      <button type="submit" name="person" value={person.id} className="cc-person-button">
        <strong>{person.name}</strong>
        <span>{[role, person.unit].filter(Boolean).join(', ')}</span>
        <span className="cc-learnt">{person.what}</span>
      </button>
    </li>
  )
}
