import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { issueToken } from '../shell/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'

const SECONDS_MAX = 12 * 3_600

export const command: CliCommand = {
  words: 'token',
  summary: 'a bearer token of somebody of the made-up place',
  usage: `concordat token --as USER [--purpose P] [--scope S] [--seconds N] [--json]

For programs that try out /commands and /fhir/R4 of a made-up place; a live place has its own sign-in.

${ACTING_USAGE}
  --scope S          kept with the token
  --seconds N        how long it holds, 3,600 where it is left out
  --json             {access_token, token_type, expires_in}`,
  options: { ...ACTING_OPTIONS, scope: { type: 'string' }, seconds: { type: 'string' } },
  async run(call) {
    const { settings, values, json, out } = call
    if (settings.mode !== 'made-up') {
      throw new Fault('a live place gives no tokens here', 'token', 'Use its sign-in service.')
    }
    const seconds = Number(textOption(values, 'seconds') ?? 3_600)
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > SECONDS_MAX) {
      throw new Fault('that is no length of time', '--seconds', `Give 1 to ${SECONDS_MAX}.`)
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const token = await issueToken(place, viewer, seconds)
      if (json)
        out(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: seconds }))
      else out(token)
      return 0
    } finally {
      await place.close()
    }
  },
}
