import { ageOn, type Day } from './calendar.ts'
import { type CouncilClient, type CouncilEvent, clientOf } from './council-client.ts'
import {
  ASSESSMENT,
  CLIENT,
  COMPONENT,
  MECHANISM,
  METHOD,
  OUTCOME,
  ROUTE,
  SERVICE,
} from './council-words.ts'
import { viewOf } from './dirt.ts'
import type { Health } from './health.ts'
import type { Person, World } from './person.ts'
import { type Random, randomOf } from './random.ts'

/**
 * Of the people with support at home who live with another adult: those for whom the other one
 * cares. Assumptions.
 */
const HAS_CARER = 0.55
/**
 * Of those carers: the ones whom the council has assessed; it knows the others by association only.
 */
const ASSESSED = 0.5

type Member = { person: Person; health: Health; client?: CouncilClient }

/**
 * Makes clients of the adults who care for somebody in the household, and marks those who are cared
 * for.
 */
export function addCarers(world: World, members: readonly Member[]): void {
  for (const cared of members) {
    const service = cared.client?.events.find(
      ({ type, serviceType }) => type === 'Service' && serviceType === SERVICE.community,
    )
    if (cared.client === undefined || service === undefined) continue
    const random = randomOf(world.seed, 'carer', cared.person.index)
    const carer = members.find(
      (one) => one !== cared && one.client === undefined && mayCare(world, one.person),
    )
    if (carer === undefined || !random.chance(HAS_CARER)) continue
    cared.client.hasUnpaidCarer = 'Yes'
    carer.client = carerClient(
      world,
      random,
      carer,
      cared.client,
      Math.max(service.start, world.asOf - world.historyDays),
      cared.person.death,
    )
  }
}

function mayCare(world: World, person: Person): boolean {
  return person.death === undefined && ageOn(person.birth, world.asOf) >= 21
}

function carerClient(
  world: World,
  random: Random,
  carer: Member,
  cared: CouncilClient,
  from: Day,
  until: Day | undefined,
): CouncilClient {
  const view = viewOf(world, carer.person, 'southmere-council')
  const assessed = random.chance(ASSESSED)
  const clientType = assessed ? CLIENT.carer : CLIENT.known
  const client = clientOf(random, carer.person, carer.health, view, clientType, world.asOf)
  client.caresFor = [cared.view.id]
  client.caringHours = random.pick([8, 15, 20, 30, 45, 60, 100])
  if (assessed) client.events = carerEvents(world, random, from, view.id)
  // Without events of their own they are known by association.
  if (client.events.length > 0) return client
  return { ...client, clientType: CLIENT.known, events: [], knownFrom: from, knownUntil: until }
}

function carerEvents(world: World, random: Random, from: Day, councilId: string): CouncilEvent[] {
  const asked = from + random.below(Math.max(1, world.asOf - from))
  const assessed = asked + random.between(3, 25)
  const start = assessed + random.between(5, 20)
  if (start >= world.asOf) return []
  return [
    {
      type: 'Request',
      reference: `${councilId}-01`,
      start: asked,
      end: asked,
      description: 'Carer asked for help',
      route: ROUTE.community,
      outcome: OUTCOME.assessment,
    },
    {
      type: 'Assessment',
      reference: `${councilId}-02`,
      start: assessed,
      end: assessed + 2,
      description: 'Carer’s assessment',
      assessmentType: ASSESSMENT.long,
      method: METHOD.carer,
      outcome: OUTCOME.planning,
    },
    {
      type: 'Service',
      reference: `${councilId}-03`,
      start,
      description: 'One-off payment and advice for carers',
      serviceType: SERVICE.carer,
      component: COMPONENT.carerServices,
      mechanism: MECHANISM.directPayment,
      unitCost: '300.00',
      frequency: 'One-off',
      units: '1.00',
      end: Math.min(world.asOf - 1, start + 30),
      outcome: OUTCOME.asPlanned,
    },
  ]
}
