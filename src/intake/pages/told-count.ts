import { type DisclosureRule, disclose, disclosedWords } from '../../record/index.ts'
import { byCount, formatCount } from '../../shell/index.ts'

/** How a page tells of counts: to staff as they are, to everybody as the agreement lets counts be told. */
export type ToldCount = {
  /** of items, of which one person may have several: fewer than the rule allows are not told */
  number(count: number): string
  /** the same with what they are: `3 items` */
  items(count: number): string
  /** what of a hundred; of too few nothing is told */
  share(part: number, of: number): string
  looks(told: { looks: number; people: number }): string
  /** for a chart: undefined where it may not be told */
  value(amount: number, people: number): number | undefined
}

const TOO_FEW = 'too few to show'

export function countsFor(rule: DisclosureRule, isPublic: boolean): ToldCount {
  const told = (people: number, amount: number) => disclose(rule, { people, amount })
  const number = (count: number) =>
    isPublic ? disclosedWords(told(count, count)) : formatCount(count)
  return {
    number,
    items: (count) => `${number(count)} ${byCount(count, 'item', 'items')}`,
    share(part, of) {
      if (of === 0) return ''
      if (isPublic && of < rule.least) return TOO_FEW
      return `${Math.floor((part * 100) / of)}%`
    },
    // A look is at somebody, so that few of them tell of few people, to staff as well.
    looks: ({ looks, people }) => disclosedWords(told(people, looks)),
    value(amount, people) {
      const answer = told(people, amount)
      return 'about' in answer ? answer.about : undefined
    },
  }
}
