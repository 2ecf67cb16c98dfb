import { type Day, isoDay, type Minute, onDay } from './calendar.ts'
import { councilWaits } from './council-waits.ts'
import { csvRow } from './csv.ts'
import { delayReason } from './delay-reasons.ts'
import { disagreementsOf } from './disagreements.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { isOpen } from './stay.ts'

const NOW = [
  'person_key',
  'source_id',
  'visit',
  'ward',
  'bay',
  'bed',
  'admitted_on',
  'method',
  'expected_on',
  'ready_on',
  'pathway',
  'delay_reason',
  'delay_family',
  'waits_for',
]
const WAITS = [
  'person_key',
  'source_id',
  'waits_for',
  'since',
  'asked_on',
  'outcome',
  'in_hospital',
]
const DISAGREEMENTS = ['person_key', 'kind', 'southmere-gp', 'mere-general', 'southmere-council']

export function beginTruthNow(files: ExtractFiles): void {
  files.begin('truth/now.csv', csvRow(NOW))
  files.begin('truth/waits.csv', csvRow(WAITS))
  files.begin('truth/disagreements.csv', csvRow(DISAGREEMENTS))
}

/** Who lies where, who waits for the council, and on what the sources differ, on the morning of as-of. */
export function writeTruthNow(world: World, life: Life, files: ExtractFiles): void {
  const { person, stays, hospital, council } = life
  const stay = stays.find(isOpen)
  const place = stay?.moves.at(-1)?.location
  if (stay !== undefined && place !== undefined) {
    const words = stay.delays.at(-1)?.reason
    const reason = words === undefined ? undefined : delayReason(words)
    files.write(
      'truth/now.csv',
      csvRow([
        person.key,
        hospital[stay.registration]!.id,
        stay.visit,
        place.ward,
        place.bay,
        place.bed,
        dayOf(stay.admittedAt),
        stay.method,
        dayText(stay.expected.at(-1)?.day),
        dayOf(stay.readyAt),
        stay.pathway,
        reason?.words,
        reason?.family,
        reason?.holder,
      ]),
    )
  }
  for (const wait of council === undefined ? [] : councilWaits(world, council)) {
    files.write(
      'truth/waits.csv',
      csvRow([
        person.key,
        council!.view.id,
        wait.waitsFor,
        dayText(wait.since),
        dayText(wait.asked),
        wait.outcome,
        place?.ward,
      ]),
    )
  }
  for (const { kind, says } of disagreementsOf(life)) {
    const words = [says['southmere-gp'], says['mere-general'], says['southmere-council']]
    files.write('truth/disagreements.csv', csvRow([person.key, kind, ...words]))
  }
}

function dayOf(minute: Minute | undefined): string {
  return minute === undefined ? '' : isoDay(onDay(minute))
}

function dayText(day: Day | undefined): string {
  return day === undefined ? '' : isoDay(day)
}
