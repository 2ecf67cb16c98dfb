import type { FastifyInstance } from 'fastify'
import { agreedNames, purposesOf, type RoleRow } from './access/index.ts'
import { isMigrated, MISSED, PUBLIC, type Viewer } from './kernel/index.ts'
import type { Place } from './main.ts'
import type { Room } from './room.ts'
import {
  type Destination,
  type FooterFacts,
  type PageRefusal,
  type ShellDeps,
  SIGN_IN_LIMITS,
} from './shell/index.ts'
import { type Gauges, openServer } from './web/index.ts'

/** The place as pages: what the shell and the server are given, and every room's pages in order. */
export async function servePlace(place: Place): Promise<FastifyInstance> {
  const { settings, clock, log, databases, news } = place
  const care = databases.care.short
  const { rooms, schemas } = place.house
  return openServer({
    settings,
    clock,
    log,
    databases,
    news,
    hears: (viewer, topic) => heardBy(place, viewer, topic),
    shell: shellDeps(place),
    checks: [
      { name: 'schema', holds: () => isMigrated(care, schemas) },
      { name: 'log', holds: async () => place.trail.worksNow() && (await isNumbered(place)) },
      { name: 'agreement', holds: () => place.agreement.current() !== undefined },
    ],
    gauges: gauges(place),
    async register(app) {
      for (const room of rooms) await room.pages?.(app, place)
    },
  })
}

/** Which keys of a topic a viewer may hear of; undefined where the topic is not for them, or no screen's. */
function heardBy(
  place: Place,
  viewer: Viewer,
  topic: string,
): ((key: string) => boolean) | undefined {
  const live = place.house.rooms.flatMap((room) => room.news ?? [])
  const news = live.find((one) => one.topic === topic)
  if (news === undefined || place.whyNot(viewer, news.action) !== undefined) return undefined
  return (key) => key === MISSED || (news.hears?.(place, viewer, key) ?? true)
}

function shellDeps(place: Place): ShellDeps {
  const destinations = destinationsOf(place.house.rooms)
  const agreement = () => place.agreement.current()
  const may = (viewer: Viewer, action: string) =>
    action === PUBLIC || place.whyNot(viewer, action) === undefined
  return {
    ...place,
    limits: SIGN_IN_LIMITS,
    placeName: () => agreement()?.place ?? 'Concordat',
    knownRole: (role) =>
      agreement()
        ?.table<RoleRow>('role')
        .find(({ id }) => id === role)?.name,
    heldAt: (role) =>
      agreement()
        ?.table<RoleRow>('role')
        .find(({ id }) => id === role)?.heldAt,
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
    destinations: (viewer) => destinations.filter(({ action }) => may(viewer, action)),
    mayOpen: (viewer, action) => pageRefusal(place, viewer, action),
    notice: () => notices(place),
    search: (viewer) =>
      may(viewer, 'record.find')
        ? { action: '/people', field: 'words', hint: 'Name, birth date, number or ward' }
        : undefined,
    footerFacts: () => footerFacts(place, () => place.feeds()),
  }
}

/** What was committed longer ago and has no number yet: the log does not follow. */
const UNNUMBERED_SECONDS_MAX = 60

async function isNumbered({ trail }: Place): Promise<boolean> {
  return (await trail.status()).unnumberedSeconds <= UNNUMBERED_SECONDS_MAX
}

/** What everybody must know: that the agreement has ended, or that somebody has tried to put in another. */
function notices({ agreement }: Place): string | undefined {
  const said = [
    agreement.current()?.standing().stage?.says,
    ...agreement.faults().map(({ what }) => what),
  ].filter((one) => one !== undefined)
  return said.length === 0 ? undefined : said.join(' ')
}

/** In the order in which people look: what needs me, then the rooms as they come, then what all of it rests on. */
const ORDER = ['today', 'me', 'people']

function destinationsOf(rooms: readonly Room[]): (Destination & { action: string })[] {
  const all = rooms.toReversed().flatMap((room) => room.destinations ?? [])
  const first = ORDER.flatMap((id) => all.find((one) => one.id === id) ?? [])
  return [...first, ...all.filter((one) => !first.includes(one))]
}

function pageRefusal(place: Place, viewer: Viewer, action: string): PageRefusal | undefined {
  const refusal = place.whyNot(viewer, action)
  if (refusal === undefined) return undefined
  const agreement = place.agreement.current()
  const names = agreedNames(agreement)
  const { actor, purpose } = viewer
  const clause = refusal.clause === undefined ? undefined : agreement?.clause(refusal.clause)
  return {
    asked: `You asked for this page for ${names.purpose(purpose)}, as ${names.role(actor.role)}.`,
    sentence: refusal.sentence,
    ...(clause === undefined
      ? {}
      : { clause: { number: clause.number, heading: clause.heading, text: clause.text } }),
    askWhom: refusal.next,
  }
}

async function footerFacts(
  place: Place,
  feedStates: () => Promise<FooterFacts['feeds']>,
): Promise<FooterFacts> {
  const agreement = place.agreement.current()
  const [status, late] = await Promise.all([place.trail.status(), feedStates()])
  const sideName = (id: string) => agreement?.sides.find((side) => side.id === id)?.name ?? id
  return {
    agreement: agreement && {
      version: agreement.version,
      signatures: agreement.signatures
        .filter(({ problem }) => problem === undefined)
        .map(({ side, name, time }) => ({ side: sideName(side), name, at: time })),
    },
    trail: { size: status.size, words: status.words, late: status.late },
    feeds: late,
  }
}

function gauges(place: Place): Gauges {
  const { trail } = place
  const own: Gauges = {
    concordat_trail_entries: {
      help: 'Entries in the signed log.',
      read: async () => (await trail.status()).size,
    },
    concordat_witness_age_seconds: {
      help: 'Time since the slowest witness confirmed the log.',
      read: async () =>
        Math.max(0, ...(await trail.status()).witnesses.map(({ ageSeconds }) => ageSeconds)),
    },
    concordat_quorum_age_seconds: {
      help: 'Time since a witness of each side confirmed the same checkpoint; infinite without one.',
      read: async () => {
        const at = (await trail.status()).confirmation.confirmed?.at
        return at === undefined
          ? Number.POSITIVE_INFINITY
          : (place.clock.now().getTime() - at.getTime()) / 1000
      },
    },
    concordat_trail_unnumbered_seconds: {
      help: 'Age of the oldest entry that has no number in the log.',
      read: async () => (await trail.status()).unnumberedSeconds,
    },
    concordat_errands_undone: {
      help: 'Errands that failed again and again.',
      read: async () => (await place.errands.undone()).reduce((sum, { count }) => sum + count, 0),
    },
  }
  return Object.assign(own, ...place.house.rooms.map((room) => room.gauges?.(place) ?? {}))
}
