import { WARDS } from './organisations.ts'
import { chooser, type Random } from './random.ts'

export type Reason = {
  words: string
  snomed?: string
  ward: string
  /** how often, at ages under 18, 18 to 64, 65 and over */
  weights: readonly [number, number, number]
  /** nights until ready, against the usual for the age */
  length: number
}

const [acute, children, chest, heart, stroke, older, surgery, bones, digestive, women, planned] =
  WARDS.map(({ name }) => name) as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]

/**
 * Why people come in unplanned, with the ward that they go to after the acute medical unit. Weights
 * are assumptions.
 */
export const EMERGENCY_REASONS: readonly Reason[] = [
  { words: 'Pneumonia', snomed: '233604007', ward: chest, weights: [4, 5, 11], length: 1.3 },
  {
    words: 'Flare-up of chronic obstructive pulmonary disease',
    snomed: '195951007',
    ward: chest,
    weights: [0, 3, 7],
    length: 1,
  },
  { words: 'Asthma attack', snomed: '281239006', ward: chest, weights: [8, 3, 1], length: 0.6 },
  { words: 'Heart failure', snomed: '84114007', ward: heart, weights: [0, 1, 7], length: 1.4 },
  { words: 'Chest pain', snomed: '29857009', ward: heart, weights: [0, 10, 6], length: 0.5 },
  { words: 'Heart attack', snomed: '22298006', ward: heart, weights: [0, 3, 3], length: 0.8 },
  { words: 'Stroke', snomed: '230690007', ward: stroke, weights: [0, 2, 5], length: 2 },
  { words: 'Fall at home', snomed: '161898004', ward: older, weights: [0, 0, 12], length: 1.2 },
  { words: 'Delirium', snomed: '2776000', ward: older, weights: [0, 0, 5], length: 1.5 },
  {
    words: 'Urinary tract infection',
    snomed: '68566005',
    ward: older,
    weights: [2, 3, 8],
    length: 0.9,
  },
  { words: 'Broken hip', snomed: '5913000', ward: bones, weights: [0, 0.5, 4], length: 2 },
  { words: 'Broken bone', snomed: '125605004', ward: bones, weights: [5, 5, 3], length: 0.8 },
  { words: 'Sepsis', snomed: '91302008', ward: acute, weights: [1, 2, 5], length: 1.4 },
  { words: 'Cellulitis', snomed: '128045006', ward: acute, weights: [1, 5, 4], length: 0.8 },
  { words: 'Abdominal pain', snomed: '21522001', ward: surgery, weights: [6, 12, 5], length: 0.6 },
  { words: 'Appendicitis', snomed: '74400008', ward: surgery, weights: [4, 4, 1], length: 0.7 },
  {
    words: 'Gastroenteritis',
    snomed: '25374005',
    ward: digestive,
    weights: [7, 4, 4],
    length: 0.7,
  },
  { words: 'Bleeding from the stomach', ward: digestive, weights: [0, 3, 3], length: 0.9 },
  { words: 'Head injury', snomed: '82271004', ward: acute, weights: [5, 4, 5], length: 0.6 },
  { words: 'Breathing difficulty in a baby', ward: children, weights: [14, 0, 0], length: 0.6 },
  { words: 'Fever', snomed: '386661006', ward: children, weights: [12, 2, 1], length: 0.4 },
  { words: 'Complication of early pregnancy', ward: women, weights: [0, 4, 0], length: 0.4 },
]

export const PLANNED_REASONS: readonly Reason[] = [
  { words: 'Hip replacement', ward: bones, weights: [0, 2, 6], length: 1.2 },
  { words: 'Knee replacement', ward: bones, weights: [0, 2, 6], length: 1.2 },
  { words: 'Hernia repair', ward: planned, weights: [2, 4, 3], length: 0.6 },
  { words: 'Removal of the gall bladder', ward: planned, weights: [0, 5, 2], length: 0.6 },
  { words: 'Bowel surgery', ward: surgery, weights: [0, 2, 4], length: 2 },
  { words: 'Removal of the tonsils', ward: children, weights: [8, 1, 0], length: 0.5 },
  { words: 'Removal of the womb', ward: women, weights: [0, 4, 1], length: 0.8 },
  { words: 'Planned heart procedure', ward: heart, weights: [0, 2, 4], length: 0.7 },
]

/** Why people come to the emergency department and go home again. */
export const ATTENDANCE_REASONS: readonly Reason[] = [
  { words: 'Sprained ankle', snomed: '44465007', ward: '', weights: [8, 8, 2], length: 0 },
  { words: 'Cut', snomed: '312608009', ward: '', weights: [7, 6, 4], length: 0 },
  { words: 'Head injury', snomed: '82271004', ward: '', weights: [7, 3, 6], length: 0 },
  { words: 'Broken bone', snomed: '125605004', ward: '', weights: [6, 5, 6], length: 0 },
  { words: 'Chest pain', snomed: '29857009', ward: '', weights: [0, 8, 9], length: 0 },
  { words: 'Abdominal pain', snomed: '21522001', ward: '', weights: [5, 9, 6], length: 0 },
  { words: 'Fever', snomed: '386661006', ward: '', weights: [12, 2, 1], length: 0 },
  { words: 'Fall', snomed: '161898004', ward: '', weights: [1, 2, 14], length: 0 },
  { words: 'Breathlessness', snomed: '267036007', ward: '', weights: [5, 4, 8], length: 0 },
  { words: 'Back pain', snomed: '161891005', ward: '', weights: [0, 6, 5], length: 0 },
]

/**
 * Why people stay on when they are ready: the 18 reasons that English hospitals reported up to
 * spring 2024 (fund-and-measures section 7.2), with the pathways on which each is likely: weights
 * for pathways 0 to 3, assumptions.
 */
export const DELAY_REASONS: readonly {
  words: string
  weights: readonly [number, number, number, number]
}[] = [
  {
    words: 'Awaiting a medical decision or intervention, including writing the discharge summary',
    weights: [9, 2, 2, 1],
  },
  { words: 'Awaiting community equipment or adaptations to housing', weights: [1, 5, 1, 0] },
  {
    words:
      'Awaiting confirmation from the transfer hub that the referral was received and acted on',
    weights: [0, 7, 5, 4],
  },
  { words: 'Awaiting a diagnostic test', weights: [6, 1, 1, 1] },
  { words: 'Awaiting medicines to take home', weights: [8, 1, 1, 0] },
  { words: 'Awaiting referral to the community single point of access', weights: [1, 4, 3, 2] },
  { words: 'Awaiting a therapy decision to discharge', weights: [5, 5, 4, 1] },
  { words: 'Awaiting transport', weights: [6, 2, 2, 1] },
  { words: 'Declared ready and then not ready again on the same day', weights: [3, 1, 1, 0] },
  { words: 'Homeless, no recourse to public funds or no place to go to', weights: [2, 1, 0, 0] },
  { words: 'Individual or family not in agreement with the plan', weights: [1, 3, 4, 7] },
  { words: 'No plan for discharge', weights: [2, 2, 1, 1] },
  { words: 'Pathway 1: awaiting a resource for the start of care at home', weights: [0, 24, 0, 0] },
  { words: 'Pathway 2: awaiting a bed for rehabilitation', weights: [0, 0, 28, 0] },
  {
    words: 'Pathway 3: awaiting a residential or nursing home bed that is likely to be permanent',
    weights: [0, 0, 0, 26],
  },
  { words: 'Awaiting an infection control decision', weights: [1, 1, 2, 2] },
  { words: 'Repatriation or transfer to another acute hospital', weights: [1, 0, 1, 0] },
  { words: 'Safeguarding concern or Court of Protection', weights: [0, 1, 1, 2] },
]

/** Arrivals by hour of day: few at night, most from late morning to evening. Assumption. */
const chooseHour = chooser(
  [3, 2, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4].map(
    (weight, hour) => [hour, weight] as const,
  ),
)

export function hourOfArrival(random: Random): number {
  return chooseHour(random)
}

/** 0 for children, 1 for adults, 2 from 65: the columns of weights above. */
export function bandOf(age: number): 0 | 1 | 2 {
  return age < 18 ? 0 : age < 65 ? 1 : 2
}
