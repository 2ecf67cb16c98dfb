import type { FastifyInstance } from 'fastify'
import * as agreementPages from './agreement/index.ts'
import { countQuarantined, feeds, register as registerIntake } from './intake/index.ts'
import { isMigrated, roomSchemas, type Viewer } from './kernel/index.ts'
import type { Place } from './main.ts'
import { countPeople } from './people/index.ts'
import { purposesOf, type RoleRow, register as registerRecord } from './record/index.ts'
import type { Destination, FooterFacts, ShellDeps } from './shell/index.ts'
import { SIGN_IN_LIMITS } from './shell/index.ts'
import { register as registerTrail } from './trail/index.ts'
import { type Gauges, openServer, registerToday } from './web/index.ts'

/** The place as pages: what the shell and the server are given, and every room's pages in order. */
export async function servePlace(place: Place): Promise<FastifyInstance> {
  const { settings, clock, log, databases, news } = place
  const care = databases.care.short
  const lateOrNot = () => feeds(care, { agreement: place.agreement.current(), now: clock.now() })
  return openServer({
    settings,
    clock,
    log,
    databases,
    news,
    shell: shellDeps(place, lateOrNot),
    checks: [
      { name: 'schema', holds: () => isMigrated(care, roomSchemas()) },
      { name: 'log', holds: () => place.trail.worksNow() },
      { name: 'agreement', holds: () => place.agreement.current() !== undefined },
    ],
    gauges: gauges(place),
    register(app) {
      const rooms = { ...place, feeds: lateOrNot }
      registerTrail(app, rooms)
      agreementPages.register(app, rooms)
      registerRecord(app, rooms)
      registerIntake(app, rooms)
      registerToday(app, {
        ...rooms,
        refusedLooks: (since) => place.trail.refusedLooks(since),
      })
    },
  })
}

function shellDeps(place: Place, feedStates: () => Promise<FooterFacts['feeds']>): ShellDeps {
  const agreement = () => place.agreement.current()
  return {
    ...place,
    limits: SIGN_IN_LIMITS,
    placeName: () => agreement()?.place ?? 'Concordat',
    knownRole: (role) =>
      agreement()
        ?.table<RoleRow>('role')
        .find(({ id }) => id === role)?.name,
    purposesOf(role) {
      const current = agreement()
      return current === undefined
        ? []
        : purposesOf(current, role).map(({ id, name }) => ({ id, label: name }))
    },
    partner(organisation) {
      const party = agreement()?.parties.find(({ id }) => id === organisation)
      return party && { label: party.name, side: party.side }
    },
    destinations,
    notice: () => agreement()?.standing().stage?.says,
    search: (viewer) =>
      seesPeople(viewer)
        ? { action: '/people', field: 'words', hint: 'NHS number, or name and birth date' }
        : undefined,
    footerFacts: () => footerFacts(place, feedStates),
  }
}

const TODAY = { id: 'today', label: 'Today', href: '/' }
const PEOPLE = { id: 'people', label: 'People', href: '/people' }
const FEEDS = { id: 'intake', label: 'Feeds', href: '/intake' }
const AGREEMENT = { id: 'agreement', label: 'Agreement', href: '/agreement' }
const TRAIL = { id: 'trail', label: 'Trail', href: '/trail' }
const OWN_RECORD = { id: 'me', label: 'My record', href: '/me' }

function destinations(viewer: Viewer): readonly Destination[] {
  if (viewer.actor.role === 'resident') return [OWN_RECORD, AGREEMENT, TRAIL]
  if (viewer.actor.role === 'governance-lead') return [TODAY, FEEDS, AGREEMENT, TRAIL]
  return [TODAY, ...(seesPeople(viewer) ? [PEOPLE] : []), AGREEMENT, TRAIL]
}

function seesPeople({ purpose }: Viewer): boolean {
  return purpose === 'direct-care' || purpose === 'safeguarding'
}

async function footerFacts(
  place: Place,
  feedStates: () => Promise<FooterFacts['feeds']>,
): Promise<FooterFacts> {
  const agreement = place.agreement.current()
  const [status, late] = await Promise.all([place.trail.status(), feedStates()])
  const confirmed = status.witnesses.filter(({ ageSeconds }) => Number.isFinite(ageSeconds))
  const sideName = (id: string) => agreement?.sides.find((side) => side.id === id)?.name ?? id
  return {
    agreement: agreement && {
      version: agreement.version,
      signatures: agreement.signatures
        .filter(({ problem }) => problem === undefined)
        .map(({ side, name, time }) => ({ side: sideName(side), name, at: time })),
    },
    trail: {
      size: status.size,
      witnessed:
        confirmed.length === 0
          ? undefined
          : {
              ageSeconds: Math.max(...confirmed.map(({ ageSeconds }) => ageSeconds)),
              by: confirmed.map(({ name }) => name),
            },
    },
    feeds: late,
  }
}

function gauges({ trail, databases }: Place): Gauges {
  const care = databases.care.short
  return {
    concordat_trail_entries: {
      help: 'Entries in the signed log.',
      read: async () => (await trail.status()).size,
    },
    concordat_witness_age_seconds: {
      help: 'Time since the slowest witness confirmed the log.',
      read: async () =>
        Math.max(0, ...(await trail.status()).witnesses.map(({ ageSeconds }) => ageSeconds)),
    },
    concordat_identities: {
      help: 'People known, after linking.',
      read: async () => Number((await countPeople(care)).identities),
    },
    concordat_quarantined_items: {
      help: 'Items that could not be read.',
      read: () => countQuarantined(care),
    },
  }
}
