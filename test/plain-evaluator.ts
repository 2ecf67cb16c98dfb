import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parse } from 'yaml'
import type { Queryable } from '../src/kernel/index.ts'

/**
 * What the text of an agreement says of ties, worked out a second time and in the plainest way: from the clauses as
 * they are written and from the items of the inbox as they came, and from nothing that the software has stored or
 * compiled.
 */
const AGREEMENT = join(import.meta.dirname, '../places/southmere/agreement')

type Json = { readonly [name: string]: unknown }
type Clause = Json & { kind: string; id: string; number: string }

/** An item of a bundle as it came. */
export type Arrived = { source: string; at: Date; resource: Json }

/** Somebody as an item says that they are, whoever sends it. */
export type Who = { nhs: string; family: string; birth: string }
export type Asking = { role: string; organisation: string; unit?: string; purpose: string }

/** The items of the inbox, cut out of their packs by hand. */
export async function readInbox(db: Queryable): Promise<Arrived[]> {
  const { rows } = await db.query<{ source: string; received_at: Date; bytes: Buffer }>(
    'select source, received_at, bytes from intake.pack order by first',
  )
  return rows.flatMap(({ source, received_at: at, bytes }) => {
    const all = zstdDecompressSync(bytes)
    let from = all.indexOf(0x0a) + 1
    const lines = JSON.parse(all.toString('utf8', 0, from)) as [string, number, number, boolean][]
    return lines.flatMap(([, , size]): Arrived[] => {
      const text = all.toString('utf8', from, from + size)
      from += size
      const entry = JSON.parse(text) as { resource: Json }
      return [{ source, at, resource: entry.resource }]
    })
  })
}

export function readClauses(): Clause[] {
  const files = readdirSync(AGREEMENT).filter((name) => name.endsWith('.yaml'))
  return files.flatMap((name) => {
    const part = parse(readFileSync(join(AGREEMENT, name), 'utf8')) as { clauses: Clause[] }
    return part.clauses
  })
}

/** Under which class a thing stands: the first of these that its feed gives. */
const MAY_BE = new Map([
  ['Encounter', ['hospital', 'health-record', 'council-care']],
  ['ServiceRequest', ['council-care', 'health-record', 'hospital']],
  ['EpisodeOfCare', ['council-care', 'health-record', 'hospital']],
  ['Patient', ['demographics']],
])
const LENGTH = new Map([
  ['h', 1 / 24],
  ['day', 1],
  ['week', 7],
  ['month', 31],
])
const DAY = 86_400_000

export class PlainText {
  readonly #clauses = readClauses()

  #of(kind: string): Clause[] {
    return this.#clauses.filter((clause) => clause.kind === kind)
  }

  #feed(source: string): Clause | undefined {
    return this.#of('feed').find(({ id }) => id === source)
  }

  gives(source: string, dataClass: string): boolean {
    return ((this.#feed(source)?.gives ?? []) as string[]).includes(dataClass)
  }

  nameOf(source: string): string {
    const found = this.#of('party').find(({ id }) => id === source) ?? this.#feed(source)
    return String(found!.name)
  }

  /** Records of one person by their number and who they are, of those who may say so: each thing as last said. */
  known(items: readonly Arrived[], { nhs, family, birth }: Who): Arrived[] {
    const last = new Map<string, Arrived>()
    for (const item of items) {
      const { resourceType, id } = item.resource
      const key = `${item.source} ${resourceType}/${id}`
      if (stampOf(item) >= stampOf(last.get(key))) last.set(key, item)
    }
    const own = [...last.values()].filter(({ source, resource }) => {
      if (resource.resourceType !== 'Patient' || !this.gives(source, 'demographics')) return false
      const is = resource as { identifier: Json[]; name: Json[]; birthDate: string }
      return (
        is.identifier.some(({ value }) => value === nhs) &&
        is.name[0]!.family === family &&
        is.birthDate === birth
      )
    })
    const records = new Set(own.map(({ source, resource }) => `${source} Patient/${resource.id}`))
    const theirs = [...last.values()].filter(({ source, resource }) =>
      records.has(
        `${source} ${((resource.subject ?? resource.patient) as Json | undefined)?.reference}`,
      ),
    )
    return [...own, ...theirs]
  }

  /** Whether a clause opens the record, by what is known, to whoever asks. */
  opens(items: readonly Arrived[], who: Who, asking: Asking, now: Date): boolean {
    const known = this.known(items, who)
    const ties = this.#of('grant')
      .filter(({ role, purpose }) => role === asking.role && purpose === asking.purpose)
      .flatMap(({ relationships }) => relationships as string[])
    return ties.some((tie) =>
      known.some((item) => this.#proves(item, tie, asking, { items, known }, now)),
    )
  }

  #proves(
    { source, resource }: Arrived,
    tie: string,
    { organisation, unit }: Asking,
    { items, known }: { items: readonly Arrived[]; known: readonly Arrived[] },
    now: Date,
  ): boolean {
    const feed = this.#feed(source)
    if (feed === undefined || this.#isSilent(feed, items, now)) return false
    const speaksFor = (feed.speaksFor ?? [feed.party]) as string[]
    const type = String(resource.resourceType)
    const given = (MAY_BE.get(type) ?? []).find((one) => this.gives(source, one))
    const clause = this.#of('relationship').find(({ id }) => id === tie)!
    if (given === undefined || !((clause.provedBy ?? []) as string[]).includes(given)) return false
    if (tie === 'left-here') {
      const [place] = this.#partiesAt(resource)
      if (place === undefined || !speaksFor.includes(place)) return false
      const { days } = clause.left as { days: number }
      if (type !== 'Encounter' || !leftWithin(resource, days, now)) return false
      return place === organisation || this.#isOwn(organisation, known, { source, place })
    }
    if (!speaksFor.includes(organisation)) return false
    const codes = this.#of('party').find(({ id }) => id === organisation)!.codes as string[]
    switch (tie) {
      case 'admitted-here':
        return type === 'Encounter' && goesOn(resource, codes) && wardOf(resource) === unit
      case 'in-our-hospital':
        return type === 'Encounter' && goesOn(resource, codes)
      case 'open-case-here':
        return type !== 'Encounter' && type !== 'Patient' && goesOn(resource, codes)
      case 'registered-here':
        return type === 'Patient' && codes.includes(codeIn(resource.generalPractitioner) ?? '')
      default:
        return false
    }
  }

  #partiesAt({ serviceProvider }: Json): string[] {
    const code = codeIn(serviceProvider) ?? ''
    const parties = this.#of('party').filter(({ codes }) => (codes as string[]).includes(code))
    return parties.map(({ id }) => id)
  }

  /**
   * Whether somebody is a party's own: it has a record of them, or most who say where they live say that it is there;
   * where neither tells of any party, the hospital that they were in decides.
   */
  #isOwn(
    organisation: string,
    known: readonly Arrived[],
    stay: { source: string; place: string },
  ): boolean {
    type Need = { party: string; postcodes?: string[]; hospitals?: string[] }
    const rule = this.#of('relationship').find(({ id }) => id === 'waits-for-us')!
    const { needs } = rule.waits as { needs: Need[] }
    // A party with neither looks after everybody, and has nobody as its own.
    const some = needs.filter(
      ({ postcodes = [], hospitals = [] }) => postcodes.concat(hospitals).length > 0,
    )
    const patients = known.filter(({ resource }) => resource.resourceType === 'Patient')
    const parties = patients.map(({ source }) => this.#feed(source)?.party)
    const told = patients.flatMap(({ source, resource }) => {
      const [home] = (resource.address ?? []) as { postalCode: string }[]
      const area = /^[A-Z]+/.exec(home?.postalCode ?? '')?.[0]
      return area === undefined ? [] : [{ source, area }]
    })
    const counts = [...Map.groupBy(told, ({ area }) => area).values()]
    const most = Math.max(...counts.map(({ length }) => length))
    const first = counts.filter(({ length }) => length === most)
    const tellers = first.filter((said) => said.some(({ source }) => source === stay.source))
    const homes = (tellers.length > 0 ? tellers : first).map(([one]) => one!.area)
    const owns = ({ party, postcodes = [] }: Need) =>
      parties.includes(party) || homes.some((area) => postcodes.includes(area))
    return some
      .filter(({ party }) => party === organisation)
      .some((need) => {
        if (owns(need)) return true
        if ((need.postcodes ?? []).length > 0 && homes.length > 0) return false
        return !some.some(owns) && (need.hospitals ?? []).includes(stay.place)
      })
  }

  #isSilent({ id, holds }: Clause, items: readonly Arrived[], now: Date): boolean {
    const [, count, unit] = /^(\d+) (h|day|week|month)s?$/.exec(String(holds ?? '')) ?? []
    if (unit === undefined) return false
    const spoke = items.filter(({ source }) => source === id).map(({ at }) => at.getTime())
    return now.getTime() > Math.max(...spoke) + Number(count) * LENGTH.get(unit)! * DAY
  }
}

function stampOf(item: Arrived | undefined): string {
  return String((item?.resource.meta as Json | undefined)?.lastUpdated ?? '')
}

function goesOn(resource: Json, codes: readonly string[]): boolean {
  const { serviceProvider, performer, managingOrganization } = resource
  const code = codeIn(serviceProvider ?? performer ?? managingOrganization)
  return ['in-progress', 'active'].includes(String(resource.status)) && codes.includes(code ?? '')
}

/** Whether a stay is over, and since no more days than that. */
function leftWithin({ status, period }: Json, days: number, now: Date): boolean {
  const ended = Date.parse(String((period as Json | undefined)?.end))
  return status === 'finished' && ended <= now.getTime() && now.getTime() - ended < days * DAY
}

function codeIn(reference: unknown): string | undefined {
  const [first] = [reference].flat() as (Json | undefined)[]
  return (first?.identifier as Json | undefined)?.value as string | undefined
}

function wardOf({ location }: Json): string | undefined {
  const [first] = (location ?? []) as { location: { display: string } }[]
  return first?.location.display
}
