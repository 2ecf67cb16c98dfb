import { dayInLondon, Fault, isDay } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { type AtDoor, lookAtDoor, sourcesOf } from '../record/index.ts'
import { formatDateTime, formatList } from '../shell/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { personsWanted, told, wantedPerson } from './wanted-person.ts'

const NOBODY_FOUND = { sentence: 'Nobody was found.' }

export const command: CliCommand = {
  words: 'door',
  summary: 'who is due at somebody’s door on a day, whoever sends them',
  usage: `concordat door PERSON --as USER --purpose P [--day DAY] [--json]

Prints who comes to PERSON's door on a day, in the order in which they come: visits of home care and contacts at home,
of the parts of the record that USER may see. The look, allowed or refused, is written down first.

  PERSON             an NHS number, or the id in the address of a person's page
${ACTING_USAGE}
  --day DAY          YYYY-MM-DD; today where it is left out
  --json             {door: [{at, what, provider, provider_id, organisation, minutes, carers, status, sources}]}.
                     Refused: {door: [], refusal}

Exits 1 where nothing was shown.`,
  joins: true,
  options: { ...ACTING_OPTIONS, day: { type: 'string' } },
  async run(call) {
    const { values, settings, json, out } = call
    const wanted = wantedPerson(call)
    const asked = textOption(values, 'day')
    if (asked !== undefined && !isDay(asked)) {
      throw new Fault(`${asked} is no day`, '--day', 'Write it as YYYY-MM-DD.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const day = asked ?? dayInLondon(place.clock.now())
      const ids = await personsWanted(place.databases.care.short, wanted)
      const looks = told(await Promise.all(ids.map((id) => lookAtDoor(place, viewer, id, day))))
      const found = looks.flatMap((one) => (one.outcome === 'allowed' ? one.atDoor : []))
      const [first] = looks
      const allowed = first?.outcome === 'allowed'
      const refusal = first?.outcome === 'refused' ? first.refusal : NOBODY_FOUND
      if (json) {
        const door = found.map(asJson)
        out(JSON.stringify(allowed ? { door } : { door, refusal }))
      } else if (!allowed) out(refusal.sentence)
      else {
        const { nameOf } = sourcesOf(place.agreement.current()!)
        const now = place.clock.now()
        for (const { at, what, provider, sources } of found) {
          const by = provider === undefined ? '' : `, ${provider}`
          const said = formatList(sources.map(nameOf))
          out(`${formatDateTime(at, now)}: ${what}${by}; told by ${said}`)
        }
        if (found.length === 0) out('Nobody is known to be due.')
      }
      return allowed ? 0 : 1
    } finally {
      await place.close()
    }
  },
}

function asJson({ providerId, provider, organisation, minutes, carers, ...one }: AtDoor) {
  return {
    ...one,
    provider: provider ?? null,
    provider_id: providerId ?? null,
    organisation: organisation ?? null,
    minutes: minutes ?? null,
    carers: carers ?? null,
  }
}
