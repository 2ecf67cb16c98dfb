import { type Day, isoDay } from './calendar.ts'
import { csvRow } from './csv.ts'
import type { ExtractFiles } from './extract-files.ts'
import type { World } from './person.ts'

/**
 * What truly changed in the county in its two years, whatever charts say of it: one thing for the better, one for the
 * worse. The third was much talked about, and changed nothing; of the fourth the definition changed (clause 17.4), and
 * nothing else. All assumptions.
 */

/** So many days before as-of the council answers sooner: nine days at most become three. */
const ANSWERS_SOONER_DAYS = 250
const SOONER = 0.4
/** So many days before as-of more people come to the emergency department, than so far and than before. */
const MORE_COME_DAYS = 230
const MORE_COME = 1.32
/** A ward round at seven in the morning, of which everybody spoke. */
const FASHION_DAYS = 300

const PATH = 'truth/signals.csv'

/** Days until the council answers, of somebody who asked on a day and would have waited so long before. */
export function answeredAfter({ asOf }: World, asked: Day, days: number): number {
  return asked >= asOf - ANSWERS_SOONER_DAYS ? Math.floor(days * SOONER) : days
}

/** How many times as many come on a day as at first. */
export function comingOn({ asOf }: World, day: Day): number {
  return day >= asOf - MORE_COME_DAYS ? MORE_COME : 1
}
export const COMING_MOST = MORE_COME

export function writeSignals(world: World, files: ExtractFiles): void {
  files.begin(PATH, csvRow(['measure', 'signal', 'since', 'what']))
  const said: [measure: string, signal: string, days: number, what: string][] = [
    ['first-answer', 'improvement', ANSWERS_SOONER_DAYS, 'the council answers sooner'],
    ['attendances', 'concern', MORE_COME_DAYS, 'more people come'],
    ['discharge-delay', 'none', FASHION_DAYS, 'a ward round at seven, which changed nothing'],
    ['emergency-admissions-65', 'none', FASHION_DAYS, 'it is counted otherwise from 2026 on'],
  ]
  for (const [measure, signal, days, what] of said) {
    files.write(PATH, csvRow([measure, signal, isoDay(world.asOf - days), what]))
  }
}
