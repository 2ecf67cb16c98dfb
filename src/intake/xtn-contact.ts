import { DELETED, isFilled, type Repetition } from './hl7.ts'
import type { FieldValue } from './latest.ts'
import { mobilesField } from './person-fields.ts'

/** HL7 tables 0201 and 0202: nobody is rung on these. */
const NO_TELEPHONE = ['FX', 'MD', 'BP', 'INTERNET', 'X.400', 'SAT']
const NO_USE = ['NET', 'BPN']
const MOBILES = ['CP', 'CELL', 'MOBILE']

export type Telephone = { number: string; mobile: boolean }

/** Telephone numbers and addresses of one field: `""` takes all of them away, nothing says nothing. */
export function contactFields(
  contacts: readonly Repetition[],
  phones: string,
  emails: string,
): Record<string, FieldValue | undefined> {
  if (contacts.length === 0) return {}
  if (contacts.every(({ raw }) => raw === DELETED)) {
    return { [phones]: [], [emails]: [], [mobilesField(phones)]: [] }
  }
  const telephones = telephonesOf(contacts)
  const numbers = telephones.map(({ number }) => number)
  const mobiles = telephones.filter(({ mobile }) => mobile).map(({ number }) => number)
  const addresses = contacts.flatMap(emailOf)
  return {
    [phones]: numbers.length > 0 ? [...new Set(numbers)] : undefined,
    [mobilesField(phones)]: numbers.length > 0 ? [...new Set(mobiles)] : undefined,
    [emails]: addresses.length > 0 ? [...new Set(addresses)] : undefined,
  }
}

/** The numbers on which somebody can be rung. */
export function telephonesOf(contacts: readonly Repetition[]): Telephone[] {
  return contacts.flatMap((contact) => {
    const equipment = contact.get(3).toUpperCase()
    if (NO_TELEPHONE.includes(equipment) || NO_USE.includes(contact.get(2).toUpperCase())) return []
    const number = numberOf(contact)
    return number === '' ? [] : [{ number, mobile: MOBILES.includes(equipment) }]
  })
}

function numberOf(contact: Repetition): string {
  const whole = contact.get(1) || contact.get(12)
  if (isFilled(whole)) return whole.includes('@') ? '' : whole
  return [contact.get(5), contact.get(6), contact.get(7)].filter(isFilled).join(' ')
}

function emailOf(contact: Repetition): string[] {
  const found = [contact.get(4), contact.get(1)].find((text) => text.includes('@'))
  return found === undefined ? [] : [found]
}
