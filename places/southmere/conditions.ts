import { FUROSEMIDE, type Medicine, PARACETAMOL, WARFARIN } from './medicines.ts'

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

const DAILY = 'One tablet once a day'
const TWICE = 'One tablet twice a day'

/**
 * Conditions of Southmere. Shares rise with age in steps set by us; for the whole county they come
 * near the registers that English practices publish each year (Quality and Outcomes Framework):
 * raised blood pressure about 15 in 100, diabetes 7, asthma 6, heart failure 1, dementia 1.
 * Assumptions, not those figures.
 */
export const CONDITIONS: readonly ConditionKind[] = [
  {
    id: 'hypertension',
    snomed: '38341003',
    words: 'Hypertension',
    atAges: [0, 0.005, 0.06, 0.28, 0.52, 0.55],
    deprivation: 1.2,
    weight: 0.4,
    takes: 2,
    medicines: [
      {
        name: 'Amlodipine 5mg tablets',
        dose: DAILY,
        changed: { dose: 'Two tablets once a day' },
      },
      { name: 'Ramipril 5mg capsules', dose: 'One capsule once a day' },
      { name: 'Indapamide 2.5mg tablets', dose: 'One tablet in the morning' },
    ],
  },
  {
    id: 'diabetes',
    snomed: '44054006',
    words: 'Type 2 diabetes mellitus',
    atAges: [0, 0.004, 0.035, 0.13, 0.2, 0.16],
    deprivation: 1.7,
    weight: 0.8,
    takes: 2,
    medicines: [
      {
        name: 'Metformin 500mg tablets',
        dose: 'One tablet twice a day with meals',
        changed: { dose: 'Two tablets twice a day with meals' },
      },
      { name: 'Gliclazide 80mg tablets', dose: DAILY },
    ],
  },
  {
    id: 'asthma',
    snomed: '195967001',
    words: 'Asthma',
    atAges: [0.01, 0.08, 0.065, 0.065, 0.06, 0.04],
    deprivation: 1.3,
    weight: 0.3,
    takes: 2,
    medicines: [
      { name: 'Salbutamol 100micrograms/dose inhaler', dose: 'Two puffs when needed' },
      { name: 'Beclometasone 100micrograms/dose inhaler', dose: 'Two puffs twice a day' },
    ],
  },
  {
    id: 'depression',
    snomed: '35489007',
    words: 'Depressive disorder',
    atAges: [0, 0.07, 0.14, 0.14, 0.1, 0.08],
    deprivation: 1.7,
    weight: 0.3,
    takes: 1,
    medicines: [
      { name: 'Sertraline 50mg tablets', dose: DAILY },
      { name: 'Mirtazapine 15mg tablets', dose: 'One tablet at night' },
    ],
  },
  {
    id: 'kidney',
    snomed: '433144002',
    words: 'Chronic kidney disease stage 3',
    atAges: [0, 0.001, 0.006, 0.04, 0.2, 0.32],
    deprivation: 1.2,
    weight: 0.8,
    takes: 0,
    medicines: [],
  },
  {
    id: 'coronary',
    snomed: '53741008',
    words: 'Coronary heart disease',
    atAges: [0, 0, 0.005, 0.05, 0.15, 0.2],
    deprivation: 1.4,
    weight: 1,
    takes: 3,
    medicines: [
      { name: 'Aspirin 75mg dispersible tablets', dose: DAILY },
      { name: 'Atorvastatin 80mg tablets', dose: 'One tablet at night' },
      {
        name: 'Bisoprolol 2.5mg tablets',
        dose: DAILY,
        changed: { dose: 'Two tablets once a day' },
      },
    ],
  },
  {
    id: 'atrial-fibrillation',
    snomed: '49436004',
    words: 'Atrial fibrillation',
    atAges: [0, 0, 0.003, 0.025, 0.13, 0.22],
    deprivation: 1,
    weight: 1,
    takes: 1,
    medicines: [
      { name: 'Apixaban 5mg tablets', dose: TWICE },
      WARFARIN,
      { name: 'Digoxin 125microgram tablets', dose: DAILY },
    ],
  },
  {
    id: 'heart-failure',
    snomed: '84114007',
    words: 'Heart failure',
    atAges: [0, 0, 0.001, 0.01, 0.06, 0.13],
    deprivation: 1.5,
    weight: 2,
    takes: 3,
    medicines: [
      FUROSEMIDE,
      { name: 'Ramipril 5mg capsules', dose: 'One capsule once a day' },
      { name: 'Spironolactone 25mg tablets', dose: DAILY },
    ],
  },
  {
    id: 'copd',
    snomed: '13645005',
    words: 'Chronic obstructive pulmonary disease',
    atAges: [0, 0, 0.004, 0.035, 0.07, 0.06],
    deprivation: 2.6,
    weight: 1.5,
    takes: 2,
    medicines: [
      {
        name: 'Tiotropium 18microgram inhalation powder capsules',
        dose: 'One capsule inhaled once a day',
      },
      { name: 'Salbutamol 100micrograms/dose inhaler', dose: 'Two puffs when needed' },
    ],
  },
  {
    id: 'stroke',
    snomed: '230690007',
    words: 'Stroke',
    atAges: [0, 0, 0.004, 0.025, 0.085, 0.12],
    deprivation: 1.4,
    weight: 1.5,
    takes: 2,
    medicines: [
      { name: 'Clopidogrel 75mg tablets', dose: DAILY },
      { name: 'Atorvastatin 40mg tablets', dose: 'One tablet at night' },
    ],
  },
  {
    id: 'dementia',
    snomed: '52448006',
    words: 'Dementia',
    atAges: [0, 0, 0, 0.004, 0.085, 0.34],
    deprivation: 1.1,
    weight: 2.5,
    takes: 0,
    medicines: [{ name: 'Donepezil 10mg tablets', dose: 'One tablet at night' }],
  },
  {
    id: 'thyroid',
    snomed: '40930008',
    words: 'Hypothyroidism',
    atAges: [0, 0.008, 0.03, 0.055, 0.09, 0.09],
    deprivation: 1,
    weight: 0.1,
    takes: 1,
    medicines: [
      { name: 'Levothyroxine sodium 75microgram tablets', dose: 'One tablet before breakfast' },
    ],
  },
  {
    id: 'arthritis',
    snomed: '396275006',
    words: 'Osteoarthritis',
    atAges: [0, 0, 0.02, 0.15, 0.33, 0.4],
    deprivation: 1.2,
    weight: 0.6,
    takes: 1,
    medicines: [PARACETAMOL, { name: 'Naproxen 250mg tablets', dose: TWICE }],
  },
  {
    id: 'osteoporosis',
    snomed: '64859006',
    words: 'Osteoporosis',
    atAges: [0, 0, 0.002, 0.025, 0.11, 0.18],
    deprivation: 1,
    weight: 0.7,
    takes: 2,
    medicines: [
      { name: 'Alendronic acid 70mg tablets', dose: 'One tablet a week' },
      { name: 'Calcium and colecalciferol tablets', dose: TWICE },
    ],
  },
  {
    id: 'epilepsy',
    snomed: '84757009',
    words: 'Epilepsy',
    atAges: [0.003, 0.008, 0.009, 0.01, 0.012, 0.012],
    deprivation: 1.5,
    weight: 0.8,
    takes: 1,
    medicines: [
      {
        name: 'Levetiracetam 500mg tablets',
        dose: TWICE,
        changed: { dose: 'Two tablets twice a day' },
        byVein: '500 mg into a vein twice a day',
      },
    ],
  },
  {
    id: 'parkinsons',
    snomed: '49049000',
    words: 'Parkinson disease',
    atAges: [0, 0, 0, 0.003, 0.018, 0.02],
    deprivation: 0.9,
    weight: 2,
    takes: 1,
    medicines: [
      {
        name: 'Co-careldopa 25mg/100mg tablets',
        dose: 'One tablet three times a day',
        changed: { dose: 'One tablet four times a day' },
      },
    ],
  },
  {
    id: 'anxiety',
    snomed: '197480006',
    words: 'Anxiety disorder',
    atAges: [0.002, 0.05, 0.07, 0.06, 0.05, 0.04],
    deprivation: 1.5,
    weight: 0.2,
    takes: 0,
    medicines: [],
  },
  {
    id: 'learning-disability',
    snomed: '110359009',
    words: 'Learning disability',
    atAges: [0.006, 0.008, 0.006, 0.005, 0.003, 0.001],
    deprivation: 1.6,
    weight: 1.5,
    takes: 0,
    medicines: [],
  },
  {
    id: 'psychosis',
    snomed: '69322001',
    words: 'Psychotic disorder',
    atAges: [0, 0.004, 0.011, 0.012, 0.009, 0.006],
    deprivation: 2.4,
    weight: 1,
    takes: 1,
    medicines: [{ name: 'Olanzapine 10mg tablets', dose: 'One tablet at night' }],
  },
  {
    id: 'hearing-loss',
    snomed: '15188001',
    words: 'Hearing loss',
    atAges: [0.002, 0.004, 0.02, 0.08, 0.3, 0.5],
    deprivation: 1.1,
    weight: 0.2,
    takes: 0,
    medicines: [],
  },
  {
    id: 'cataract',
    snomed: '193570009',
    words: 'Cataract',
    atAges: [0, 0, 0.003, 0.04, 0.25, 0.35],
    deprivation: 1.1,
    weight: 0.2,
    takes: 0,
    medicines: [],
  },
  {
    id: 'falls',
    snomed: '161898004',
    words: 'Falls',
    atAges: [0, 0, 0.003, 0.02, 0.18, 0.42],
    deprivation: 1.2,
    weight: 1.5,
    takes: 0,
    medicines: [],
  },
  {
    id: 'eczema',
    snomed: '43116000',
    words: 'Eczema',
    atAges: [0.12, 0.06, 0.04, 0.03, 0.03, 0.03],
    deprivation: 1,
    weight: 0,
    takes: 0,
    medicines: [],
  },
]
