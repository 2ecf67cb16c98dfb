export type Patient = {
  readonly id: string
  readonly name: string
  readonly nhs?: string
  readonly ward?: string
}
/** One message of the hospital: `at` is when it says that it was, `ready` and `expected` are London's time. */
export type Message = {
  readonly code: string
  readonly of: Patient
  readonly at: string
  readonly came: string
  readonly left?: string
  /** where they went, by the NHS data dictionary */
  readonly went?: string
  readonly expected?: string
  readonly ready?: string
  readonly pathway?: string
  readonly reason?: string
  /** what a review found: `Y` where they still need to be in hospital */
  readonly criteria?: 'Y' | 'N'
  readonly visit?: string
}

export function hl7(one: Message): string {
  const {
    code,
    of,
    at,
    came,
    left = '',
    went = '',
    expected = '',
    ready,
    pathway = '',
    reason = '',
  } = one
  const { id, name, nhs, ward = 'Ward 6' } = of
  const number = nhs === undefined ? '' : `~${nhs}^^^NHS^NH`
  const visit = one.visit ?? `V${id}`
  // How they left and where to: PV1-36 and 37.
  const home = `${'|'.repeat(17)}${went === '' ? '' : '1'}|${went}${'|'.repeat(7)}`
  return [
    `MSH|^~\\&|MEREPAS|RXS|ROUTE|SOUTHMERE|${stamp(at)}00||ADT^${code}|${code}${id}${stamp(at)}|P|2.4`,
    `EVN|${code}|${stamp(at)}||||${stamp(at)}`,
    `PID|1||${id}^^^RXS^MR${number}||${name}||19460921|M|||1 High Street^^Mere^^ZM4 2AB`,
    `PV1|1|I|${ward}^Bay 2^Bed 4^RXS||||||||||||||||${visit}${home}${stamp(came)}|${stamp(left)}`,
    ...(expected === '' ? [] : [`PV2|||||||||${stamp(expected)}`]),
    ...(ready === undefined && pathway === ''
      ? []
      : [`ZU1|1|${stamp(ready ?? '')}|${pathway}|${reason}`]),
    ...(one.criteria === undefined ? [] : [`ZU1|1||||${one.criteria}`]),
  ].join('\r')
}

/** `2026-03-03 10:00` of London as the hospital writes it. */
function stamp(at: string): string {
  return at.replace(/[^\d]/g, '')
}
