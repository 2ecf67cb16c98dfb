import { certificateOf, type Looks, sharedCount } from '../intake/index.ts'
import { Fault, formatCount, formatList, plural } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { type Disclosed, disclose, disclosedWords, disclosureRule } from '../record/index.ts'
import { refuseNoPlace } from './acting.ts'
import type { CliCommand } from './command.ts'

export const command: CliCommand = {
  words: 'feed certificate',
  summary: 'how a feed keeps what its clause promises',
  usage: `concordat feed certificate SOURCE [--json]

What a feed promises by its clause, and what of the last twelve months came of it: how much was sent and could be used,
how soon after it was so, what is missing, field by field; what its party gives and what it gets. The same figures for
every party.

  --json   {source, name, party, side, clause, every, promised, since, last_arrived_at, late, sent, usable, whole,
           quarantined, freshness_hours: {p50, p95}, missing: {late, never_told, periods: [{from, to}]},
           shared_references, fields: [{name, asked, missing, filled, valid, official_rule}],
           gives: {items, filled, looks}, gets: {looks}, look_days, badge, because, thresholds, rehearsed: {at, badge}};
           looks as the agreement lets counts be told, null where they are of too few people

Exit code: 0 pass or warn, 1 fail.`,
  options: {},
  async run({ positionals, json, out, settings, house }) {
    const [source] = positionals
    if (source === undefined) {
      throw new Fault('no feed is named', 'feed certificate SOURCE', 'See concordat feed list.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, { house })
    try {
      const told = await certificateOf(place, source)
      if (told === undefined) {
        throw new Fault('no clause names this feed', source, 'See concordat feed list.')
      }
      const rule = disclosureRule(place.agreement.current())
      const looksOf = (counted: Looks): Disclosed =>
        rule === undefined
          ? { tooFew: true }
          : disclose(rule, { people: counted.people, amount: counted.looks })
      const [given, got] = [looksOf(told.gives), looksOf(told.gets)]
      if (json) {
        const { looks: _, people: __, ...gives } = told.gives
        const gets = { looks: numberOf(got) }
        out(JSON.stringify({ ...told, gives: { ...gives, looks: numberOf(given) }, gets }))
      } else {
        const { name, party, clause, badge, because, sent, usable, freshness_hours: hours } = told
        const why = because.length === 0 ? '' : `: ${because.join('; ')}`
        out(`${name} (${party}, clause ${clause}): ${badge}${why}`)
        out(`${formatCount(usable)} of ${plural(sent, 'item', 'items')} can be used`)
        if (hours !== null) out(`half within ${hours.p50} h, 95 of 100 within ${hours.p95} h`)
        const { late, never_told: never, periods } = told.missing
        if (late > 0) out(`late ${plural(late, 'time', 'times')}`)
        if (never.length > 0) out(`never told: ${formatList(never)}`)
        for (const { from, to } of periods) out(`no return speaks of ${from} to ${to}`)
        const shared = told.shared_references
        if (shared > 0) out(`${sharedCount(shared)}, in its last return`)
        for (const { name: field, asked, missing, filled, valid } of told.fields) {
          out(
            `  ${field.padEnd(32)} asked ${asked}, blank ${missing}, filled ${filled}, valid ${valid}`,
          )
        }
        const days = plural(told.look_days, 'day', 'days')
        out(`in ${days}, looks of others at what it gives: ${disclosedWords(given)}`)
        out(`and looks of its staff at what others give: ${disclosedWords(got)}`)
      }
      return told.badge === 'fail' ? 1 : 0
    } finally {
      await place.close()
    }
  },
}

function numberOf(told: Disclosed): number | null {
  return 'about' in told ? told.about : null
}
