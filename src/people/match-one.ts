import { type PersonId, type Queryable, toPersonId } from '../kernel/index.ts'
import { Few } from './match-few.ts'
import { versionCalled } from './match-saved.ts'
import { probability } from './match-score.ts'
import { type WhySaid, whyWords } from './match-words.ts'
import type { SourcePerson } from './person.ts'
import { sharingKeys, versionInEffect } from './queries-match.ts'

export type Candidate = {
  readonly person: PersonId
  readonly source: string
  readonly source_id: string
  readonly probability: number
  readonly match_weight: number
  readonly why: readonly WhySaid[]
}

export type MatchedOne = { readonly model: string; readonly candidates: readonly Candidate[] }

/** As a batch writes them. */
const round = (value: number, places: number) => Number(value.toFixed(places))

/**
 * Who among everybody may be this person, the likeliest first, by the version in effect: the same pairs with the same
 * weights as in bulk. Undefined where none is in effect.
 */
export async function matchOne(
  db: Queryable,
  record: SourcePerson,
  { limit, least }: { limit: number; least?: number },
): Promise<MatchedOne | undefined> {
  const inEffect = await versionInEffect(db)
  if (inEffect === undefined) return undefined
  const version = await versionCalled(db, inEffect.version)
  const keys = new Few(version, [record]).keysOf(0)
  const near = keys.length === 0 ? [] : await sharingKeys(db, keys)
  const others = near.map(({ said }) => said).filter(({ personId }) => personId !== record.personId)
  const few = new Few(version, [record, ...others])
  const candidates = others
    .map((other, at) => ({ other, row: at + 1, weight: few.weigh(0, at + 1) }))
    .filter(({ weight }) => weight >= (least ?? inEffect.review))
    .sort((a, b) => b.weight - a.weight || (a.other.personId < b.other.personId ? -1 : 1))
    .slice(0, limit)
    .map(({ other, row, weight }) => ({
      person: other.personId,
      source: other.source,
      source_id: other.sourceId,
      probability: round(probability(weight), 10),
      match_weight: round(weight, 6),
      why: few
        .why(0, row)
        .map((why) => whyWords(version, { ...why, weight: round(why.weight, 6) })),
    }))
  return { model: inEffect.version, candidates }
}

/** The person of whom somebody asks, who is in no source. */
const NOBODY = toPersonId('00000000-0000-8000-8000-000000000000')

/** A record as the headings of `match` call its fields. */
export function askedRecord(says: ReadonlyMap<string, string>): SourcePerson {
  const said = (name: string) => {
    const text = says.get(name)?.trim()
    return text === '' ? undefined : text
  }
  const one = (text: string | undefined) => (text === undefined ? [] : [text])
  return {
    source: '',
    sourceId: '',
    authority: '',
    personId: NOBODY,
    identifiers: [],
    ...(said('nhs_number') && { nhsNumber: said('nhs_number')!.replaceAll(' ', '') }),
    ...(said('family_name') && { family: said('family_name')! }),
    given: one(said('given_name')),
    ...(said('other_names') && {
      otherNames: [{ use: 'nickname' as const, given: [said('other_names')!] }],
    }),
    ...(said('date_of_birth') && { birthDate: said('date_of_birth')! }),
    ...(sexOf(said('sex')) && { sex: sexOf(said('sex'))! }),
    address: {
      lines: [said('address_line_1') ?? '', said('address_line_2') ?? ''],
      ...(said('city') && { city: said('city')! }),
      ...(said('postcode') && { postcode: said('postcode')! }),
    },
    phones: one(said('phone')),
    emails: one(said('email')),
    ...(said('gp_practice') && { gpPractice: { code: said('gp_practice')! } }),
  }
}

function sexOf(text: string | undefined): SourcePerson['sex'] | undefined {
  const sex = text?.toLowerCase()
  return sex === 'male' || sex === 'female' || sex === 'other' ? sex : undefined
}
