/** Named in words: no dm+d code is given rather than one that may be wrong. */
export type Medicine = {
  name: string
  dose: string
  /** of one dose, where the tablets alone do not say it */
  milligrams?: number
  /** what a stay in hospital may make of the dose */
  changed?: { dose: string; milligrams?: number }
  /** the dose where it is given into a vein instead */
  byVein?: string
}

export const WARFARIN: Medicine = {
  name: 'Warfarin 1mg tablets',
  dose: 'Three tablets (3 mg) once a day',
  milligrams: 3,
  changed: { dose: 'Eight tablets (8 mg) once a day', milligrams: 8 },
}
export const PARACETAMOL: Medicine = {
  name: 'Paracetamol 500mg tablets',
  dose: 'Two tablets up to four times a day',
  byVein: '1 g into a vein up to four times a day',
}
export const FUROSEMIDE: Medicine = {
  name: 'Furosemide 40mg tablets',
  dose: 'One tablet in the morning',
  changed: { dose: 'Two tablets in the morning' },
  byVein: '40 mg into a vein in the morning',
}
