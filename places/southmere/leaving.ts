import { at, type Day, MINUTES_A_DAY, type Minute, onDay } from './calendar.ts'
import { chooser, type Random } from './random.ts'
import {
  DELAY_BANDS,
  LONG_DELAY_FROM,
  LONG_DELAY_SHARE,
  MEAN_DELAY_DAYS,
  PATHWAYS,
} from './rates.ts'
import type { Pathway, Stay } from './stay.ts'

const choosePathway = {
  under65: chooser(PATHWAYS.under65.map((share, pathway) => [pathway as Pathway, share] as const)),
  from65: chooser(PATHWAYS.from65.map((share, pathway) => [pathway as Pathway, share] as const)),
}
const chooseBand = chooser([
  ...DELAY_BANDS.map((band) => [band, band.share] as const),
  [undefined, LONG_DELAY_SHARE] as const,
])
/** Stays for which somebody wrote down on which day they would end, and how often it was put off. Assumptions. */
const EXPECTED = { atOnce: 0.7, nextMorning: 0.08, putOff: 0.05, putOffNow: 0.75, again: 0.85 }
const PUT_OFF_MOST = 4

export function pathwayOf(random: Random, age: number): Pathway {
  return choosePathway[age < 65 ? 'under65' : 'from65'](random)
}

/** Nights until somebody of that age is ready; what a reason adds or takes is `length`. */
export function nightsUntilReady(
  emergency: boolean,
  age: number,
  length: number,
  draw: number,
): number {
  const usual = (emergency ? (age < 65 ? 2 : 5.2) : 1) * length
  return 1 + Math.floor(usual * Math.exp(0.85 * draw))
}

/**
 * At least one day; the bands of rates.ts, and a long tail whose mean makes the whole mean the
 * published one.
 */
export function delayDays(random: Random): number {
  const band = chooseBand(random)
  if (band !== undefined) return random.between(band.from, band.to)
  return LONG_DELAY_FROM + Math.floor(random.exponential(LONG_TAIL))
}

const LONG_TAIL = longTail()

function longTail(): number {
  const short = DELAY_BANDS.reduce((sum, { from, to, share }) => sum + (share * (from + to)) / 2, 0)
  // Half a day more, because whole days are cut down from the drawn wait.
  return (MEAN_DELAY_DAYS - short) / LONG_DELAY_SHARE - LONG_DELAY_FROM + 0.5
}

/**
 * The day on which a stay is expected to end, as it was said on the way: a guess at first, put off when it came and
 * went. `now` is the minute after which nothing is said; a stay without an end goes on then.
 */
export function expectedDays(random: Random, stay: Stay, now: Minute): Stay['expected'] {
  const came = stay.admittedAt
  const known = random.next()
  if (stay.cancelledAt !== undefined || known > EXPECTED.atOnce + EXPECTED.nextMorning) return []
  const end = stay.readyAt ?? stay.leftAt ?? now + random.below(5) * MINUTES_A_DAY
  const guess = Math.max(onDay(came) + 1, onDay(end) + random.between(-2, 1))
  const first = known < EXPECTED.atOnce ? came : at(onDay(came) + 1, 9, 20 + random.below(60))
  const said = [{ at: first, day: guess }]
  const late: Day = guess + 1
  const mind = stay.leftAt === undefined ? EXPECTED.putOffNow : EXPECTED.putOff
  if (random.chance(mind)) {
    said.push({
      at: at(guess, 9, 30 + random.below(60)),
      day: late + random.below(stay.leftAt === undefined ? 2 : 4),
    })
    // Whoever is in now may have been put off more than once.
    const mayBeAgain = () => said.length <= PUT_OFF_MOST && random.chance(EXPECTED.again)
    while (stay.leftAt === undefined && mayBeAgain()) {
      const before = said.at(-1)!.day
      said.push({ at: at(before, 9, 30 + random.below(60)), day: before + random.between(1, 2) })
    }
  }
  const over = Math.min(stay.leftAt ?? now, now)
  return said.filter(({ at: when }) => when >= came && when < over)
}
