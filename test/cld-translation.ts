/**
 * What the department does to a return of Release 1: each value as Release 2 has it, and no row added. Written from its
 * text (exchange-standards 1.2) and apart from the reader.
 */
export type Row = Readonly<Record<string, string>>

/** Column → Release 1 and what it became. */
const BECAME: Readonly<Record<string, readonly (readonly [first: string, second: string])[]>> = {
  'Client Type': [
    ['Service User', 'Service user'],
    ['Carer', 'Unpaid carer'],
    ['Carer known by association', 'Unpaid carer known by association'],
  ],
  'Accommodation Status': [
    ['Tenant - private landlord', 'Tenant: Private landlord'],
    ['Rough sleeper / squatting', 'Rough sleeper or squatting'],
  ],
  'Employment Status': [
    ['Not in Paid Employment (seeking work)', 'Not in paid employment: Seeking work'],
  ],
  'Client Funding Status': [
    ['18(3) (full cost client)', 'Fully client funded'],
    ['Joint Client and Social Care Funded', 'Joint client and social care funded'],
    ['Fully Social Care Funded', 'Fully social care funded'],
  ],
  'Event Outcome': [
    ['Progress to Reablement/ST-Max', 'Progress to reablement/ST-Max'],
    ['Progress to Assessment', 'Progress to assessment, review or reassessment'],
    ['Progress to Support Planning / Services', 'Progress to support planning or services'],
    ['No change in package', 'Continuation of support or services'],
    // What goes on has no outcome in Release 2.
    ['Provision of service', ''],
    ['NFA - Moved to another LA', 'NFA: Responsibility moved to another local authority'],
    ['NFA - 100% NHS funded care', 'NFA: Referral to NHS services or NHS funded social care'],
    [
      'NFA - Self-funded client (Inc. 12wk disregard)',
      'NFA: Self-funded client or under 12wk disregard',
    ],
    ['NFA - Information & Advice / Signposting only', 'NFA: Information and advice or signposting'],
    ['NFA - Support declined', 'NFA: Support declined'],
    ['NFA - Deceased', 'NFA: Deceased'],
    ['Service ended as planned', 'NFA: Support ended as planned'],
    ['NFA - Support ended: Other reason', 'NFA: Support ended for other reason'],
    ['NFA - No services offered: Other reason', 'NFA: No services offered for other reason'],
    ['NFA- Other', 'NFA: Other'],
  ],
  'Assessment Type': [
    ['Long Term Assessment', 'Long term assessment'],
    ['Short Term Assessment', 'Short term assessment'],
  ],
  'Service Type': [
    ['Long Term Support: Nursing Care', 'Long term support: Nursing care'],
    ['Long Term Support: Residential Care', 'Long term support: Residential care'],
    ['Long Term Support: Community', 'Long term support: Community'],
    ['Short Term Support: ST-Max', 'Short term support: ST-Max'],
    ['Short Term Support: Ongoing Low Level', 'Short term support: Ongoing low level'],
    ['Short Term Support: Other Short Term', 'Short term support: Other short term'],
    ['Carer Support: Direct to Carer', 'Unpaid carer support: Direct to unpaid carer'],
  ],
  'Service Component': [
    ['Home Support', 'Home support or domiciliary care'],
    ['Short Term Residential Care', 'Short term residential care'],
    ['Short Term Nursing Care', 'Short term nursing care'],
    ['Community Supported Living', 'Community supported living'],
    ['Direct Payment', 'Direct payment'],
  ],
  'Delivery Mechanism': [
    ['Direct Payment', 'Direct payment'],
    ['CASSR Managed Personal Budget', 'CASSR managed personal budget'],
    ['CASSR Commissioned Support', 'CASSR commissioned support'],
  ],
}

/** Release 1 → Release 2, value by value. */
export function translated(row: Row): Row {
  return each(row, (value, pairs) => pairs.find(([first]) => first === value)?.[1])
}

/** A return as a council that still sends Release 1 would have written it. */
export function asFirstRelease(row: Row): Row {
  const goesOn = row['Event Type'] === 'Service' && row['Event Outcome'] === ''
  const told = goesOn ? { ...row, 'Event Outcome': '' } : row
  return each(told, (value, pairs, column) => {
    if (column === 'Event Outcome' && value === '' && !goesOn) return undefined
    return pairs.find(([, second]) => second === value)?.[0]
  })
}

function each(
  row: Row,
  change: (
    value: string,
    pairs: readonly (readonly [string, string])[],
    column: string,
  ) => string | undefined,
): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      if (column === 'Ethnicity') return [column, ethnicity(value, change)]
      const pairs = Object.hasOwn(BECAME, column) ? BECAME[column]! : []
      return [column, change(value, pairs, column) ?? value]
    }),
  )
}

/** `White - Irish` became `White: Irish`. */
function ethnicity(
  value: string,
  change: (value: string, pairs: readonly (readonly [string, string])[], column: string) => unknown,
): string {
  const [group, own] = [
    value.split(/: | - /, 1)[0]!,
    value
      .split(/: | - /)
      .slice(1)
      .join(': '),
  ]
  const pair = [`${group} - ${own}`, `${group}: ${own}`] as const
  return (change(value, [pair], 'Ethnicity') as string | undefined) ?? value
}
