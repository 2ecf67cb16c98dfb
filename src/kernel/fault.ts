/**
 * Something outside the program that a person has to put right: a file, a setting, a server.
 * Printed as `concordat: WHAT (WHERE). WHAT TO DO.` with the exit code; never a stack trace.
 */
export class Fault extends Error {
  readonly where: string
  readonly remedy: string
  readonly exitCode: 1 | 2

  constructor(what: string, where: string, remedy: string, exitCode: 1 | 2 = 2) {
    super(what)
    this.name = 'Fault'
    this.where = where
    this.remedy = remedy
    this.exitCode = exitCode
  }

  get line(): string {
    const where = this.where === '' ? '' : ` (${this.where})`
    return `concordat: ${this.message}${where}. ${this.remedy}`
  }
}
