import assert from 'node:assert/strict'
import { HOME_LEAVING, HUB_LEAVING, SOCIAL_LEAVING, WARD_LEAVING } from './leaving-tasks.ts'
import type { Effort, Visitor } from './visitor.ts'

/**
 * The commonest tasks of everybody, each with the most that it may cost from the first page on. Left out, for their
 * rooms are not built: placing somebody in a bed or with a provider, offers and refusals (capacity); referrals and
 * caseloads (neighbourhood); postings, invoices and returns of money
 * (fund); claims and goals (measure); votes and minutes (board); other places (forum).
 */
export type Task = {
  does: string
  most: Effort
  walk(visitor: Visitor): Promise<unknown> | unknown
}

const cost = (clicks: number, fields = 0, keys = 0): Effort => ({ clicks, fields, keys })
const task = (does: string, most: Effort, walk: Task['walk']): Task => ({ does, most, walk })
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const LIST = 'main tbody'
const PERSON = /\bNHS \d{3} \d{3} \d{4}\b/

const openFirst = (v: Visitor) => v.follow(/[a-z]/i, LIST)

/** Of somebody on the first page: the number, and the family name with the birth date as people type them. */
function firstListed(v: Visitor): { number: string; typed: string } {
  const [, number] = /^(\d{3} \d{3} \d{4})$/m.exec(v.text) ?? []
  const name = [...v.document.querySelectorAll(`${LIST} a[href^="/people/"]`)][0]?.textContent
  const [, day, month, year] = /^(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) \(/m.exec(v.text) ?? []
  assert.ok(number && name && year, `nobody is listed on ${v.path}`)
  return {
    number,
    typed: `${name.trim().split(' ').at(-1)} ${day}/${MONTHS.indexOf(month!) + 1}/${year}`,
  }
}

/** Whatever the role: what the place is, and why it does what it does. */
const EVERYBODY: readonly Task[] = [
  task('sees on any page when each feed was last heard', cost(0), (v) => {
    assert.match(v.whole, /Last heard from/)
  }),
  task('reads which clauses let them do what they do', cost(2), async (v) => {
    await v.follow('Agreement')
    await v.follow('What it lets you do')
    v.sees(/may /)
  }),
  task('reads one clause, with what it makes the software do', cost(2), async (v) => {
    await v.follow('Agreement')
    await v.follow(/^6\.1 /)
    v.sees(/What it does:/)
  }),
  task('sees who signed', cost(1), async (v) => {
    await v.follow('Agreement')
    v.sees(/Dr Amara Nwosu/)
  }),
  task('sees that the log is confirmed by both sides', cost(1), async (v) => {
    await v.follow('Trail')
    v.sees(/confirmed by a witness of each side/)
  }),
  task('tries to rewrite a copy of the log', cost(2), async (v) => {
    await v.follow('Trail')
    await v.press('Change the copy and check it')
    v.sees(/changed|does not|noticed/i)
  }),
  task('prints the whole agreement', cost(2), async (v) => {
    await v.follow('Agreement')
    await v.follow('All of it on one page, to print')
    v.sees(/1\.1 /)
  }),
]

/** Whoever sits in a body. */
const BOARD: readonly Task[] = [
  task('sees when the board meets', cost(1), async (v) => {
    await v.follow('Board')
    v.sees(/meets on/)
  }),
  task('reads a paper of the next meeting', cost(3), async (v) => {
    await v.follow('Board')
    await openFirst(v)
    await openFirst(v)
    v.sees(/of the pack/)
  }),
  task('sees what was promised beside what came', cost(2), async (v) => {
    await v.follow('Board')
    await v.follow('What was decided, and what came of it')
    v.sees(/promises?, /)
  }),
  task('sees what waits for a chair, and since when', cost(1), async (v) => {
    await v.follow('Board')
    v.sees(/It waits for the chair of/)
  }),
]

const FEEDS: readonly Task[] = [
  task('sees which feed is late', cost(1), async (v) => {
    await v.follow('Feeds')
    v.sees(/1 feed is late/)
  }),
  task('sees whether all that came could be read', cost(2), async (v) => {
    await v.follow('Feeds')
    await v.follow(/quarantine/i)
    v.sees(/read/)
  }),
]

/** Whoever has a list of people. */
const CARE: readonly Task[] = [
  task('sees how many need them', cost(0), (v) => v.sees(/^(?:.*: )?\d+ (?:person|people) /m)),
  task('opens whoever is first', cost(1), async (v) => {
    await openFirst(v)
    v.sees(PERSON)
  }),
  task('finds somebody by NHS number', cost(2, 1, 10), async (v) => {
    const { number } = firstListed(v)
    v.search(number.replaceAll(' ', ''))
    await v.press('Find')
    if (!PERSON.test(v.text)) await openFirst(v)
    assert.ok(v.text.includes(number))
  }),
  task('finds somebody by family name and birth date', cost(2, 1, 30), async (v) => {
    const { number, typed } = firstListed(v)
    v.search(typed)
    await v.press('Find')
    if (!PERSON.test(v.text)) await openFirst(v)
    assert.ok(v.text.includes(number))
  }),
  task('reads what one side alone has told of somebody', cost(2), async (v) => {
    await openFirst(v)
    await v.follow(/^Local government \(/)
    v.sees(/Timeline/)
  }),
  task('sees what has changed since the list was made', cost(1), async (v) => {
    await v.follow(/^Show only what has changed/)
    v.sees(/[Nn]othing|changed/)
  }),
  task('sees the list as it was known at another time', cost(2, 1, 16), async (v) => {
    v.unfold('See this list as it was known before')
    v.type(/^Day and time/, new Date(Date.now() - 60_000).toISOString().slice(0, 16))
    await v.press('Show it')
    v.sees(/As it was known/)
  }),
]

const RINGS: readonly Task[] = [
  task('knows whom to ring about the first on the list', cost(0), (v) =>
    v.sees(/^Ring .*\d{5} \d{6}/m),
  ),
]

const LOOKS: readonly Task[] = [
  task('sees how many have looked at somebody', cost(1), async (v) => {
    await openFirst(v)
    v.sees(/\d+ (?:person|people) this month/)
  }),
]

/** In the hospital's or the practice's own record. */
const HEALTH: readonly Task[] = [
  task('reads somebody’s allergies and medicines', cost(1), async (v) => {
    await openFirst(v)
    v.sees(/Allerg/)
    v.sees(/Timeline/)
  }),
]

const NOTE = 'The key is with her neighbour.'
const NOTES: readonly Task[] = [
  task('leaves a note for everyone', cost(5, 2, NOTE.length), async (v) => {
    await openFirst(v)
    v.unfold('Write a note')
    v.type(/^Note/, NOTE)
    v.choose(/^Everyone/)
    await v.press('Go on')
    await v.press(/^(?!Find|Sign out|Go on|Change)/, 'main')
    v.sees(/done, and in the log/)
  }),
]

/** The last of somebody's day: what they look for stays changed. */
const PURPOSE: readonly Task[] = [
  task('changes what they look for', cost(1), async (v) => {
    await v.press(/^Change purpose to/)
    assert.match(v.whole, /Looking for: safeguarding/)
  }),
]

/** Whoever answers for the partnership and sees nobody's record. */
const OVERSIGHT: readonly Task[] = [
  task('sees what needs somebody, the most harmful first', cost(0), (v) => {
    v.sees(/needs? somebody to look/)
    v.sees(/First, because harm is done meanwhile/)
  }),
  task('sees the five figures', cost(0), (v) => v.sees(/The partnership in five figures/)),
  task('goes to one figure', cost(1), (v) => v.follow('in hospital now')),
  task('reads why a figure is not told', cost(1), async (v) => {
    await v.follow(/^clause 3\.14$/, 'main')
    v.sees(/fewer than/)
  }),
  task('goes from what is late to the feed', cost(1), async (v) => {
    await v.follow(/^See the feeds/)
    v.sees(/late/)
  }),
]

const DIFFERENCES: readonly Task[] = [
  task('sees where the two sides differ', cost(1), async (v) => {
    await v.follow('Where we differ')
    v.sees(/things? not settled/)
  }),
  task('reads how a difference was settled', cost(3), async (v) => {
    await v.follow('Where we differ')
    await v.follow(/^Ended \(/)
    await openFirst(v)
    v.sees(/Settled|settled/)
  }),
  task('sees what runs by which clause', cost(2), async (v) => {
    await v.follow('Agreement')
    await v.follow('What runs by which clause')
    v.sees(/things run without a clause/)
  }),
]

const RESIDENT: readonly Task[] = [
  task('sees how many have looked this month', cost(0), (v) => v.sees(/besides you this month/)),
  task('sees who has looked', cost(1), async (v) => {
    await v.follow('Who has looked')
    v.sees(/Looks, newest first/)
  }),
  task('reads the clause by which somebody looked', cost(1), async (v) => {
    await v.follow(/^clause \d/, '#looks')
    v.sees(/What it does:/)
  }),
  task('takes the proof home', cost(1), (v) => v.follow('Download the proof of these looks')),
  task('goes to where the proof can be checked', cost(1), (v) =>
    v.follow('check in your own browser'),
  ),
  task('goes to what happened', cost(1), (v) => v.follow('What happened')),
  task('reads allergies and who is caring', cost(0), (v) => {
    v.sees(/Allerg/)
    v.sees(/Who is caring/)
  }),
  task('sees what could not be heard', cost(0), (v) => v.sees(/Not reached/)),
]

/** Of Highfell, for whom nobody waits: to see none is a task as well. */
const NOBODY: readonly Task[] = [
  task('sees that nobody waits for them', cost(0), (v) => v.sees(/Nobody in hospital waits/)),
  task('is told the same of somebody else’s person as of nobody', cost(1, 1, 10), async (v) => {
    v.search('9990123454')
    await v.press('Find')
    v.sees(/[Nn]obody/)
  }),
]

/** Whoever works for a refuge: whom its feed keeps apart is found nowhere else. */
const REFUGE: readonly Task[] = [
  task('finds whom the refuge keeps safe', cost(1), async (v) => {
    await v.follow(/Find whom it keeps apart/, 'main')
    v.sees(/Name, birth date or NHS number/)
  }),
  task('is led there from where everybody else is found', cost(2), async (v) => {
    await v.follow('People')
    await v.follow('find them by themselves')
    v.sees(/Name, birth date or NHS number/)
  }),
  NOBODY[1]!,
]

/** Whoever keeps the books of the fund, or reads them. */
const MONEY: readonly Task[] = [
  task('sees what is spent of what', cost(1), async (v) => {
    await v.follow('Money')
    v.sees(/is spent and/)
  }),
  task('sees what a scheme was for and where it stands', cost(2), async (v) => {
    await v.follow('Money')
    await openFirst(v)
    v.sees(/£/)
  }),
  task('reads the clause by which money came', cost(2), async (v) => {
    await v.follow('Money')
    await v.follow(/^clause 15\.\d+$/, 'main')
    v.sees(/What it does:/)
  }),
  task('reads the books of a closed year', cost(2), async (v) => {
    await v.follow('Money')
    await v.follow(/2024-25/, 'main')
    v.sees(/is spent/)
  }),
  task('sees which months both have sealed', cost(1), async (v) => {
    await v.follow('Money')
    v.sees(/Sealed by both/)
  }),
  task('reads the journal', cost(2), async (v) => {
    await v.follow('Money')
    await v.follow('See the journal')
    v.sees(/£/)
  }),
]

const PAYING: readonly Task[] = [
  task('sees what of an invoice was given', cost(1), async (v) => {
    await v.follow('What providers charge')
    v.sees(/is as it was given/)
  }),
  task('sees how much of each invoice is queried', cost(1), async (v) => {
    await v.follow('What providers charge')
    v.sees(/Queried/)
  }),
  task('sees why a line is queried', cost(1), async (v) => {
    await v.follow('What providers charge')
    v.sees(/Lines that are queried/)
  }),
  task('sees the invoices of the month before', cost(2), async (v) => {
    await v.follow('What providers charge')
    await v.follow(/^[A-Z][a-z]+ \d{4}$/, 'main')
    v.sees(/is as it was given/)
  }),
]

const OFFICER = [...OVERSIGHT, ...FEEDS, ...DIFFERENCES, ...EVERYBODY]
const WORKER = [...CARE, ...EVERYBODY]
const CLINICAL = [...WORKER, ...RINGS, ...FEEDS, ...LOOKS, ...HEALTH, ...NOTES]

/** By persona; each is somebody's day. */
export const TASKS: ReadonlyMap<string, readonly Task[]> = new Map([
  ['priya.shah', [...CLINICAL, ...WARD_LEAVING]],
  ['lee.carter', [...CLINICAL, ...HUB_LEAVING]],
  ...['tom.ellis', 'maya.lowe', 'carl.boyd', 'ruth.dean', 'sam.holt'].map(
    (id): [string, readonly Task[]] => [id, CLINICAL],
  ),
  ['nadia.khan', [...CLINICAL, ...PURPOSE]],
  ['ana.reid', [...CLINICAL, ...SOCIAL_LEAVING, ...PURPOSE]],
  ['grace.obi', [...WORKER, ...RINGS, ...LOOKS]],
  ['pat.lowry', [...WORKER, ...FEEDS]],
  ['olive.marsden', [...WORKER, ...RINGS, ...FEEDS, ...HOME_LEAVING]],
  ['femi.bakare', [...WORKER, ...RINGS]],
  ['sally.firth', [...NOBODY, ...FEEDS, ...EVERYBODY, ...PURPOSE]],
  ...[
    ...['david.osei', 'joan.marsh', 'amara.nwosu', 'helen.marlow', 'ian.croft', 'sunita.rao'],
    ...['ruth.adeyemi', 'colin.webb', 'una.byrne', 'meg.lawson'],
  ].map((id): [string, readonly Task[]] => [id, OFFICER]),
  ...['tessa.quill', 'noor.hadley'].map((id): [string, readonly Task[]] => [
    id,
    [...MONEY, ...EVERYBODY],
  ]),
  ['bea.stone', [...PAYING, ...EVERYBODY]],
  ...['leo.brandt', 'bea.lindley', 'dean.ashby', 'noel.price'].map(
    (id): [string, readonly Task[]] => [id, [...BOARD, ...EVERYBODY]],
  ),
  ['rosa.quinn', [...REFUGE, ...EVERYBODY]],
  ['kit.lang', [...OVERSIGHT, ...FEEDS, ...EVERYBODY]],
  ['martha.okello', [...RESIDENT, ...EVERYBODY]],
  ['ruth.okello', [...RESIDENT, ...EVERYBODY]],
])
