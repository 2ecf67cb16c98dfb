import { z } from 'zod'
import { capital, formatList } from '../shell/index.ts'
import { type ClauseSet, clauseKind, type FaultInText, references } from './clause.ts'
import { id, words } from './field.ts'
import { policyText } from './policy.ts'
import { keyId, readPublicKey } from './signature-key.ts'

/** One of the two halves of the partnership. Nothing in the software knows which is which. */
export type Side = { readonly id: string; readonly name: string; readonly calls: string }

/** An organisation that the agreement binds. `side` is empty for one that stands beside both. */
export type Party = {
  readonly id: string
  readonly name: string
  /** how both sides say it: `the hospital` */
  readonly calls: string
  readonly side: string
  /** what sort of organisation, in the agreement's own word */
  readonly kind: string
  /** codes by which feeds name it */
  readonly codes: readonly string[]
  /** posts that are written to, never persons */
  readonly contacts: readonly AnsweringPost[]
}

/** Who answers for a party without an account, where a clause says so. */
export type AnsweringPost = { readonly id: string; readonly post: string; readonly address: string }

/** An officer who may sign for a party. `key` is the raw Ed25519 public key in base64; empty: not given yet. */
export type Signatory = {
  readonly id: string
  readonly name: string
  readonly post: string
  readonly party: string
  readonly side: string
  readonly key: string
  /** where the authority to sign comes from */
  readonly authority: string
}

/** A post of a party, as a clause names it; undefined where the party has none of that name. */
export function contactOf(
  all: ClauseSet,
  party: string,
  contact: string,
): AnsweringPost | undefined {
  const contacts = all.find<{ contacts?: AnsweringPost[] }>('party', party)?.fields.contacts ?? []
  return contacts.find(({ id: own }) => own === contact)
}

const SIDES = 2

const sideKind = clauseKind({
  kind: 'side',
  room: 'agreement',
  words: ['side', 'sides'],
  declares: 'id',
  idleUnlessNamed: true,
  runs: [
    {
      what: 'Every actor stands on one side, and a text needs the signatures of both',
      always: true,
    },
  ],
  schema: z.strictObject({
    id: id('the side’s identifier'),
    name: words('the side’s name'),
    calls: words('how people say it, like ‘the council’'),
  }),
  checkText(all) {
    const found = all.count('side')
    return found === SIDES
      ? []
      : [{ sentence: `The agreement needs two sides, and names ${found}.` }]
  },
  compile: ({ fields }) => ({ rows: { side: [fields] } }),
  explain(_, compiled) {
    const [side] = compiled.rows<Side>('side')
    return `${capital(side!.name)} is one of the two sides. Nothing takes effect without its signature.`
  },
})

const partyKind = clauseKind({
  kind: 'party',
  room: 'agreement',
  words: ['party', 'parties'],
  declares: 'id',
  runs: [{ what: 'Everybody who signs in acts for one party', always: true }],
  schema: z.strictObject({
    id: id('the party’s identifier'),
    name: words('the party’s full name'),
    calls: words('how people say it, like ‘the hospital’'),
    side: id('the side that it is on; left out where it stands beside both').optional(),
    type: id('what sort of organisation it is'),
    codes: z
      .array(words('a code by which feeds name it'))
      .describe('the codes by which feeds name it; an empty list where it has none'),
    contacts: z
      .array(
        z.strictObject({
          id: id('the contact’s identifier'),
          post: words('the post that is written to, like ‘the data desk’; never a person'),
          address: z
            .email('is not an address of mail')
            .max(254, 'is longer than 254 characters')
            .describe('the address of the post’s mail'),
        }),
      )
      .describe('posts that are written to and answer for it where another clause says so')
      .optional(),
  }),
  refers: ({ fields }) => references('side', fields.side, 'side'),
  check({ fields, number }, all) {
    const others = all.of<typeof fields>('party').filter((other) => other.number !== number)
    const ids = (fields.contacts ?? []).map((contact) => contact.id)
    const twice = ids.flatMap((one, at) =>
      ids.indexOf(one) < at
        ? [{ path: ['contacts', at, 'id'], sentence: `${one} stands twice among the contacts.` }]
        : [],
    )
    const shared = fields.codes.flatMap((code, at) => {
      const same = others.find((other) => other.fields.codes.includes(code))
      if (same === undefined || same.number > number) return []
      return [
        {
          path: ['codes', at],
          sentence: `The code ${code} is that of clause ${same.number} already.`,
        },
      ]
    })
    return [...twice, ...shared]
  },
  compile({ number, fields: { type, side = '', contacts = [], ...fields } }) {
    return {
      rows: { party: [{ ...fields, contacts, side, kind: type }] },
      cedar: policyText({
        clause: number,
        effect: 'forbid',
        when: [
          { test: 'is', attribute: 'principal.organisation', value: fields.id },
          { test: 'is-not', attribute: 'principal.side', value: side },
        ],
      }),
    }
  },
  explain(_, compiled) {
    const [party] = compiled.rows<Party>('party')
    const side = compiled.table<Side>('side').find(({ id: one }) => one === party!.side)
    const place = side ? `on the side of ${side.name}` : 'beside both sides'
    const guard =
      compiled.policies.length > 0
        ? ` Nobody may act for it on ${side ? 'the other' : 'either'} side.`
        : ''
    const posts = party!.contacts.map(({ post, address }) => `${post} (${address})`)
    const written = posts.length > 0 ? ` It is written to at ${formatList(posts)}.` : ''
    return `${capital(party!.name)} (${party!.calls}) takes part ${place}.${guard}${written}`
  },
  codes(compiled) {
    const [party] = compiled.rows<Party>('party')
    if (party!.codes.length === 0) return undefined
    return { are: 'the codes by which feeds name it', codes: party!.codes }
  },
  concerns: (compiled) => compiled.rows<Party>('party').map(({ name }) => name),
})

/** What stands for the key of an officer who has not given one: then they sign nothing. */
const NO_KEY = 'none yet'

const signatoryKind = clauseKind({
  kind: 'signatory',
  room: 'agreement',
  words: ['signatory', 'signatories'],
  declares: 'id',
  runs: [{ what: 'Signatures count only with the keys of these officers', always: true }],
  schema: z.strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, 'is not an identifier like helen.marlow')
      .describe('the officer’s identifier'),
    name: words('the officer’s name'),
    post: words('the officer’s post'),
    party: id('the party that the officer may sign for'),
    key: z
      .string()
      .refine(
        (text) => text === NO_KEY || readPublicKey(text) !== undefined,
        'is not an Ed25519 public key: 32 bytes in base64, or what openssl pkey -pubout writes',
      )
      .transform((text) => (text === NO_KEY ? '' : readPublicKey(text)!))
      .describe(
        `the officer’s Ed25519 public key, without which nobody could check; ‘${NO_KEY}’ until there is one`,
      ),
    authority: words('where the authority to sign comes from, like a minute'),
  }),
  refers: ({ fields }) => references('party', fields.party, 'party'),
  check({ number, fields }, all) {
    const party = all.find<{ side?: string }>('party', fields.party)
    const sharing = all
      .of<typeof fields>('signatory')
      .find((other) => fields.key && other.fields.key === fields.key && other.number !== number)
    return [
      ...(party !== undefined && party.fields.side === undefined
        ? [
            {
              path: ['party'],
              sentence: `${fields.party} is on neither side, so nobody signs for it.`,
            },
          ]
        : []),
      ...(sharing !== undefined
        ? [
            {
              path: ['key'],
              sentence: `The key is that of clause ${sharing.number} too; each officer has their own.`,
            },
          ]
        : []),
    ]
  },
  checkText: sidesWithoutSignatory,
  compile({ fields }, all) {
    const party = all.find<{ side?: string }>('party', fields.party)
    return { rows: { signatory: [{ ...fields, side: party?.fields.side ?? '' }] } }
  },
  explain(_, compiled) {
    const [officer] = compiled.rows<Signatory>('signatory')
    const party = compiled.table<Party>('party').find(({ id: one }) => one === officer!.party)
    const side = compiled.table<Side>('side').find(({ id: one }) => one === officer!.side)
    const { name, post, authority } = officer!
    const whom = `${party?.name} and so for ${side?.name}`
    const how = officer!.key === '' ? 'once a key of theirs stands here' : 'with a key of their own'
    return `${name}, ${post}, may sign for ${whom}, by ${authority}, ${how}.`
  },
  codes(compiled) {
    const [officer] = compiled.rows<Signatory>('signatory')
    const { key } = officer!
    return { are: 'the key that signs', codes: key === '' ? [] : [keyId(key)] }
  },
  concerns: (compiled) => compiled.rows<Signatory>('signatory').map(({ name }) => name),
})

export const partyKinds = [sideKind, partyKind, signatoryKind]

function sidesWithoutSignatory(all: ClauseSet): FaultInText[] {
  // A faulty clause of the chain would be reported a second time as a side without anybody.
  if (['side', 'party', 'signatory'].some((kind) => all.count(kind) !== all.of(kind).length))
    return []
  const signing = new Set(
    all
      .of<{ party: string }>('signatory')
      .map(({ fields }) => all.find<{ side?: string }>('party', fields.party)?.fields.side),
  )
  return all
    .of<Side>('side')
    .filter(({ fields }) => !signing.has(fields.id))
    .map(({ number, fields }) => ({
      clause: number,
      sentence: `Nobody may sign for ${fields.name}: add a signatory of one of its parties.`,
    }))
}
