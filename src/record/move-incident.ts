import { z } from 'zod'
import { isRefusal, nextState, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { formatDateTime } from '../shell/index.ts'
import { type CommandContext, namedCommand } from '../trail/index.ts'
import { type IncidentMove, type IncidentStep, incidentCycle, incidentOf } from './incident.ts'
import { noteReason, proofOf } from './note-words.ts'
import { insertStep, lockIncident } from './queries-incidents.ts'

export const GOVERNANCE_PATH = '/governance'
export const OPEN_INCIDENT = 'record.open-incident'
export const MOVE_INCIDENT = 'record.move-incident'
/** Screens hear that an incident goes on. */
export const INCIDENTS = 'record.incidents'

type Said = { readonly incident: string; readonly reportBy: string }

/** Something went wrong with people's records: from when it was found a clock runs that both sides see. */
export const openIncident = namedCommand({
  name: OPEN_INCIDENT,
  says: 'Writes down that something went wrong with people’s records',
  label: 'Write down an incident',
  basis: { action: OPEN_INCIDENT, does: 'write down that something went wrong with records' },
  input: z.strictObject({
    words: noteReason('What happened?', 'Both sides read it. Name nobody.'),
    foundAt: when('When was it found?'),
    people: z.coerce
      .number()
      .int('is not a whole number')
      .min(0, 'is less than none')
      .max(10_000_000, 'is more people than there are')
      .optional()
      .meta({ label: 'How many people’s records?', hint: 'As far as it is known' }),
  }),
  refuses: ['to-come'],
  preview: ({ reportBy }: Said) =>
    `Both sides see it at once. It has to be reported by ${formatDateTime(reportBy, new Date(reportBy))}, by law.`,
  leads: () => `${GOVERNANCE_PATH}#incidents`,
  async run(context, { words, foundAt, people }, _place: Place) {
    const step = stepOf(context, context.entryId, 'found', { words, happenedAt: foundAt })
    if (step.happenedAt > context.now) return refuse('to-come', 'That is still to come.')
    return keepStep(context, people === undefined ? step : { ...step, people }, [])
  },
})

const MOVES = Object.keys(incidentCycle.moves) as [IncidentMove, ...IncidentMove[]]
const MOVE_WORDS = Object.fromEntries(
  MOVES.map((move) => [move, incidentCycle.moves[move].label]),
) as Record<IncidentMove, string>

/** Contained, reported or not and why, closed: as its life cycle lets it. */
export const moveIncident = namedCommand({
  name: MOVE_INCIDENT,
  says: 'Says how an incident goes on',
  label: 'Say how it goes on',
  basis: { action: MOVE_INCIDENT, does: 'say how an incident goes on' },
  input: z.strictObject({
    incident: z.uuid('is not the id of an incident').meta({ label: 'Incident', hidden: true }),
    move: z
      .enum(MOVES, `must be one of ${MOVES.join(', ')}`)
      .meta({ label: 'What was done?', words: MOVE_WORDS }),
    words: noteReason('How, by whom and to whom?', 'Both sides read it. Name nobody it is about.'),
    happenedAt: when('When was it done?'),
  }),
  refuses: ['no-such-incident', 'closed', 'to-come', 'before-found'],
  preview: () => 'Both sides see it at once.',
  leads: () => `${GOVERNANCE_PATH}#incidents`,
  async run(context, { incident, move, words, happenedAt }, _place: Place) {
    const steps = await lockIncident(context.tx, incident)
    const [found] = steps
    if (found === undefined) return refuse('no-such-incident', 'There is no such incident.')
    const next = nextState(incidentCycle, move, incidentOf(steps, context.now).state)
    if (isRefusal(next)) return next
    const step = stepOf(context, incident, next, { words, happenedAt })
    if (step.happenedAt > context.now) return refuse('to-come', 'That is still to come.')
    if (step.happenedAt < found.happenedAt) {
      return refuse('before-found', 'That is before it was found.')
    }
    return keepStep(context, step, steps)
  },
})

function when(label: string) {
  return z.iso
    .datetime({ offset: true, error: 'is no time, written like 2026-03-03T09:30:00Z' })
    .optional()
    .meta({ label, hint: 'A time like 2026-03-03T09:30:00Z. Left empty, now' })
}

function stepOf(
  { viewer, now, entryId }: CommandContext,
  incident: string,
  step: IncidentStep['step'],
  { words, happenedAt }: { words: string; happenedAt?: string | undefined },
): IncidentStep {
  const { id, name, organisation, side } = viewer.actor
  return {
    ...{ id: entryId, incident, step, at: now, words },
    happenedAt: happenedAt === undefined ? now : new Date(happenedAt),
    by: { id, name, organisation, side },
  }
}

async function keepStep(
  { tx, announce }: CommandContext,
  step: IncidentStep,
  before: readonly IncidentStep[],
) {
  await insertStep(tx, step)
  announce(INCIDENTS, step.incident)
  const { reportBy } = incidentOf([...before, step], step.at)
  const result: Said = { incident: step.incident, reportBy: reportBy.toISOString() }
  return { result, entry: incidentInLog(step) }
}

/** What the entry says of it; who said it and when stands beside that. */
export function incidentInLog({ incident, step, happenedAt, people, words }: IncidentStep) {
  const said = { incident, step, happenedAt: happenedAt.toISOString(), words: proofOf(words) }
  return people === undefined ? said : { ...said, people }
}
