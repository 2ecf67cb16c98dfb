import { clearDaysOf } from '../board/index.ts'
import { Fault, isDay } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { plural } from '../shell/index.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'

export const command: CliCommand = {
  words: 'board clear-days',
  summary: 'the clear days between a day and a meeting, by the clause of a body',
  usage: `concordat board clear-days --published D --meeting D [--body B] [--json]

Counts the days of the body's calendar between two days, neither counted, and says whether they are enough.

  --published D  the day of publishing, YYYY-MM-DD
  --meeting D    the day of the meeting
  --body B       of which body; left out, the first of the agreement

  --json         {clear_days, enough, clause}

Exit code: 0 enough, 1 too few, 2 a day or a body that is none.`,
  options: { published: { type: 'string' }, meeting: { type: 'string' }, body: { type: 'string' } },
  async run({ values, settings, house, json, out }) {
    const [published, meeting] = [dayAsked(values, 'published'), dayAsked(values, 'meeting')]
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const told = clearDaysOf(place.agreement.current(), textOption(values, 'body'), {
        published,
        meeting,
      })
      if (told === undefined) {
        throw new Fault(
          'there is no such body',
          '--body',
          'Take one of the agreement, like partnership-board.',
        )
      }
      if (json) out(JSON.stringify(told))
      else {
        const enough = told.enough ? 'enough' : 'too few'
        out(`${plural(told.clear_days, 'clear day')}: ${enough} (clause ${told.clause}).`)
      }
      return told.enough ? 0 : 1
    } finally {
      await place.close()
    }
  },
}

function dayAsked(values: CliCall['values'], name: string): string {
  const day = textOption(values, name)
  if (day === undefined || !isDay(day)) {
    throw new Fault('this is no day', `--${name}`, 'Write it like 2026-03-10.')
  }
  return day
}
