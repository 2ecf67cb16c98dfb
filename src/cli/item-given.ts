import { Fault } from '../kernel/index.ts'

const ITEM = /^(0|[1-9]\d{0,17})$/

/** The number of an item, as lists of the inbox and of quarantine give it. @param where what it was given to */
export function itemGiven(text: string, where: string): string {
  if (ITEM.test(text)) return text
  const what = `this is not the number of an item: ${JSON.stringify(text)}`
  throw new Fault(what, where, 'Give the number that a list says of it.')
}
