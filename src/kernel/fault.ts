/**
 * Something outside the program that a person has to put right: a file, a setting, a server.
 * Printed as `concordat: WHAT (WHERE). WHAT TO DO.` with the exit code; never a stack trace.
 */
export class Fault extends Error {
  readonly where: string
  readonly remedy: string
  readonly exitCode: 1 | 2
  /** what else has to be put right, said with it */
  #others: readonly Fault[] = []

  constructor(what: string, where: string, remedy: string, exitCode: 1 | 2 = 2) {
    super(what)
    this.name = 'Fault'
    this.where = where
    this.remedy = remedy
    this.exitCode = exitCode
  }

  /** Several at once, so that nobody finds the second by mending the first: a line each. */
  static together([first, ...others]: readonly [Fault, ...Fault[]]): Fault {
    if (others.length === 0) return first
    const one = new Fault(first.message, first.where, first.remedy, first.exitCode)
    one.#others = others
    return one
  }

  get line(): string {
    const where = this.where === '' ? '' : ` (${this.where})`
    const own = `concordat: ${this.message}${where}. ${this.remedy}`
    return [own, ...this.#others.map(({ line }) => line)].join('\n')
  }
}
