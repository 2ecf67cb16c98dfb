/**
 * One login for each duty. `owner` changes the schema and nothing else runs as it; `care` is what pages
 * and commands run as; `log` alone may number the trail and extend its tree; `adopt` alone may put an
 * agreement in effect; `audit` reads the trail and the agreements, and is lent to auditors; `planning` reads the
 * views of the schema `planning`, which name nobody, and nothing else.
 */
export const ROLES = {
  owner: 'concordat_owner',
  care: 'concordat_care',
  log: 'concordat_log',
  adopt: 'concordat_adopt',
  audit: 'concordat_audit',
  planning: 'concordat_planning',
} as const

export type Duty = keyof typeof ROLES

/**
 * How many connections a login keeps, and for how long the server lets a statement of it run, wait for a lock, and a
 * transaction do nothing. What takes longer has lost its process, or that is frozen: what it has locked must not stay
 * with it. An errand that sends a letter waits for others three times 20 s at most.
 */
export type Limits = {
  short?: number
  long?: number
  /** false: no connection outlives its work */
  kept?: boolean
  settings: Readonly<Record<string, string>>
}

export const LIMITS: Readonly<Record<Duty, Limits>> = {
  // A migration may build an index over everything, a backup copies it all.
  owner: { kept: false, long: 2, settings: waits('6h', '100s', '10min') },
  // Whoever waits for a process that is frozen goes on when that has been ended.
  care: { settings: waits('120s', '100s', '75s') },
  log: { short: 1, long: 4, settings: waits('120s', '10s', '30s') },
  adopt: { short: 1, long: 1, settings: waits('120s', '100s', '75s') },
  audit: { short: 1, long: 1, settings: waits('1h', '10s', '10min') },
  // A count that takes longer is asked wrongly, and must not keep the care of people waiting.
  planning: {
    short: 2,
    long: 1,
    settings: { ...waits('30s', '5s', '30s'), default_transaction_read_only: 'on' },
  },
}

function waits(statement: string, lock: string, idle: string): Record<string, string> {
  return {
    statement_timeout: statement,
    lock_timeout: lock,
    idle_in_transaction_session_timeout: idle,
  }
}
