import { type Clinician, clinician } from './clinicians.ts'
import type { CouncilClient } from './council-client.ts'
import { councilWaits, openServices } from './council-waits.ts'
import { SERVICE } from './council-words.ts'
import type { Life } from './life.ts'
import type { World } from './person.ts'
import { teamPhone, workerPhone } from './phones.ts'
import { isOpen } from './stay.ts'
import { STORY_PEOPLE } from './story-people.ts'

export type Team = { code: string; name: string; phone: string }
export type Worker = Clinician & { role: string; phone: string; team: Team }
export type Case = { team: Team; worker: Worker; since: number }

const HOSPITAL_TEAM: Team = {
  code: 'SMC-HOSP',
  name: 'Hospital social work team',
  phone: teamPhone(0),
}
const REABLEMENT_TEAM: Team = { code: 'SMC-REAB', name: 'Reablement team', phone: teamPhone(1) }
const CARERS_TEAM: Team = { code: 'SMC-CARE', name: 'Carers’ team', phone: teamPhone(2) }
/** One worker holds about so many cases: assumption. */
const CASES_A_WORKER = 24
const CASES_A_PERSON = 0.045
/** The social worker of personas.yaml: she holds the people of the stories. */
const ANA_REID: Clinician = { code: 'S9900001', family: 'Reid', given: 'Ana', title: '' }

/** The council's teams for adults: one for each district, and those that work across them. */
export function councilTeams(world: World): Team[] {
  const districts = [...new Set(world.county.areas.map(({ district }) => district))]
  return [
    HOSPITAL_TEAM,
    REABLEMENT_TEAM,
    CARERS_TEAM,
    ...districts.map((district, index) => ({
      code: `SMC-D${index + 1}`,
      name: `Adult social care, ${district}`,
      phone: teamPhone(3 + index),
    })),
  ]
}

/** Everybody who works in a team, in the order of their numbers. */
export function workersOf(world: World, teams: readonly Team[]): Worker[] {
  const perTeam = Math.max(
    1,
    Math.ceil((world.people * CASES_A_PERSON) / CASES_A_WORKER / teams.length),
  )
  return teams.flatMap((team, place) =>
    Array.from({ length: perTeam }, (_, one) => {
      const index = place * perTeam + one
      const person = index === 0 ? ANA_REID : clinician(world.seed, 20_000 + index, '', 'S99')
      return { ...person, role: roleIn(team), phone: workerPhone(index), team }
    }),
  )
}

/**
 * Who holds somebody's case: of everybody with a service that goes on, or who waits for an assessment or a service.
 * People in hospital are held by the hospital team, reablement and carers by their own, others by their district's;
 * people of the stories by the first of the team.
 */
export function caseOf(
  world: World,
  workers: readonly Worker[],
  { person, stays, council }: Life,
): Case | undefined {
  if (council === undefined || council.view.death !== undefined) return undefined
  const open = openServices(council)
  const waits = councilWaits(world, council).filter(({ waitsFor }) => waitsFor !== 'review')
  if (open.length === 0 && waits.length === 0) return undefined
  const code = teamFor(council, stays.some(isOpen), person.address.area.district, workers)
  const own = workers.filter(({ team }) => team.code === code)
  const worker = own[person.index < STORY_PEOPLE ? 0 : person.index % own.length]!
  const since = waits[0]?.asked ?? Math.min(...open.map(({ start }) => start))
  return { team: worker.team, worker, since }
}

function teamFor(
  client: CouncilClient,
  inHospital: boolean,
  district: string,
  workers: readonly Worker[],
): string {
  const types = openServices(client).map(({ serviceType }) => serviceType)
  if (inHospital) return HOSPITAL_TEAM.code
  if (types.includes(SERVICE.reablement)) return REABLEMENT_TEAM.code
  if (client.clientType !== 'Service user') return CARERS_TEAM.code
  return workers.find(({ team }) => team.name.endsWith(district))!.team.code
}

function roleIn(team: Team): string {
  if (team === REABLEMENT_TEAM) return 'Reablement coordinator'
  return team === CARERS_TEAM ? 'Carers’ adviser' : 'Social worker'
}
