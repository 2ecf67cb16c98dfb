import { caseOf, councilTeams, type Team, type Worker, workersOf } from './council-teams.ts'
import type { ExtractFiles } from './extract-files.ts'
import { passedOn } from './fhir-care.ts'
import { councilTeam, councilWorker, organisation, provider } from './fhir-organisations.ts'
import { careTeam } from './fhir-people.ts'
import type { Life } from './life.ts'
import { COUNCIL } from './organisations.ts'
import type { World } from './person.ts'
import { COUNCIL_SWITCHBOARD } from './phones.ts'
import { helpers, referralOf } from './referrals.ts'
import { writeFlags, writeRelatives, writerTo } from './write-fhir.ts'

/** Who works for the council: worked out once, for everybody is held by one of them. */
export type Staff = { teams: readonly Team[]; workers: readonly Worker[] }

export function staffOf(world: World): Staff {
  const teams = councilTeams(world)
  return { teams, workers: workersOf(world, teams) }
}

/** The council, its teams and workers, and who provides care: each with a number to ring. */
export function writeStaff(world: World, { teams, workers }: Staff, files: ExtractFiles): void {
  const { careHomes, nursingHomes, homeCare } = world.organisations
  const write = writerTo(files, 'council')
  write(organisation(COUNCIL, COUNCIL_SWITCHBOARD))
  for (const one of helpers(world)) write(organisation(one, COUNCIL_SWITCHBOARD))
  for (const team of teams) write(councilTeam(team))
  for (const worker of workers) write(councilWorker(worker))
  for (const one of [...homeCare, ...careHomes, ...nursingHomes]) write(provider(one))
}

/**
 * What Client Level Data has no field for: who holds somebody's case and how to reach them, what the council has
 * asked of a district or of voluntary groups, how a carer is related, what it has decided about somebody's liberty.
 */
export function writeCouncilRecord(
  world: World,
  life: Life,
  { workers }: Staff,
  files: ExtractFiles,
): void {
  const view = life.council?.view
  if (view === undefined) return
  const write = writerTo(files, 'council')
  const held = caseOf(world, workers, life)
  if (held !== undefined) write(careTeam(view, held))
  const referral = referralOf(world, life)
  if (referral !== undefined) write(passedOn(view, referral))
  writeRelatives(view, life, 'southmere-council', write)
  writeFlags(view, life, 'southmere-council', world.asOf, write)
}
