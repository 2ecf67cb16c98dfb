import { isPersonId, type Viewer } from '../kernel/index.ts'
import { lookAtPerson, type RecordDeps } from '../record/index.ts'
import { formatFullDate, formatNhsNumber, type Typed, textIn } from '../shell/index.ts'

/** What the field is called that names a person, in every command. */
const PERSON = 'person'

type Form = {
  readonly place: RecordDeps
  readonly viewer: Viewer
  readonly filled: { readonly typed: Typed; readonly title: string }
}

/**
 * Whom a form is about, so that nobody writes on the record of another: a look like any other. Nothing is said of whom
 * they may not see; what they send is refused then.
 */
export async function whomOf({ place, viewer, filled }: Form): Promise<string | undefined> {
  const person = textIn(filled.typed, PERSON)
  if (!isPersonId(person)) return undefined
  const what = `form: ${filled.title.toLowerCase()}`
  const look = await lookAtPerson(place, viewer, person, { what })
  if (look.outcome !== 'allowed') return undefined
  const { name, birthDate, nhsNumber } = look.view.who
  const born = birthDate[0] && `born ${formatFullDate(birthDate[0].value)}`
  const number = nhsNumber && `NHS number ${formatNhsNumber(nhsNumber.number)}`
  return [name, born, number].filter((part) => part !== undefined).join(', ')
}
