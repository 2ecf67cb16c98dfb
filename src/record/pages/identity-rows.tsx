import {
  capital,
  formatFullDate,
  formatList,
  formatNhsNumber,
  type SummaryRow,
} from '../../shell/index.ts'
import type { Fact, IdentityView } from '../identity-view.ts'
import type { PersonView } from '../person-view.ts'

/** Who somebody is, as key and value, each with who says it. */
export function identityRows({ who }: PersonView): SummaryRow[] {
  const date = (value: string) => formatFullDate(value)
  return [
    row('Name', who.names),
    row('Also called', who.otherNames),
    row('Born', who.birthDate, date),
    row('Died', who.deathDate, date),
    row('NHS number', who.nhsNumbers ?? numberFact(who), formatNhsNumber),
    row('Sex', who.sex, capital),
    ...placeRows(who),
  ].flatMap((one) => one ?? [])
}

function numberFact({ nhsNumber }: IdentityView): Fact {
  if (nhsNumber === undefined) return []
  return [{ value: nhsNumber.number, sources: [...new Set(nhsNumber.sources)] }]
}

/** Of a restricted person nobody's word is shown; of everybody else, that nobody has given one. */
function placeRows({ restricted, address, phones, emails, gpPractice }: IdentityView) {
  if (restricted !== undefined) {
    const value = 'Address, telephone and practice are not shown: this record is restricted'
    return [{ key: 'Where', value, note: capital(formatList(restricted.sources)) }]
  }
  return [
    row('Address', address) ?? { key: 'Address', value: 'Not recorded' },
    row('Telephone', phones) ?? { key: 'Telephone', value: 'Not recorded' },
    row('E-mail', emails),
    row('GP practice', gpPractice) ?? { key: 'GP practice', value: 'Not recorded' },
  ]
}

/** Each value with who says it; where they disagree, one under the other. */
function row(
  key: string,
  fact: Fact,
  show: (value: string) => string = (value) => value,
): SummaryRow | undefined {
  if (fact.length === 0) return undefined
  if (fact.length === 1) {
    return { key, value: show(fact[0]!.value), note: capital(formatList(fact[0]!.sources)) }
  }
  const value = (
    <div className="cc-conflict">
      {fact.map((said) => (
        <div key={said.value}>
          {show(said.value)}
          <span className="cc-learnt">{capital(formatList(said.sources))}</span>
        </div>
      ))}
    </div>
  )
  return { key, value, note: 'The sources do not agree.' }
}
