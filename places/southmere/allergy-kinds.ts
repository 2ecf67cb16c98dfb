export type AllergyKind = {
  snomed?: string
  words: string
  share: number
  reaction?: string
  severity?: 'mild' | 'moderate'
  /** what a stay in hospital may bring to light */
  worst?: string
  /** medication where it is not said */
  category?: 'food' | 'environment'
}

/** Recorded allergies: about one person in eight has one; assumption. */
export const ALLERGIES: readonly AllergyKind[] = [
  {
    snomed: '91936005',
    words: 'Allergy to penicillin',
    share: 0.055,
    reaction: 'Rash',
    severity: 'mild',
    worst: 'Anaphylaxis',
  },
  { words: 'Allergy to trimethoprim', share: 0.012, reaction: 'Rash', severity: 'mild' },
  {
    words: 'Adverse reaction to codeine',
    share: 0.012,
    reaction: 'Nausea and vomiting',
    severity: 'mild',
  },
  {
    snomed: '293586001',
    words: 'Allergy to aspirin',
    share: 0.01,
    reaction: 'Wheeze',
    severity: 'moderate',
    worst: 'Severe attack of asthma',
  },
  {
    snomed: '91935009',
    words: 'Allergy to peanut',
    share: 0.01,
    reaction: 'Swelling of the lips',
    severity: 'moderate',
    worst: 'Anaphylaxis',
    category: 'food',
  },
  {
    words: 'Allergy to latex',
    category: 'environment',
    share: 0.007,
    reaction: 'Itching',
    severity: 'mild',
    worst: 'Anaphylaxis',
  },
  {
    snomed: '91930004',
    words: 'Allergy to egg',
    share: 0.005,
    reaction: 'Hives',
    severity: 'mild',
    worst: 'Anaphylaxis',
    category: 'food',
  },
]

/** Somebody asked, and there is none (SNOMED CT): not the same as nobody having asked. */
export const NONE_KNOWN: AllergyKind = {
  snomed: '716186003',
  words: 'No known allergy',
  share: 0,
}
