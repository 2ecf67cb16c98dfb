import { LEGAL_STATUS, RESUSCITATION } from './alerts.ts'
import type { AllergyEntry } from './allergies.ts'
import { NONE_KNOWN } from './allergy-kinds.ts'
import type { View } from './dirt.ts'
import type { Life } from './life.ts'
import type { Dose } from './orders.ts'
import { usualDose } from './orders.ts'
import type { Feed } from './rates.ts'
import { isOpen } from './stay.ts'

export const DISAGREEMENTS = [
  'medicine stopped',
  'dose',
  'route',
  'allergy',
  'reaction',
  'severity',
  'carer',
  'next of kin',
  'address',
  'family name',
  'resuscitation',
  'legal status',
] as const
export type DisagreementKind = (typeof DISAGREEMENTS)[number]

/** What each source says of one thing, in words; a source that says nothing of it is absent. */
export type Disagreement = {
  kind: DisagreementKind
  says: Partial<Record<Feed, string>>
}

/** Everything on which the records of somebody differ so that it changes what somebody does. */
export function disagreementsOf(life: Life): Disagreement[] {
  return [
    ...medicines(life),
    ...allergies(life),
    ...people(life),
    ...particulars(life),
    ...decisions(life),
  ]
}

function medicines({ gp, health, orders }: Life): Disagreement[] {
  if (gp === undefined) return []
  return orders
    .filter(({ active }) => active)
    .flatMap(({ medicine, dose }): Disagreement[] => {
      const given = health.medicines.find((one) => one.medicine.name === medicine)
      if (given === undefined) return []
      const own = usualDose(given.medicine)
      const say = (kind: DisagreementKind, practice: string, hospital: string): Disagreement => ({
        kind,
        says: {
          'southmere-gp': `${medicine}: ${practice}`,
          'mere-general': `${medicine}: ${hospital}`,
        },
      })
      if (given.stopped) return [say('medicine stopped', 'stopped', dose.text)]
      return [
        ...(own.text === dose.text ? [] : [say('dose', own.text, dose.text)]),
        ...(own.route === dose.route ? [] : [say('route', routeOf(own), routeOf(dose))]),
      ]
    })
}

function routeOf({ route }: Dose): string {
  return route === 'intravenous' ? 'into a vein' : 'by mouth'
}

/** Where one of the two has nothing written down, that is no disagreement: it is not recorded. */
function allergies({ gp, allergies: { gp: practice, hospital } }: Life): Disagreement[] {
  if (gp === undefined || practice.length === 0 || hospital.length === 0) return []
  const words = (entries: readonly AllergyEntry[]) =>
    entries.map(({ kind }) => kind.words).join('; ')
  const found: Disagreement[] = []
  if (words(practice) !== words(hospital)) {
    found.push(between('allergy', words(practice), words(hospital)))
  }
  for (const one of practice.filter(({ kind }) => kind !== NONE_KNOWN)) {
    const other = hospital.find(({ kind }) => kind === one.kind)
    if (other === undefined) continue
    if (other.reaction !== one.reaction)
      found.push(between('reaction', one.reaction!, other.reaction!))
    if (other.severity !== one.severity)
      found.push(between('severity', one.severity!, other.severity!))
  }
  return found
}

function between(kind: DisagreementKind, practice: string, hospital: string): Disagreement {
  return { kind, says: { 'southmere-gp': practice, 'mere-general': hospital } }
}

/** Two records that each name somebody, and not the same. */
function people({ relatives }: Life): Disagreement[] {
  return (
    [
      ['carer', 'carer'],
      ['next of kin', 'nextOfKin'],
    ] as const
  ).flatMap(([kind, role]): Disagreement[] => {
    const says: Disagreement['says'] = {}
    for (const relative of relatives) {
      if (!relative[role]) continue
      for (const feed of relative.knownTo)
        says[feed] = `${relative.relationship}: ${relative.given} ${relative.family}`
    }
    return differs(Object.values(says)) ? [{ kind, says }] : []
  })
}

/** Names beyond accents; homes by their postcode, for a council's return has no more of it. */
function particulars({ gp, hospital, council }: Life): Disagreement[] {
  const views = [gp, hospital[0], council?.view].filter((view) => view !== undefined)
  const say = (kind: DisagreementKind, of: (view: View) => string): Disagreement => ({
    kind,
    says: Object.fromEntries(views.map((view) => [view.feed, of(view)])),
  })
  const found: Disagreement[] = []
  if (differs(views.map(({ family }) => folded(family))))
    found.push(say('family name', ({ family }) => family))
  if (differs(views.map(({ address }) => address.postcode)))
    found.push(say('address', ({ address }) => address.postcode))
  return found
}

/** A decision that one record has and another that knows the person lacks, or has otherwise. */
function decisions({ gp, hospital, council, flags, stays }: Life): Disagreement[] {
  const inHospital = stays.some(isOpen)
  const asked = {
    [RESUSCITATION]: { kind: 'resuscitation', feeds: [gp?.feed, hospital[0]?.feed] },
    [LEGAL_STATUS]: {
      kind: 'legal status',
      // Only while somebody is in does the hospital have a say about their liberty.
      feeds: [inHospital ? hospital[0]?.feed : undefined, council?.view.feed],
    },
  } as const
  return Object.entries(asked).flatMap(([category, { kind, feeds }]): Disagreement[] => {
    const known = feeds.filter((feed) => feed !== undefined)
    const own = flags.filter((flag) => flag.category === category)
    if (own.length === 0) return []
    const words = known.map((feed) => own.find((flag) => flag.feed === feed)?.words)
    if (!differs(words)) return []
    const says = known.flatMap((feed, place) =>
      words[place] === undefined ? [] : [[feed, words[place]]],
    )
    return [{ kind, says: Object.fromEntries(says) }]
  })
}

function differs(values: readonly (string | undefined)[]): boolean {
  return new Set(values).size > 1
}

function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
