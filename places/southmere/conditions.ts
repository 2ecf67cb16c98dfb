/** A long-term condition as the GP records it. */
export type ConditionKind = {
  id: string
  /** SNOMED CT concept; only those that we are sure of are given one */
  snomed: string
  words: string
  /**
   * share of people who have it at ages 0, 20, 40, 60, 80 and 100; in between, the straight line
   */
  atAges: readonly [number, number, number, number, number, number]
  /** how much likelier in the most deprived tenth than in the least */
  deprivation: number
  /** counts towards needing a hospital or care: 0 little, 3 much */
  weight: number
  medicines: readonly Medicine[]
  /** how many of them somebody with the condition takes */
  takes: number
}

/** Named in words: no dm+d code is given rather than one that may be wrong. */
export type Medicine = { name: string; dose: string }

const DAILY = 'One tablet once a day'
const TWICE = 'One tablet twice a day'

/**
 * Conditions of Southmere. Shares rise with age in steps set by us; for the whole county they come
 * near the registers that English practices publish each year (Quality and Outcomes Framework):
 * raised blood pressure about 15 in 100, diabetes 7, asthma 6, heart failure 1, dementia 1.
 * Assumptions, not those figures.
 */
export const CONDITIONS: readonly ConditionKind[] = [
  condition(
    'hypertension',
    '38341003',
    'Hypertension',
    [0, 0.005, 0.06, 0.28, 0.52, 0.55],
    1.2,
    0.4,
    2,
    [
      ['Amlodipine 5mg tablets', DAILY],
      ['Ramipril 5mg capsules', 'One capsule once a day'],
      ['Indapamide 2.5mg tablets', 'One tablet in the morning'],
    ],
  ),
  condition(
    'diabetes',
    '44054006',
    'Type 2 diabetes mellitus',
    [0, 0.004, 0.035, 0.13, 0.2, 0.16],
    1.7,
    0.8,
    2,
    [
      ['Metformin 500mg tablets', 'One tablet twice a day with meals'],
      ['Gliclazide 80mg tablets', DAILY],
    ],
  ),
  condition('asthma', '195967001', 'Asthma', [0.01, 0.08, 0.065, 0.065, 0.06, 0.04], 1.3, 0.3, 2, [
    ['Salbutamol 100micrograms/dose inhaler', 'Two puffs when needed'],
    ['Beclometasone 100micrograms/dose inhaler', 'Two puffs twice a day'],
  ]),
  condition(
    'depression',
    '35489007',
    'Depressive disorder',
    [0, 0.07, 0.14, 0.14, 0.1, 0.08],
    1.7,
    0.3,
    1,
    [
      ['Sertraline 50mg tablets', DAILY],
      ['Mirtazapine 15mg tablets', 'One tablet at night'],
    ],
  ),
  condition(
    'kidney',
    '433144002',
    'Chronic kidney disease stage 3',
    [0, 0.001, 0.006, 0.04, 0.2, 0.32],
    1.2,
    0.8,
    0,
    [],
  ),
  condition(
    'coronary',
    '53741008',
    'Coronary heart disease',
    [0, 0, 0.005, 0.05, 0.15, 0.2],
    1.4,
    1,
    3,
    [
      ['Aspirin 75mg dispersible tablets', DAILY],
      ['Atorvastatin 80mg tablets', 'One tablet at night'],
      ['Bisoprolol 2.5mg tablets', DAILY],
    ],
  ),
  condition(
    'atrial-fibrillation',
    '49436004',
    'Atrial fibrillation',
    [0, 0, 0.003, 0.025, 0.13, 0.22],
    1,
    1,
    1,
    [
      ['Apixaban 5mg tablets', TWICE],
      ['Digoxin 125microgram tablets', DAILY],
    ],
  ),
  condition(
    'heart-failure',
    '84114007',
    'Heart failure',
    [0, 0, 0.001, 0.01, 0.06, 0.13],
    1.5,
    2,
    3,
    [
      ['Furosemide 40mg tablets', 'One tablet in the morning'],
      ['Ramipril 5mg capsules', 'One capsule once a day'],
      ['Spironolactone 25mg tablets', DAILY],
    ],
  ),
  condition(
    'copd',
    '13645005',
    'Chronic obstructive pulmonary disease',
    [0, 0, 0.004, 0.035, 0.07, 0.06],
    2.6,
    1.5,
    2,
    [
      ['Tiotropium 18microgram inhalation powder capsules', 'One capsule inhaled once a day'],
      ['Salbutamol 100micrograms/dose inhaler', 'Two puffs when needed'],
    ],
  ),
  condition('stroke', '230690007', 'Stroke', [0, 0, 0.004, 0.025, 0.085, 0.12], 1.4, 1.5, 2, [
    ['Clopidogrel 75mg tablets', DAILY],
    ['Atorvastatin 40mg tablets', 'One tablet at night'],
  ]),
  condition('dementia', '52448006', 'Dementia', [0, 0, 0, 0.004, 0.085, 0.34], 1.1, 2.5, 0, [
    ['Donepezil 10mg tablets', 'One tablet at night'],
  ]),
  condition(
    'thyroid',
    '40930008',
    'Hypothyroidism',
    [0, 0.008, 0.03, 0.055, 0.09, 0.09],
    1,
    0.1,
    1,
    [['Levothyroxine sodium 75microgram tablets', 'One tablet before breakfast']],
  ),
  condition(
    'arthritis',
    '396275006',
    'Osteoarthritis',
    [0, 0, 0.02, 0.15, 0.33, 0.4],
    1.2,
    0.6,
    1,
    [
      ['Paracetamol 500mg tablets', 'Two tablets up to four times a day'],
      ['Naproxen 250mg tablets', TWICE],
    ],
  ),
  condition(
    'osteoporosis',
    '64859006',
    'Osteoporosis',
    [0, 0, 0.002, 0.025, 0.11, 0.18],
    1,
    0.7,
    2,
    [
      ['Alendronic acid 70mg tablets', 'One tablet a week'],
      ['Calcium and colecalciferol tablets', TWICE],
    ],
  ),
  condition(
    'epilepsy',
    '84757009',
    'Epilepsy',
    [0.003, 0.008, 0.009, 0.01, 0.012, 0.012],
    1.5,
    0.8,
    1,
    [['Levetiracetam 500mg tablets', TWICE]],
  ),
  condition(
    'parkinsons',
    '49049000',
    'Parkinson disease',
    [0, 0, 0, 0.003, 0.018, 0.02],
    0.9,
    2,
    1,
    [['Co-careldopa 25mg/100mg tablets', 'One tablet three times a day']],
  ),
  condition(
    'anxiety',
    '197480006',
    'Anxiety disorder',
    [0.002, 0.05, 0.07, 0.06, 0.05, 0.04],
    1.5,
    0.2,
    0,
    [],
  ),
  condition(
    'learning-disability',
    '110359009',
    'Learning disability',
    [0.006, 0.008, 0.006, 0.005, 0.003, 0.001],
    1.6,
    1.5,
    0,
    [],
  ),
  condition(
    'psychosis',
    '69322001',
    'Psychotic disorder',
    [0, 0.004, 0.011, 0.012, 0.009, 0.006],
    2.4,
    1,
    1,
    [['Olanzapine 10mg tablets', 'One tablet at night']],
  ),
  condition(
    'hearing-loss',
    '15188001',
    'Hearing loss',
    [0.002, 0.004, 0.02, 0.08, 0.3, 0.5],
    1.1,
    0.2,
    0,
    [],
  ),
  condition('cataract', '193570009', 'Cataract', [0, 0, 0.003, 0.04, 0.25, 0.35], 1.1, 0.2, 0, []),
  condition('falls', '161898004', 'Falls', [0, 0, 0.003, 0.02, 0.18, 0.42], 1.2, 1.5, 0, []),
  condition('eczema', '43116000', 'Eczema', [0.12, 0.06, 0.04, 0.03, 0.03, 0.03], 1, 0, 0, []),
]

export type AllergyKind = { snomed?: string; words: string; share: number; reaction: string }

/** Recorded allergies: about one person in eight has one; assumption. */
export const ALLERGIES: readonly AllergyKind[] = [
  { snomed: '91936005', words: 'Allergy to penicillin', share: 0.055, reaction: 'Rash' },
  { words: 'Allergy to trimethoprim', share: 0.012, reaction: 'Rash' },
  { words: 'Adverse reaction to codeine', share: 0.012, reaction: 'Nausea and vomiting' },
  { snomed: '293586001', words: 'Allergy to aspirin', share: 0.01, reaction: 'Wheeze' },
  { snomed: '91935009', words: 'Allergy to peanut', share: 0.01, reaction: 'Swelling of the lips' },
  { words: 'Allergy to latex', share: 0.007, reaction: 'Itching' },
  { snomed: '91930004', words: 'Allergy to egg', share: 0.005, reaction: 'Hives' },
]

function condition(
  id: string,
  snomed: string,
  words: string,
  atAges: ConditionKind['atAges'],
  deprivation: number,
  weight: number,
  takes: number,
  medicines: readonly (readonly [string, string])[],
): ConditionKind {
  const list = medicines.map(([name, dose]) => ({ name, dose }))
  return { id, snomed, words, atAges, deprivation, weight, takes, medicines: list }
}
