import { DELETED, isFilled, type Repetition } from './hl7.ts'

/** HL7 tables 0201 and 0202: nobody is rung on these. */
const NO_TELEPHONE = ['FX', 'MD', 'BP', 'INTERNET', 'X.400', 'SAT']
const NO_USE = ['NET', 'BPN']
const MOBILES = ['CP', 'CELL', 'MOBILE']

export type Telephone = { number: string; mobile: boolean }

/** What one field says: `""` takes all of them away, nothing says nothing. */
export type Contacts = { phones?: string[]; mobiles?: string[]; emails?: string[] }

export function contactsOf(contacts: readonly Repetition[]): Contacts {
  if (contacts.length === 0) return NOTHING_SAID
  if (contacts.every(({ raw }) => raw === DELETED)) return { phones: [], mobiles: [], emails: [] }
  const telephones = telephonesOf(contacts)
  const emails = contacts.flatMap(emailOf)
  return {
    ...(telephones.length === 0 ? {} : numbersOf(telephones)),
    ...(emails.length === 0 ? {} : { emails: [...new Set(emails)] }),
  }
}

const NOTHING_SAID: Contacts = {}

function numbersOf(telephones: readonly Telephone[]): Pick<Contacts, 'phones' | 'mobiles'> {
  const phones = new Set(telephones.map(({ number }) => number))
  const mobiles = new Set(telephones.filter(({ mobile }) => mobile).map(({ number }) => number))
  return { phones: [...phones], mobiles: [...mobiles] }
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
  // `Not recorded` is no number.
  if (isFilled(whole)) return whole.includes('@') || !/\d/.test(whole) ? '' : whole
  return [contact.get(5), contact.get(6), contact.get(7)].filter(isFilled).join(' ')
}

function emailOf(contact: Repetition): string[] {
  const found = [contact.get(4), contact.get(1)].find((text) => text.includes('@'))
  return found === undefined ? [] : [found]
}
