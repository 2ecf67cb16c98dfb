import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type PowerRow, purposesOf } from '../access/index.ts'
import { type AgreementRoom, actedBy, actorAt } from '../agreement/index.ts'
import { type Actor, Fault, type Settings, type Viewer } from '../kernel/index.ts'
import { personaById, readPersonas } from '../shell/index.ts'
import { type CliCall, textOption } from './command.ts'

/** Of every command that acts as somebody. */
export const ACTING_OPTIONS = {
  as: { type: 'string' },
  purpose: { type: 'string' },
  role: { type: 'string' },
  organisation: { type: 'string' },
  unit: { type: 'string' },
} as const

export const ACTING_USAGE = `  --as USER          one of the made-up place (personas.yaml), or anybody with what follows
  --purpose P        a purpose of the agreement; the role's first where it is left out
  --role R           role of the agreement
  --organisation O   partner of the agreement
  --unit U           ward, team or practice, as the feeds write it`

/** Who acts, written down as this operating-system user acting as them. @throws Fault for nobody known */
export function actingAs(call: CliCall, user: string, agreement: AgreementRoom): Actor {
  const { settings, values } = call
  const known =
    settings.mode === 'made-up' ? personaById(readPersonas(settings.placeFolder), user) : undefined
  const role = textOption(values, 'role') ?? known?.role
  if (role === undefined) {
    throw new Fault(
      `nobody is called ${user} in this place`,
      '--as',
      'Give --role and --organisation as well, or somebody of personas.yaml.',
    )
  }
  const organisation = textOption(values, 'organisation') ?? known?.organisation ?? ''
  const { name = user, nhsNumber } = known ?? {}
  const unit = textOption(values, 'unit') ?? known?.unit
  const who = { id: user, name, role, organisation, unit, nhsNumber }
  return actedBy(userInfo().username, actorAt(agreement.current(), who))
}

/** The same with the purpose asked for, or the first that the role has. */
export function viewerActing(call: CliCall, agreement: AgreementRoom): Viewer {
  const user = textOption(call.values, 'as')
  if (!user) throw new Fault('nobody was named who does it', '--as', 'Give --as USER.')
  const actor = actingAs(call, user, agreement)
  const current = agreement.current()
  const own = current && purposesOf(current, actor.role)[0]?.id
  return { actor, purpose: textOption(call.values, 'purpose') ?? own ?? '' }
}

/**
 * The same; of the made-up people nobody has to be named: then it is the first of them who may do it. In a live place
 * somebody has to answer for what is asked.
 */
export function viewerWhoMay(call: CliCall, agreement: AgreementRoom, action: string): Viewer {
  const { settings, values } = call
  if (textOption(values, 'as') || settings.mode !== 'made-up') return viewerActing(call, agreement)
  const powers = agreement.current()?.table<PowerRow>('power') ?? []
  const may = powers.filter(({ does }) => does.includes(action)).map(({ role }) => role)
  const as = readPersonas(settings.placeFolder)
    .flatMap(({ people }) => people)
    .find(({ role }) => may.includes(role))?.id
  return viewerActing({ ...call, values: { ...values, ...(as && { as }) } }, agreement)
}

/** A mistyped folder must not become a new and empty place. */
export function refuseNoPlace({ databaseUrl, dataFolder }: Settings): void {
  if (databaseUrl !== undefined || existsSync(join(dataFolder, 'postgres'))) return
  throw new Fault(
    'there is no place in this folder',
    dataFolder,
    'Give the data folder of a place in CONCORDAT_DATA, or its server in DATABASE_URL.',
  )
}
