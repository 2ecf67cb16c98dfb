import {
  Fault,
  type Finding,
  formatList,
  plural,
  type Queryable,
  right,
  wanting,
} from '../kernel/index.ts'
import { readAdoptions } from './queries.ts'
import type { ReadAgreement } from './read-agreement.ts'

const ABOUT = 'agreement'

/** The text of the place's folder: whether it can be obeyed, both sides have signed it, and it is the one in effect. */
export async function examineText(
  read: ReadAgreement | Fault,
  care: Queryable | undefined,
): Promise<Finding[]> {
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
  if (care !== undefined) findings.push(...(await adopted(agreement.hash, care)))
  return findings
}

async function adopted(hash: string, care: Queryable): Promise<Finding[]> {
  const [newest] = await readAdoptions(care).catch(() => [])
  if (newest === undefined) {
    const how = 'Start the place: it puts a text that both sides have signed into effect.'
    return [wanting(ABOUT, 'no text is in effect yet', how)]
  }
  if (newest.hash === hash) return [right(ABOUT, 'it is the text in effect')]
  const how = 'When both sides have signed it, run concordat agreement adopt with its folder.'
  return [wanting(ABOUT, 'the text in effect is another than the one in the folder', how)]
}
