import { type AccessQuestion, decide } from '../access/index.ts'
import type { Agreement, Party } from '../agreement/index.ts'
import { type classesOf, knownWords, type PersonView } from '../record/index.ts'
import { formatDate, formatFullDate, formatList, formatNhsNumber } from '../shell/index.ts'
import { receiverOf } from './asking.ts'
import { handoverRule, type PackRow } from './handover-kind.ts'
import type { ReadStay } from './read-stays.ts'

/** What goes before somebody to whoever receives them: parts, each with its lines, of the classes that role may see. */
export type Pack = {
  readonly parts: readonly { readonly title: string; readonly lines: readonly string[] }[]
  /** what the receiver may not see, in the words of the agreement, with the clause that says so */
  readonly left: readonly { readonly words: string; readonly clause: string }[]
  /** what whoever makes it may not see themselves */
  readonly unseen: readonly string[]
}

/** Who receives it, and by which row of the clause. */
export type Receiver = { readonly party: Party; readonly row: PackRow }

type Item = PersonView['now']['medicines'][number]
type Subject = Parameters<typeof knownWords>[0]
type Now = PersonView['now']

/** In the order in which somebody who receives a person reads: what does harm if it is missed comes first. */
const PARTS: readonly {
  readonly title: string
  readonly subject?: Subject
  items(now: Now): readonly Item[]
}[] = [
  { title: 'Allergies', subject: 'allergies', items: (now) => now.allergies },
  { title: 'Alerts', subject: 'alerts', items: (now) => now.alerts },
  { title: 'Medicines', items: (now) => now.medicines },
  { title: 'Conditions', items: (now) => now.conditions },
  { title: 'What matters to them', items: (now) => now.wishes },
  { title: 'Care', subject: 'care-at-home', items: (now) => now.services },
  { title: 'Plans', items: (now) => now.plans },
  { title: 'Family and carers', subject: 'next-of-kin', items: (now) => now.carers },
  { title: 'Teams', items: (now) => now.team },
]

/** What each subject that may be unknown belongs to: of a class that is not theirs, not even that it is unknown. */
const CLASS_OF: Partial<Record<Subject, string>> = {
  allergies: 'health-record',
  alerts: 'health-record',
  'care-at-home': 'council-care',
  'next-of-kin': 'carer',
}

/** Those who are sent what is known of somebody who leaves: whose offer was accepted, and their practice. */
export function receiversOf(
  agreement: Agreement,
  { askings }: Pick<ReadStay, 'askings'>,
  { who }: Pick<PersonView, 'who'>,
): Receiver[] {
  const packs = handoverRule(agreement)?.packs ?? []
  const accepted = receiverOf(askings)?.asked
  const practices = who.gpPractice.map(({ value }) => value.toLowerCase())
  return agreement.parties.flatMap((party) => {
    const row = packs.find(({ to }) => to === party.kind)
    const theirs =
      party.id === accepted || practices.some((one) => one.includes(party.name.toLowerCase()))
    return row === undefined || !theirs ? [] : [{ party, row }]
  })
}

/** Whether a class may be in what is sent: as for anybody of that role there, once the person is theirs. */
export function mayReceive(agreement: Agreement, { party, row }: Receiver) {
  const { role, purpose, relationship } = row
  const { id: organisation, side } = party
  const relationships = new Set([relationship])
  const asked: Omit<AccessQuestion, 'dataClass'> = {
    role,
    organisation,
    side,
    purpose,
    relationships,
  }
  return (dataClass: string) => decide(agreement, { ...asked, dataClass })
}

/** Pure: of what a viewer sees, what this receiver may. */
export function packOf(
  agreement: Agreement,
  view: PersonView,
  receiver: Receiver,
  classes: ReturnType<typeof classesOf>,
): Pack {
  const decided = mayReceive(agreement, receiver)
  const may = (dataClass: string) => view.opens.includes(dataClass) && decided(dataClass).allowed
  const now = new Date(view.at)
  const parts = [
    ...(may('demographics') ? [{ title: 'Who they are', lines: whoLines(view) }] : []),
    { title: 'In hospital', lines: stayLines(view, may, now) },
    ...PARTS.map(({ title, subject, items }) => {
      const own = items(view.now).filter(({ dataClass }) => may(dataClass))
      const lines = own.map((item) => lineOf(item, now))
      return { title, lines: lines.length > 0 ? lines : unknownLines(view, subject, may, now) }
    }),
  ]
  const left = view.opens.flatMap((one) => {
    const { allowed, clause } = decided(one)
    return allowed || classes.isSensitive(one) ? [] : [{ words: classes.wordsFor(one), clause }]
  })
  return {
    parts: parts.filter(({ lines }) => lines.length > 0),
    left,
    unseen: view.withheld.map(({ words }) => words),
  }
}

function whoLines({ who }: PersonView): string[] {
  const [born] = who.birthDate
  const [address] = who.address
  const phones = who.phones.map(({ value }) => value)
  return [
    who.name,
    ...(born === undefined ? [] : [`Born ${formatFullDate(born.value)}`]),
    ...(who.nhsNumber === undefined ? [] : [`NHS ${formatNhsNumber(who.nhsNumber.number)}`]),
    ...(address === undefined ? [] : [address.value]),
    ...(phones.length === 0 ? [] : [`Telephone ${formatList(phones)}`]),
  ]
}

function stayLines(view: PersonView, may: (dataClass: string) => boolean, now: Date): string[] {
  return view.timeline
    .filter(({ kind, open, dataClass }) => kind === 'stay' && open && may(dataClass))
    .map(({ label, where, startAt }) => {
      const since = startAt === undefined ? '' : `, since ${formatDate(startAt, now)}`
      return `${label}${where === undefined ? '' : `, ${where}`}${since}`
    })
}

/** That nothing is known is said, and is not the same as that there is nothing. */
function unknownLines(
  { known }: PersonView,
  subject: Subject | undefined,
  may: (dataClass: string) => boolean,
  now: Date,
): string[] {
  const found = subject && known[subject]
  if (subject === undefined || found === undefined || !may(CLASS_OF[subject] ?? '')) return []
  const words = knownWords(subject, found, now)
  return words === '' ? [] : [words]
}

/** `Warfarin 1mg tablets, one a day, since Tue 3 Mar (the practice)` */
function lineOf(
  { what, more, by, aside, trueAt, dated, sources, conflict }: Item,
  now: Date,
): string {
  const when = trueAt === undefined ? undefined : `${dated ?? 'since'} ${formatDate(trueAt, now)}`
  const said = [what, more, by && `by ${by}`, aside, when].filter(Boolean).join(', ')
  return `${said} (${formatList(sources)})${conflict === undefined ? '' : `. ${conflict}`}`
}
