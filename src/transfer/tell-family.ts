import { z } from 'zod'
import { issueLink, type Link, openLinks } from '../access/index.ts'
import {
  DAY_MS,
  isPersonId,
  isRefusal,
  type Queryable,
  refuse,
  type Viewer,
} from '../kernel/index.ts'
import type { LinkPage, Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { transferRule } from './clock-kind.ts'
import { stayField } from './fields.ts'
import { factsOnStay, onStay } from './on-stay.ts'
import { FamilyNews } from './pages/family-news.tsx'
import { plainNews } from './plain-news.ts'
import { stayWith } from './queries.ts'
import { type ReadStay, readStays } from './read-stays.ts'

export const TELL_FAMILY = 'transfer.tell-family'
export const FAMILY_NEWS = 'transfer.family-news'
const LINK_DAYS = 28
const WHAT = 'when they leave hospital, by a link for their family'

type Told = { readonly stay: string; readonly until: string; readonly link: string }

/** Lets somebody whom the person names read when they leave: by a link, which shows no name and nothing else. */
export const tellFamily = namedCommand({
  name: TELL_FAMILY,
  says: 'Lets somebody of theirs read when a person leaves hospital',
  label: 'Let somebody of theirs know',
  basis: { action: TELL_FAMILY, does: 'let somebody of theirs read when a person leaves hospital' },
  input: z.strictObject({
    stay: stayField(),
    address: z.email('is not an address like ruth@example.org').max(200).meta({
      label: 'To which e-mail address?',
      hint: 'It shows when they leave and what happens next, and names nobody',
    }),
    agreed: z.literal(true, 'must be so: ask them first').meta({
      label: 'They have said that this person may know',
      hint: 'Look on their page whether there is somebody who may not be told',
    }),
  }),
  refuses: ['no-such-stay', 'no-clause', 'closed'],
  preview: ({ until }: Told) =>
    `A mail with a link goes out. It can be opened until ${until.slice(0, 10)}, or until they have left.`,
  leads: ({ stay }: Told) => `/transfer/${stay}`,
  facts: (context, input, place: Place) => factsOnStay(context, input, place),
  async run(context, { stay, address }, place: Place) {
    const on = await onStay(context, { stay }, place)
    if (isRefusal(on)) return on
    const { counted, members, places } = on.read
    if (on.read.stay.state === 'left') {
      return refuse('closed', 'They have left the hospital: there is nothing more to know.')
    }
    const until = new Date(context.now.getTime() + LINK_DAYS * DAY_MS)
    const { id: link } = await issueLink(context, place, {
      party: places.hospital ?? context.viewer.actor.organisation,
      ...{ post: 'their family', address, asks: 'When they leave hospital', until },
      command: FAMILY_NEWS,
      input: { stay: counted.id },
    })
    const told = { stay: counted.id, until: until.toISOString(), link }
    return { result: told, entry: told, about: members }
  },
})

/** The links by which somebody of theirs reads when they leave, as long as they can be read. */
export function familyLinks(db: Queryable, { counted }: ReadStay, now: Date): Promise<Link[]> {
  const inputs = [...new Set([counted.id, ...counted.eventIds])].map((stay) => ({ stay }))
  return openLinks(db, FAMILY_NEWS, inputs, now)
}

/** What the link shows: the day, what happens next and whom to ring. It is a look, in the name of the link. */
export const familyNews: LinkPage = {
  name: FAMILY_NEWS,
  title: 'When they leave hospital',
  async read(place, { stay }, viewer, clause) {
    const agreement = place.agreement.current()
    const rule = transferRule(agreement)
    const db = place.databases.care.short
    if (agreement === undefined || rule === undefined || !isId(stay)) return undefined
    const found = await stayWith(db, stay)
    if (found === undefined) return undefined
    const now = place.clock.now()
    const options = { now, settled: false }
    const stays = await readStays(db, agreement, rule, [found.identityId], options)
    const read = stays.find(({ counted }) => counted.id === found.stayId)
    if (read === undefined || read.stay.state === 'left') return undefined
    await lookOf(place, viewer, [...read.members], clause)
    return FamilyNews({ news: plainNews(read, rule, now, 'they') })
  },
}

function isId(stay: unknown): stay is string {
  return typeof stay === 'string' && isPersonId(stay)
}

async function lookOf(
  { trail }: Place,
  viewer: Viewer,
  identity: Parameters<Place['trail']['look']>[1][0]['identity'],
  clause: string,
): Promise<void> {
  await trail.look(viewer, [{ identity, what: WHAT, outcome: 'allowed', clause }])
}
