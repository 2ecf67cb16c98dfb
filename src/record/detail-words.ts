import { formatDate } from '../shell/index.ts'

/** What the keys of an event's detail are called; a key without a word of its own is put into words. */
const WORDS: Record<string, string> = {
  achieved: 'outcomes met',
  admission: 'came',
  delayReason: 'waiting for',
  delivery: 'paid as',
  description: '',
  destination: 'went to',
  expectedEnd: 'expected to leave',
  method: 'done with',
  needs: 'eligible needs',
  pathway: 'way home',
  provider: 'by',
  route: 'came by',
}

const PATHWAYS: Record<string, string> = {
  '0': 'home without new care (0)',
  '1': 'home with care (1)',
  '2': 'a bed to recover in (2)',
  '3': 'a care home (3)',
}

/** `outcome: support ended as planned`; dates as people write them. */
export function detailWords(name: string, value: string, now: Date): string {
  const word = WORDS[name] ?? name.replace(/([A-Z])/g, ' $1').toLowerCase()
  const said = saidOf(name, value, now)
  return word === '' ? said : `${word}: ${said}`
}

function saidOf(name: string, value: string, now: Date): string {
  if (name === 'pathway') return PATHWAYS[value] ?? value
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? formatDate(value, now) : value
}
