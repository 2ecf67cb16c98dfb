import { Fault, type Finding, formatList, plural, right, wanting } from '../kernel/index.ts'
import type { ReadAgreement } from './read-agreement.ts'

const ABOUT = 'agreement'

/** The text of the place's folder: whether it can be obeyed, and whether both sides have signed it. */
export function examineText(read: ReadAgreement | Fault): Finding[] {
  if (read instanceof Fault) return [wanting(ABOUT, `${read.message} (${read.where})`, read.remedy)]
  const { agreement, faults, missing } = read
  if (agreement === undefined) {
    const how = 'Run concordat agreement check, and put them right.'
    return [wanting(ABOUT, `the text has ${plural(faults.length, 'fault')}`, how)]
  }
  const { title, version, sides } = agreement
  const named = `${title}, version ${version}`
  const unsigned = sides.filter(({ id }) => missing.includes(id)).map(({ name }) => name)
  const ends = agreement.standing()
  const findings = [
    missing.length === 0
      ? right(ABOUT, `both sides have signed ${named}`)
      : wanting(
          ABOUT,
          `too few officers have signed ${named} for ${formatList(unsigned)}`,
          'An officer of each side signs it with concordat agreement sign.',
        ),
  ]
  const { stage } = ends
  if (stage !== undefined) {
    const how =
      'Renew it: a text with a new term, signed by both sides, then concordat agreement adopt.'
    findings.push(wanting(ABOUT, `it has ended on ${ends.ends}`, how))
  }
  return findings
}
