import assert from 'node:assert/strict'
import type { Task } from './tasks.ts'
import type { Effort, Visitor } from './visitor.ts'

/** What each does most with the list of who leaves hospital and with what is asked, from their first page on. */
const cost = (clicks: number, fields = 0, keys = 0): Effort => ({ clicks, fields, keys })
const task = (does: string, most: Effort, walk: Task['walk']): Task => ({ does, most, walk })

const LIST = 'main tbody'
const NOTE = 'Her daughter comes at five.'
const TO_LIST = 'Leaving hospital'

/** The page that says what would happen, and then does it. */
async function says(v: Visitor): Promise<void> {
  await v.press('Go on')
  await v.press(/^(?!Find|Sign out|Go on|Change)/, 'main')
  v.sees(/done, and in the log/)
}

/** The first on the list whose row has such a link. */
async function onList(v: Visitor, link: RegExp): Promise<void> {
  await v.follow(TO_LIST)
  await v.follow(link, LIST)
}

async function openFirst(v: Visitor): Promise<void> {
  await onList(v, /^[A-Z][\p{L}’'-]+ [\p{L} ’'-]+$/u)
}

const BOTH: readonly Task[] = [
  task('sees who can leave, who waits longest and for whom', cost(1), async (v) => {
    await v.follow(TO_LIST)
    v.sees(/Of \d+ (?:people|person) in hospital whom you help, \d+ can leave/)
    v.sees(/with [A-Z][^:]+ for \d+/)
  }),
  task('knows what comes next for somebody, and whom to ring', cost(1), async (v) => {
    await v.follow(TO_LIST)
    v.sees(/Ring .*\d{5} \d{6}/)
  }),
  task('narrows the list to who can leave', cost(2), async (v) => {
    await v.follow(TO_LIST)
    await v.follow(/^Who can leave/)
    assert.match(v.path, /show=ready/)
  }),
  task('sees what their own organisation holds', cost(2), async (v) => {
    await v.follow(TO_LIST)
    await v.follow('What we hold')
    assert.match(v.path, /holder=ours/)
  }),
  task('says that everybody was reviewed and nothing has changed', cost(3), async (v) => {
    await v.follow(TO_LIST)
    if (/still to be reviewed/.test(v.text)) await v.follow('Tick all who are not reviewed')
    await v.press(/^Say: no change/)
    v.sees(/reviewed/)
  }),
  task('leaves a note for the next shift', cost(4, 1, NOTE.length), async (v) => {
    await onList(v, /^Write a note/)
    v.type(/^Note/, NOTE)
    await says(v)
    await v.open('/transfer')
    v.sees(new RegExp(NOTE))
  }),
  task('says when somebody is expected to leave', cost(5, 3, 8), async (v) => {
    await openFirst(v)
    await v.follow(/^Say when they are expected/)
    const day = new Date(Date.now() + 2 * 86_400_000)
    v.type(/^Day$/, String(day.getUTCDate()))
    v.type(/^Month$/, String(day.getUTCMonth() + 1))
    v.type(/^Year$/, String(day.getUTCFullYear()))
    await says(v)
  }),
  task('says what must still happen, and who holds it', cost(5, 2, 40), async (v) => {
    await openFirst(v)
    await v.follow(/^Say what must happen/)
    v.type(/^What must happen/, 'transport')
    v.type(/^Who holds it/, 'mere-general')
    await says(v)
  }),
  task('prints the round', cost(2), async (v) => {
    await v.follow(TO_LIST)
    await v.follow('Board round, to print')
    v.sees(/Found on the round/)
  }),
  task('sees whose each hour of a delay was', cost(2), async (v) => {
    await openFirst(v)
    v.sees(/Whose each hour was/)
  }),
]

/** Of a ward, beside that. */
export const WARD_LEAVING: readonly Task[] = [
  ...BOTH,
  task('says that somebody does not need to be in hospital any more', cost(4), async (v) => {
    await onList(v, /^Say whether they are ready/)
    await says(v)
  }),
]

/** Of a hub, beside that. */
export const HUB_LEAVING: readonly Task[] = [
  ...BOTH,
  task('keeps what they have chosen under a name', cost(4, 1, 10), async (v) => {
    await v.follow(TO_LIST)
    await v.follow(/^Who has waited/)
    v.unfold('Keep this list under a name')
    v.type('Name', 'Long waits')
    await v.press('Keep it')
    v.sees(/done, and in the log/)
  }),
  task('contests minutes for their side', cost(5, 1, 60), async (v) => {
    await openFirst(v)
    await v.follow(/^Contest these minutes/)
    v.type(/^What your side says/, 'The assessment had not been asked for.')
    await says(v)
  }),
]

const TO_ASKED = 'What was asked'

/** Of a council's social worker. */
export const SOCIAL_LEAVING: readonly Task[] = [
  task('sees who can leave whom the council helps, and what it holds', cost(2), async (v) => {
    await v.follow(TO_LIST)
    v.sees(/people? in hospital whom you help/)
    await v.follow('What we hold')
    v.sees(/with Southmere Council/)
  }),
  task('takes what waits for the council', cost(4), async (v) => {
    await onList(v, /^Take it/)
    await says(v)
  }),
]

/** Of a care home that is asked for a place. */
export const HOME_LEAVING: readonly Task[] = [
  task('sees what is asked of the home, and of whom nothing else', cost(1), async (v) => {
    await v.follow(TO_ASKED)
    v.sees(/things? waits? for your answer/)
    v.sees(/Somebody in Mere General/)
  }),
  task('says that what was asked has come', cost(4), async (v) => {
    await v.follow(TO_ASKED)
    await v.follow(/^Say that you have it/, LIST)
    await says(v)
  }),
]
