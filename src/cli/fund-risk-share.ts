import { fundsOfYear, readOutturn, rulesOf, schemesOf, shareOutturn } from '../fund/index.ts'
import { Fault, formatPounds } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { refuseNoPlace } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { readDraft } from './draft.ts'

export const command: CliCommand = {
  words: 'fund risk-share',
  summary: 'who bears what a year of a fund comes to, step by step',
  usage: `concordat fund risk-share --year Y [--clause N | --draft DIR] [--outturn FILE] [--json]

Of what schemes were given and what they come to, who bears what is over and who gets back what is under, by the clauses
of kind risk-share. What each scheme comes to is what it is likely to (fund forecast), where no file says otherwise. The
shares come to the whole to the penny; what no clause shares is said, and is nobody's.

  --year Y        like 2026-27
  --clause N      one clause alone, with the schemes that it is about
  --draft DIR     by the clauses of a draft of the agreement, as if all of them had taken effect
  --outturn FILE  a table with the columns scheme (its id or name) and amount (in pounds); the others as is likely

  --json          {fund, outturn_pence, steps: [{clause, says, party, pence}], shares: [{party, pence}]}; pence are
                  whole numbers as text; party is empty where nobody has said who bears it

Exit code: 0 told; 1 the draft has faults; 2 there is no such year, clause or file.`,
  options: {
    year: { type: 'string' },
    clause: { type: 'string' },
    draft: { type: 'string' },
    outturn: { type: 'string' },
  },
  async run(call) {
    const { values, settings, json, out, house } = call
    const asked = (name: string) => textOption(values, name)
    const [year, clause, draft, file] = ['year', 'clause', 'draft', 'outturn'].map(asked)
    if (year === undefined) throw new Fault('no year is named', '--year', 'Write it like 2026-27.')
    if (clause !== undefined && draft !== undefined)
      throw new Fault('a clause and a draft are asked for', '--clause', 'Give one of the two.')
    refuseNoPlace(settings)
    const text = draft === undefined ? undefined : await readDraft(call, draft)
    if (draft !== undefined && text === undefined) return 1
    const place = await openPlace(settings, { house })
    try {
      const rules = rulesOf(text ?? place.agreement.current())
      const funds = fundsOfYear(rules, year)
      if (funds.length === 0)
        throw new Fault(`the agreement has no fund of ${year}`, '--year', 'Write it like 2026-27.')
      const known = rules.riskShares.some((one) => one.clause === clause)
      if (clause !== undefined && !known)
        throw new Fault(`clause ${clause} shares no risk`, '--clause', 'Give its number.')
      const told = []
      for (const fund of funds) {
        const schemes = await schemesOf(place.databases.care.short, fund.id)
        const outturn = file === undefined ? {} : { outturn: await readOutturn(file, schemes) }
        const how = { fund, rules, ...(clause === undefined ? {} : { clause }), ...outturn }
        const { outturn: whole, steps, shares } = await shareOutturn(place, how)
        const asText = <T extends { pence: bigint }>({ pence, ...one }: T) => ({
          ...one,
          pence: String(pence),
        })
        told.push({
          ...{ fund: fund.id, outturn_pence: String(whole) },
          ...{ steps: steps.map(asText), shares: shares.map(asText) },
        })
      }
      if (json) out(JSON.stringify(told.length === 1 ? told[0] : { funds: told }))
      for (const { outturn_pence, steps, shares } of json ? [] : told) {
        out(`What it comes to: ${formatPounds(BigInt(outturn_pence))}`)
        const nameOf = (party: string) => (party === '' ? 'nobody yet' : rules.partyName(party))
        for (const one of steps)
          out(
            `${one.clause || 'no clause'}  ${nameOf(one.party)}  ${formatPounds(BigInt(one.pence))}  ${one.says}`,
          )
        for (const { party, pence } of shares)
          out(`${nameOf(party)} bears ${formatPounds(BigInt(pence))}`)
      }
      return 0
    } finally {
      await place.close()
    }
  },
}
