import { openPlace } from '../main.ts'
import {
  lookAtOccurrences,
  occurrenceInWords,
  type ShownOccurrence,
  sourcesOf,
} from '../record/index.ts'
import { plural } from '../shell/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import type { CliCommand } from './command.ts'
import { knownAt } from './known-at.ts'
import { personsWanted, told, wantedPerson } from './wanted-person.ts'

const NOBODY_FOUND = { sentence: 'Nobody was found.' }
const WHAT = 'list of what happened, printed by the command line'

export const command: CliCommand = {
  words: 'occurrences',
  summary: 'what happened to somebody, one row each, as it is known now or was known at a time',
  usage: `concordat occurrences PERSON --as USER --purpose P [--known-at TIME] [--json]

Prints each thing that happened to PERSON once, however many messages or sources tell of it, of the parts of the record
that USER may see. The look, allowed or refused, is written down first, and the person can see it.

  PERSON             an NHS number, or the id in the address of a person's page
${ACTING_USAGE}
  --known-at TIME    as it was known at that time: YYYY-MM-DD, or ISO with a zone; now where it is left out
  --json             {occurrences: [{id, kind, start, end, status, ready, pathway, admission, destination, unit,
                     provider, tellings: [{source, learnt_at}]}]}; beside these: expected, delay_reason, admitted_from,
                     diagnosis, organisation, hours, unit_cost, next, term, next_due, discharge_method, label, gone,
                     conflict; of visits planned, planned_minutes, minutes, carers, visit_outcome; of tasks holder,
                     waits_for, stay_number. A moment is as exact as it is known: 2019, 2019-03, 2019-03-12, or ISO
                     in UTC.
                     Refused: {occurrences: [], refusal}

Exits 1 where nothing was shown.`,
  joins: true,
  options: { ...ACTING_OPTIONS, 'known-at': { type: 'string' } },
  async run(call) {
    const { values, settings, json, out } = call
    const wanted = wantedPerson(call)
    const at = knownAt(values)
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const ids = await personsWanted(place.databases.care.short, wanted)
      const looks = told(
        await Promise.all(
          ids.map((id) => lookAtOccurrences(place, viewer, id, { what: WHAT, at })),
        ),
      )
      const found = looks.flatMap((one) => (one.outcome === 'allowed' ? one.occurrences : []))
      const [first] = looks
      const allowed = first?.outcome === 'allowed'
      const refusal = first?.outcome === 'refused' ? first.refusal : NOBODY_FOUND
      if (json) {
        const occurrences = found.map(asJson)
        out(JSON.stringify(allowed ? { occurrences } : { occurrences, refusal }))
      } else if (!allowed) out(refusal.sentence)
      else {
        const sources = sourcesOf(place.agreement.current()!)
        const now = place.clock.now()
        for (const one of found) out(occurrenceInWords(one, sources, now))
        out(found.length === 0 ? 'Nothing is known.' : `${plural(found.length, 'occurrence')}.`)
      }
      return allowed ? 0 : 1
    } finally {
      await place.close()
    }
  },
}

function asJson(one: ShownOccurrence) {
  return {
    id: one.id,
    kind: one.kind,
    start: one.start ?? null,
    end: one.end ?? null,
    status: one.status,
    ready: one.ready ?? null,
    expected: one.expected ?? null,
    pathway: one.pathway ?? null,
    delay_reason: one.delayReason ?? null,
    admission: one.admission ?? null,
    admitted_from: one.admittedFrom ?? null,
    destination: one.destination ?? null,
    diagnosis: one.diagnosis ?? null,
    organisation: one.organisation ?? one.organisationName ?? null,
    unit: one.unit ?? null,
    provider: one.provider ?? null,
    hours: one.hours ?? null,
    unit_cost: one.unitCost ?? null,
    next: one.next ?? null,
    term: one.term ?? null,
    next_due: one.nextDue ?? null,
    discharge_method: one.dischargeMethod ?? null,
    planned: one.planned ?? null,
    planned_minutes: one.plannedMinutes ?? null,
    minutes: one.minutes ?? null,
    carers: one.carers ?? null,
    visit_outcome: one.visitOutcome ?? null,
    holder: one.holder ?? null,
    waits_for: one.waitsFor ?? null,
    stay_number: one.stayNumber ?? null,
    label: one.label ?? null,
    gone: one.gone ?? null,
    conflict: one.conflict,
    tellings: one.tellings.map(({ source, learntAt, firstLearntAt }) => {
      return { source, learnt_at: learntAt, first_learnt_at: firstLearntAt }
    }),
  }
}
