/** What is asked of whoever receives somebody: each is said to be so, or not. */
const ITEMS = {
  'on-time': 'they came when we were told',
  'as-described': 'they were as they had been described to us',
  letter: 'the letter about their stay came with them',
  medicines: 'their medicines came with them, with a list',
  equipment: 'the equipment that they need was there',
  'care-started': 'their care began as agreed',
  'family-told': 'they and their family knew what happens next',
} as const

export type HandoverItem = keyof typeof ITEMS

export const HANDOVER_ITEMS = Object.keys(ITEMS) as [HandoverItem, ...HandoverItem[]]

export function itemWords(item: HandoverItem): string {
  return ITEMS[item]
}

/** As a field of a form is called: `care_started`. */
export function itemField(item: HandoverItem): string {
  return item.replaceAll('-', '_')
}
