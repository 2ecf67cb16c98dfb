import { at, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import { councilWaits, plannedFrom } from './council-waits.ts'
import { COMPONENT } from './council-words.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { type Random, randomOf } from './random.ts'
import type { Stay } from './stay.ts'
import { HIGHFELL } from './visitors.ts'

/** What somebody who waited in hospital needed first, as the transfer hub keeps it. */
export type LeavingTask = {
  id: string
  task: string
  /** as the file names them: a party, or the family */
  holder: string
  waitsFor?: string
  openedAt: Minute
  /** absent while it is open */
  closedAt?: Minute
  /** when it was written down, first and last: in between it said that it was closed some hours later */
  recordedAt: Minute
  correctedAt?: Minute
}

/** What the hub writes down, and who holds it. Shares: assumption. */
const KINDS = [
  { task: 'therapy-review', holder: 'mere-general' },
  { task: 'social-care-assessment', holder: 'southmere-council' },
  { task: 'home-care', holder: 'southmere-council', waitsFor: 'their-family' },
  { task: 'equipment', holder: 'southmere-community' },
  { task: 'funding', holder: 'southmere-icb', waitsFor: 'southmere-council' },
  { task: 'family-choice', holder: 'their-family' },
  { task: 'transport', holder: 'mere-general' },
  { task: 'medicines', holder: 'mere-general' },
] as const
/** What the council’s own lists have of somebody in the stay, as the hub writes it down: by clause 14.2. */
const OF_LISTS = {
  assessment: { task: 'social-care-assessment', holder: 'southmere-council' },
  'home-care': { task: 'home-care', holder: 'southmere-council', waitsFor: 'their-family' },
  reablement: { task: 'reablement', holder: 'southmere-council' },
  'short-stay': { task: 'recovery-bed', holder: 'southmere-council' },
  'care-home': { task: 'care-home', holder: 'southmere-council' },
} as const
type Kind = (typeof KINDS)[number] | (typeof OF_LISTS)[keyof typeof OF_LISTS]
const OF_COMPONENT = new Map<string | undefined, Kind>([
  [COMPONENT.homeCare, OF_LISTS['home-care']],
  [COMPONENT.reablement, OF_LISTS.reablement],
  [COMPONENT.shortResidential, OF_LISTS['short-stay']],
  [COMPONENT.shortNursing, OF_LISTS['short-stay']],
  [COMPONENT.longResidential, OF_LISTS['care-home']],
  [COMPONENT.longNursing, OF_LISTS['care-home']],
])
/** In the words above; of somebody who lives elsewhere it is theirs. */
export const COUNCIL = 'southmere-council'
const LATE = 0.2
const CORRECTED = 0.1

/** Of every stay in which somebody waited longer than a day: two to five, which lie over one another. */
export function leavingTasksOf(world: World, life: Life): { stay: Stay; tasks: LeavingTask[] }[] {
  const random = randomOf(world.seed, 'leaving tasks', life.person.index)
  const now = at(world.asOf, 0)
  return life.stays.flatMap((stay) => {
    const { readyAt, leftAt = now } = stay
    const waits = readyAt !== undefined && leftAt - readyAt > MINUTES_A_DAY
    if (!waits || stay.cancelledAt !== undefined || stay.died) return []
    const listed = listedIn(world, life, stay)
    const tasks = tasksOf(random, stay, readyAt, Math.min(leftAt, now), now, listed)
    const own = (holder: string) => (holder === COUNCIL ? councilOf(life) : holder)
    const named = tasks.map((task) => ({
      ...task,
      holder: own(task.holder),
      ...(task.waitsFor === undefined ? {} : { waitsFor: own(task.waitsFor) }),
    }))
    return [{ stay, tasks: named }]
  })
}

/** What the council says by itself that it does or looks for in the stay: then the hub waits for it too. */
function listedIn(world: World, { council, stays }: Life, stay: Stay): Kind[] {
  if (council === undefined) return []
  const came = onDay(stay.admittedAt)
  const left = stay.leftAt === undefined ? Number.POSITIVE_INFINITY : onDay(stay.leftAt)
  const inStay = (day: number) => day >= came && day <= left
  const found = council.events.flatMap((event): (Kind | undefined)[] => {
    if (event.type === 'Assessment') return inStay(event.start) ? [OF_LISTS.assessment] : []
    const isPlanned = event.type === 'Service' && inStay(plannedFrom(event.start, stays))
    return isPlanned ? [OF_COMPONENT.get(event.component)] : []
  })
  const waits = councilWaits(world, council).map(({ waitsFor, since }) => {
    if (!inStay(since) || waitsFor === 'review') return undefined
    return waitsFor === 'assessment' ? OF_LISTS.assessment : OF_LISTS['home-care']
  })
  const kinds = [...found, ...waits].filter((kind) => kind !== undefined)
  return [...new Map(kinds.map((kind) => [kind.task, kind])).values()]
}

/** The party of the agreement that has them as its own. */
export function councilOf({ person }: Pick<Life, 'person'>): string {
  return person.away === true ? HIGHFELL : COUNCIL
}

function tasksOf(
  random: Random,
  stay: Stay,
  readyAt: Minute,
  until: Minute,
  now: Minute,
  listed: readonly Kind[],
): LeavingTask[] {
  const first = listed.map(({ task }) => task)
  const kinds = [...listed, ...KINDS.filter(({ task }) => !first.includes(task))]
  const count = Math.max(listed.length, random.between(2, 5))
  return Array.from({ length: count }, (_, place): LeavingTask => {
    const drawn = random.below(kinds.length)
    const [kind] = kinds.splice(place < listed.length ? 0 : drawn, 1)
    const openedAt = readyAt + random.below(Math.floor((until - readyAt) * 0.7))
    const lasts = random.between(90, Math.max(120, until - openedAt))
    const ends = openedAt + lasts
    const open = stay.leftAt === undefined && (ends >= until || random.chance(0.3))
    const closedAt = open ? undefined : Math.min(ends, until)
    const late = random.chance(LATE) ? random.between(1, 3) * MINUTES_A_DAY : random.below(60)
    const recordedAt = Math.min((closedAt ?? openedAt) + late, now - 2)
    const corrected = closedAt !== undefined && random.chance(CORRECTED)
    const id = `LT-${stay.visit}-${place + 1}`
    return {
      ...{ id, ...kind!, openedAt, recordedAt },
      ...(closedAt === undefined ? {} : { closedAt }),
      ...(corrected ? { correctedAt: Math.min(recordedAt + 300, now - 1) } : {}),
    }
  })
}
