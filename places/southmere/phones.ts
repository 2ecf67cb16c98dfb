/**
 * Telephone numbers of organisations and of people at work. Only those that Ofcom keeps for drama (01632 960000 to
 * 960999, 07700 900000 to 900999), so that none can ring: few, so in a large county they repeat.
 */
export const HOSPITAL_SWITCHBOARD = landline(400)
export const COUNCIL_SWITCHBOARD = landline(700)

export function practicePhone(index: number): string {
  return landline(index % 400)
}

/** Of the ward with that number. */
export function hospitalPhone(ward: number): string {
  return landline(400 + (ward % 100))
}

export function providerPhone(index: number): string {
  return landline(500 + (index % 200))
}

export function teamPhone(index: number): string {
  return landline(701 + (index % 90))
}

/** A council worker's own line. */
export function workerPhone(index: number): string {
  return landline(800 + (index % 200))
}

function landline(number: number): string {
  return `01632 960${String(number).padStart(3, '0')}`
}
