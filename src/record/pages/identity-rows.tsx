import { formatFullDate, formatList, formatNhsNumber, type SummaryRow } from '../../shell/index.ts'
import type { Fact } from '../identity-view.ts'
import type { PersonView } from '../person-view.ts'

/** Who somebody is, as key and value, each with who says it. */
export function identityRows({ who }: PersonView): SummaryRow[] {
  const date = (value: string) => formatFullDate(value)
  const number = who.nhsNumber
  return [
    row('Name', who.names),
    row('Born', who.birthDate, date),
    ...(number
      ? [
          {
            key: 'NHS number',
            value: formatNhsNumber(number.number),
            note: formatList([...new Set(number.sources)]),
          },
        ]
      : []),
    row('Address', who.address),
    row('Telephone', who.phones),
    row('E-mail', who.emails),
    row('GP practice', who.gpPractice),
  ].flatMap((one) => one ?? [])
}

/** Each value with who says it; where they disagree, one under the other. */
function row(
  key: string,
  fact: Fact,
  show: (value: string) => string = (value) => value,
): SummaryRow | undefined {
  if (fact.length === 0) return undefined
  if (fact.length === 1) {
    return { key, value: show(fact[0]!.value), note: formatList(fact[0]!.sources) }
  }
  const value = (
    <div className="cc-conflict">
      {fact.map((said) => (
        <div key={said.value}>
          {show(said.value)}
          <span className="cc-learnt">{formatList(said.sources)}</span>
        </div>
      ))}
    </div>
  )
  return { key, value, note: 'The sources do not agree.' }
}
