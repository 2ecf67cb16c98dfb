import { isoDay, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import { csvRow } from './csv.ts'
import { delayReason } from './delay-reasons.ts'
import type { ExtractFiles } from './extract-files.ts'
import { COUNCIL, councilOf, type LeavingTask, leavingTasksOf } from './leaving-tasks.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import type { Stay } from './stay.ts'
import { sentAt } from './write-hl7.ts'

/** The columns of interface.md, "Intake". */
const HEADER = csvRow([
  'task_id',
  'visit_number',
  'hospital_number',
  'nhs_number',
  'task',
  'holder',
  'waits_for',
  'opened_at',
  'closed_at',
  'outcome',
  'recorded_at',
])
const TRUTH = 'truth/waiting.csv'

export function beginWaiting(files: ExtractFiles): void {
  files.begin(TRUTH, csvRow(['person_key', 'visit', 'ready_at', 'left_at', 'holder', 'minutes']))
}

/**
 * What the hospital's hub writes down of those who wait, and whose each minute of their waiting was. A row that was
 * wrong is followed by the one that puts it right.
 */
export function writeTasks(world: World, life: Life, files: ExtractFiles): void {
  for (const { stay, tasks } of leavingTasksOf(world, life)) {
    const view = life.hospital[stay.registration]!
    const path = `leaving/tasks-${isoDay(onDay(stay.readyAt!)).slice(0, 4)}.csv`
    for (const task of tasks) writeTask(path, stay, view, task, files)
    if (stay.leftAt !== undefined) writeWaiting(life, stay, tasks, files)
  }
}

function writeTask(
  path: string,
  { visit }: Stay,
  view: { id: string; nhsNumber?: string },
  task: LeavingTask,
  files: ExtractFiles,
): void {
  const { id, holder, waitsFor = '', openedAt, closedAt, recordedAt, correctedAt } = task
  const row = (closed: Minute | undefined, recorded: Minute) =>
    csvRow([
      ...[id, visit, view.id, view.nhsNumber, task.task, holder, waitsFor, clock(openedAt)],
      ...[closed === undefined ? '' : clock(closed), closed === undefined ? '' : 'done'],
      clock(recorded),
    ])
  if (correctedAt === undefined) files.write(path, row(closedAt, recordedAt), HEADER)
  else {
    files.write(path, row(Math.max(openedAt, closedAt! - 60), recordedAt), HEADER)
    files.write(path, row(closedAt, correctedAt), HEADER)
  }
}

/** Local time without a zone. */
function clock(minute: Minute): string {
  const inDay = minute - onDay(minute) * MINUTES_A_DAY
  const two = (count: number) => String(count).padStart(2, '0')
  return `${isoDay(onDay(minute))} ${two(Math.floor(inDay / 60))}:${two(inDay % 60)}`
}

type Held = { from: Minute; to: Minute; holders: readonly string[] }

/** Whose a reason is that the hospital's messages give: as clause 14.2 has it. What is restricted is nobody's. */
const OF_HOLDER = new Map<string, readonly string[]>(
  Object.entries({
    hospital: ['mere-general'],
    hub: ['mere-general', COUNCIL],
    council: [COUNCIL],
    community: ['southmere-community'],
    family: ['their-family'],
  }),
)
const OF_REASON: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^Awaiting referral to care transfer hub/, ['mere-general']],
  [/funding eligibility/, [COUNCIL, 'southmere-icb']],
  [/^Ongoing safeguarding/, []],
  [/[Hh]ousing|Homeless/, ['southmere-districts']],
  [/^Out of area/, [COUNCIL]],
  [/^Further action/, []],
]

function holdersOf(reason: string, council: string): readonly string[] {
  const special = OF_REASON.find(([words]) => words.test(reason))
  const holders = special === undefined ? OF_HOLDER.get(delayReason(reason).holder) : special[1]
  return holders?.map((holder) => (holder === COUNCIL ? council : holder)) ?? []
}

function writeWaiting(
  life: Life,
  stay: Stay,
  tasks: readonly LeavingTask[],
  files: ExtractFiles,
): void {
  const [ready, left] = [stay.readyAt!, stay.leftAt!]
  const codes = stay.delays.map(({ at, reason }, place): Held => {
    const next = stay.delays[place + 1]
    const to = next === undefined ? left : sentAt(next.at)
    return { from: sentAt(at), to, holders: holdersOf(reason, councilOf(life)) }
  })
  const restricted = codes.filter((_, place) => /safeguarding/.test(stay.delays[place]!.reason))
  const held = [
    ...codes.filter((one) => !restricted.includes(one)),
    ...tasks.map(({ openedAt, closedAt, holder }): Held => {
      return { from: openedAt, to: closedAt ?? left, holders: [holder] }
    }),
  ]
  const cuts = [ready, left, ...held.flatMap(({ from, to }) => [from, to])]
  const inside = [...new Set(cuts)]
    .filter((cut) => cut >= ready && cut <= left)
    .sort((a, b) => a - b)
  const minutes = new Map<string, number>()
  for (const [place, from] of inside.slice(0, -1).entries()) {
    const to = inside[place + 1]!
    const own = held.filter((one) => one.from <= from && to <= one.to)
    const holders = new Set(own.flatMap((one) => (one.holders.length > 0 ? one.holders : [''])))
    for (const holder of holders.size > 0 ? holders : [''])
      minutes.set(holder, (minutes.get(holder) ?? 0) + (to - from) / Math.max(1, holders.size))
  }
  for (const [holder, count] of [...minutes].sort())
    files.write(
      TRUTH,
      csvRow([
        ...[life.person.key, stay.visit, clock(ready), clock(left), holder, count.toFixed(6)],
      ]),
    )
}
