import { londonDate, monthAfter, monthSpan } from '../kernel/index.ts'
import type { Moment, Word } from './rule.ts'

/** What a calculator is given: who may be counted, and what happened to them, under pseudonyms. */
export type Facts = {
  readonly persons: readonly PersonFact[]
  readonly occurrences: readonly OccurrenceFact[]
  /** the year of which the ages are */
  readonly ofYear: number
}

/** `age`: undefined where nobody knows it */
export type PersonFact = {
  readonly person: string
  readonly age: number | undefined
}

/** Moments are ISO instants. */
export type OccurrenceFact = {
  readonly person: string
  readonly kind: string
  readonly died_known_at?: string | undefined
} & { readonly [Name in Moment | Word]?: string | undefined }

/** One person in one month: whole numbers. */
export type Row = {
  readonly person: string
  /** YYYY-MM */
  readonly month: string
  readonly numerator: number
  readonly denominator: number
}

/** A month in London, from its first moment up to the first of the next. */
export type Month = { readonly month: string; readonly from: Date; readonly to: Date }

/** @param month YYYY-MM */
export function monthOf(month: string): Month {
  const [from, to] = monthSpan(month)
  return { month, from, to }
}

/** From one to another, both of them in it. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = monthAfter(month, 1)) months.push(month)
  return months
}

/** The month that it is in London. */
export function monthInLondon(at: Date): string {
  return londonDate(at.toISOString()).slice(0, 7)
}
