import type { ReactNode } from 'react'
import { dayInLondon } from '../../kernel/index.ts'
import { CALL_OFF } from '../call-off.ts'
import { FORESEE } from '../foresee.ts'
import { RESERVE } from '../reserve.ts'
import type { FundRule } from '../rules.ts'
import { fundHref } from './money.tsx'

/** What can be done with a fund, and what more can be seen of it. */
export function Verbs({
  fund,
  may,
  now,
}: {
  fund: FundRule
  may(name: string): boolean
  now: Date
}): ReactNode {
  const then = encodeURIComponent(fundHref(fund.id))
  const reserves = may(RESERVE) && fund.until >= dayInLondon(now)
  return (
    <p>
      {reserves && (
        <>
          <a href={`/do/${RESERVE}?fund=${fund.id}&then=${then}`}>Set money apart</a> ·{' '}
        </>
      )}
      {may(CALL_OFF) && fund.until >= dayInLondon(now) && (
        <>
          <a href={`/do/${CALL_OFF}?fund=${fund.id}&then=${then}`}>Call off care</a> ·{' '}
          <a href={`/do/${FORESEE}?fund=${fund.id}&then=${then}`}>Say what will change</a> ·{' '}
        </>
      )}
      <a href={`${fundHref(fund.id)}/journal`}>See the journal</a> ·{' '}
      <a href={`${fundHref(fund.id)}/flow`}>See which way the money goes</a> ·{' '}
      <a href={`${fundHref(fund.id)}/forecast`}>See how the year will end</a> ·{' '}
      <a href={`${fundHref(fund.id)}/risk-share`}>See who bears what</a> ·{' '}
      <a href="/fund/duplicates">See where both sides send somebody</a> ·{' '}
      <a href="/fund/disputes">See which costs are disputed</a> ·{' '}
      <a href={`${fundHref(fund.id)}/differences`}>See where the books differ</a> ·{' '}
      <a href={`${fundHref(fund.id)}/returns`}>See the returns</a>
    </p>
  )
}
