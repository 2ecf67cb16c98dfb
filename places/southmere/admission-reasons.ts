import { chooser, type Random } from './random.ts'
import type { Specialty } from './wards.ts'

export type Reason = {
  words: string
  snomed?: string
  /** absent for those who go home again from the emergency department */
  specialty?: Specialty
  /** how often, at ages under 18, 18 to 64, 65 and over */
  weights: readonly [number, number, number]
  /** nights until ready, against the usual for the age */
  length: number
  /** nobody younger has it */
  from?: number
}

/**
 * Why people come in unplanned, with the ward that they go to after the acute medical unit. Weights
 * are assumptions.
 */
export const EMERGENCY_REASONS: readonly Reason[] = [
  { words: 'Pneumonia', snomed: '233604007', specialty: 'chest', weights: [4, 5, 11], length: 1.3 },
  {
    words: 'Flare-up of chronic obstructive pulmonary disease',
    snomed: '195951007',
    specialty: 'chest',
    weights: [0, 3, 7],
    length: 1,
    from: 45,
  },
  {
    words: 'Asthma attack',
    snomed: '281239006',
    specialty: 'chest',
    weights: [8, 3, 1],
    length: 0.6,
  },
  {
    words: 'Heart failure',
    snomed: '84114007',
    specialty: 'heart',
    weights: [0, 1, 7],
    length: 1.4,
    from: 35,
  },
  { words: 'Chest pain', snomed: '29857009', specialty: 'heart', weights: [0, 10, 6], length: 0.5 },
  {
    words: 'Heart attack',
    snomed: '22298006',
    specialty: 'heart',
    weights: [0, 3, 3],
    length: 0.8,
    from: 35,
  },
  {
    words: 'Stroke',
    snomed: '230690007',
    specialty: 'stroke',
    weights: [0, 2, 5],
    length: 2,
    from: 35,
  },
  {
    words: 'Fall at home',
    snomed: '161898004',
    specialty: 'older',
    weights: [0, 0, 12],
    length: 1.2,
  },
  { words: 'Delirium', snomed: '2776000', specialty: 'older', weights: [0, 0, 5], length: 1.5 },
  {
    words: 'Urinary tract infection',
    snomed: '68566005',
    specialty: 'older',
    weights: [2, 3, 8],
    length: 0.9,
  },
  { words: 'Broken hip', snomed: '5913000', specialty: 'bones', weights: [0, 0.5, 4], length: 2 },
  {
    words: 'Broken bone',
    snomed: '125605004',
    specialty: 'bones',
    weights: [5, 5, 3],
    length: 0.8,
  },
  { words: 'Sepsis', snomed: '91302008', specialty: 'acute', weights: [1, 2, 5], length: 1.4 },
  { words: 'Cellulitis', snomed: '128045006', specialty: 'acute', weights: [1, 5, 4], length: 0.8 },
  {
    words: 'Abdominal pain',
    snomed: '21522001',
    specialty: 'surgery',
    weights: [6, 12, 5],
    length: 0.6,
  },
  {
    words: 'Appendicitis',
    snomed: '74400008',
    specialty: 'surgery',
    weights: [4, 4, 1],
    length: 0.7,
  },
  {
    words: 'Gastroenteritis',
    snomed: '25374005',
    specialty: 'digestive',
    weights: [7, 4, 4],
    length: 0.7,
  },
  { words: 'Bleeding from the stomach', specialty: 'digestive', weights: [0, 3, 3], length: 0.9 },
  { words: 'Head injury', snomed: '82271004', specialty: 'acute', weights: [5, 4, 5], length: 0.6 },
  {
    words: 'Breathing difficulty in a baby',
    specialty: 'children',
    weights: [14, 0, 0],
    length: 0.6,
  },
  { words: 'Fever', snomed: '386661006', specialty: 'children', weights: [12, 2, 1], length: 0.4 },
  { words: 'Complication of early pregnancy', specialty: 'women', weights: [0, 4, 0], length: 0.4 },
]

export const PLANNED_REASONS: readonly Reason[] = [
  { words: 'Hip replacement', specialty: 'bones', weights: [0, 2, 6], length: 1.2, from: 35 },
  { words: 'Knee replacement', specialty: 'bones', weights: [0, 2, 6], length: 1.2, from: 35 },
  { words: 'Hernia repair', specialty: 'planned', weights: [2, 4, 3], length: 0.6 },
  { words: 'Removal of the gall bladder', specialty: 'planned', weights: [0, 5, 2], length: 0.6 },
  { words: 'Bowel surgery', specialty: 'surgery', weights: [0, 2, 4], length: 2, from: 35 },
  { words: 'Removal of the tonsils', specialty: 'children', weights: [8, 1, 0], length: 0.5 },
  { words: 'Removal of the womb', specialty: 'women', weights: [0, 4, 1], length: 0.8 },
  {
    words: 'Planned heart procedure',
    specialty: 'heart',
    weights: [0, 2, 4],
    length: 0.7,
    from: 35,
  },
]

/** Why people come to the emergency department and go home again. */
export const ATTENDANCE_REASONS: readonly Reason[] = [
  { words: 'Sprained ankle', snomed: '44465007', weights: [8, 8, 2], length: 0 },
  { words: 'Cut', snomed: '312608009', weights: [7, 6, 4], length: 0 },
  { words: 'Head injury', snomed: '82271004', weights: [7, 3, 6], length: 0 },
  { words: 'Broken bone', snomed: '125605004', weights: [6, 5, 6], length: 0 },
  { words: 'Chest pain', snomed: '29857009', weights: [0, 8, 9], length: 0 },
  { words: 'Abdominal pain', snomed: '21522001', weights: [5, 9, 6], length: 0 },
  { words: 'Fever', snomed: '386661006', weights: [12, 2, 1], length: 0 },
  { words: 'Fall', snomed: '161898004', weights: [1, 2, 14], length: 0 },
  { words: 'Breathlessness', snomed: '267036007', weights: [5, 4, 8], length: 0 },
  { words: 'Back pain', snomed: '161891005', weights: [0, 6, 5], length: 0 },
]

/** Arrivals by hour of day: few at night, most from late morning to evening. Assumption. */
const chooseHour = chooser(
  [3, 2, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4].map(
    (weight, hour) => [hour, weight] as const,
  ),
)

/** A reason that somebody of that age can have; drawn again a few times, for nearly all have no age. */
export function reasonAt(choose: (random: Random) => Reason, random: Random, age: number): Reason {
  let reason = choose(random)
  for (let tries = 0; age < (reason.from ?? 0) && tries < 20; tries += 1) reason = choose(random)
  return reason
}

export function hourOfArrival(random: Random): number {
  return chooseHour(random)
}

/** 0 for children, 1 for adults, 2 from 65: the columns of weights above. */
export function bandOf(age: number): 0 | 1 | 2 {
  return age < 18 ? 0 : age < 65 ? 1 : 2
}
