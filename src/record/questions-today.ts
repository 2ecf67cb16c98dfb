import { DAY_MS, type Queryable, type Viewer } from '../kernel/index.ts'
import type { Place, TodayLine } from '../room.ts'
import { formatWait, plural } from '../shell/index.ts'
import { ANSWER } from './answer-question.ts'
import { CHECK_GLASS } from './check-glass.ts'
import { type Glass, stateOfDue } from './glass.ts'
import type { RecordPlace } from './pages/person-place.ts'
import { actsOf } from './queries-acts.ts'
import { mayAnswer } from './question.ts'

/** Where what was opened in need is checked, and what residents asked is answered. */
export const QUESTIONS_PATH = '/questions'
const KEPT_DAYS = 365

/** What waits for this viewer: glass that others have broken, and what residents ask of their side. */
export async function waitingFor(
  {
    databases,
    agreement,
    clock,
    whyNot,
  }: Pick<RecordPlace, 'databases' | 'agreement' | 'clock' | 'whyNot'>,
  viewer: Viewer,
): Promise<{ glass: readonly Glass[]; questions: readonly Glass[] }> {
  const current = agreement.current()
  const since = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS)
  const db: Queryable = databases.care.short
  const may = (action: string) => current !== undefined && whyNot(viewer, action) === undefined
  const [glass, questions] = await Promise.all([
    may(CHECK_GLASS) ? actsOf(db, 'glass', { since, open: true }) : [],
    may(ANSWER) ? actsOf(db, 'question', { since, open: true }) : [],
  ])
  return {
    glass: glass.filter(({ act }) => act.by.organisation !== viewer.actor.organisation),
    questions: questions.filter(({ act }) => mayAnswer(current!, act, viewer)),
  }
}

/** On Today of whoever checks or answers. */
export async function questionsToday(place: Place, viewer: Viewer): Promise<TodayLine[]> {
  if ([CHECK_GLASS, ANSWER].every((one) => place.whyNot(viewer, one) !== undefined)) return []
  const { glass, questions } = await waitingFor(place, viewer)
  const now = place.clock.now()
  const line = (
    waiting: readonly Glass[],
    what: string,
    at: { verb: string; action: string },
  ): TodayLine[] => {
    if (waiting.length === 0) return []
    const late = waiting.filter((one) => stateOfDue(one, now) === 'late').length
    const first = Math.min(...waiting.map(({ act }) => act.at.getTime()))
    const said = `The first was ${formatWait(now.getTime() - first)} ago.`
    const since =
      late === 0 ? said : `${said} ${plural(late, 'is', 'are')} late, and counted in public.`
    return [{ what, since, first: 'waits', at: { href: QUESTIONS_PATH, ...at } }]
  }
  const opened = plural(glass.length, 'record was', 'records were')
  const asked = plural(questions.length, 'question')
  return [
    ...line(glass, `${opened} opened in need, and nobody has checked it`, {
      verb: 'Check what was opened',
      action: CHECK_GLASS,
    }),
    ...line(questions, `${asked} of residents`, { verb: 'Answer residents', action: ANSWER }),
  ]
}
