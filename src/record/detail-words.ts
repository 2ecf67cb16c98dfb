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

/** NHS data dictionary, destination of discharge: the ones that a hospital sends as a bare code. */
const DESTINATIONS: Record<string, string> = {
  '19': 'home',
  '29': 'a temporary place',
  '37': 'a court or prison',
  '51': 'another hospital',
  '52': 'a maternity ward',
  '53': 'a mental health ward',
  '54': 'a care home of the NHS',
  '65': 'a care home of the council',
  '79': 'died',
  '85': 'a care home',
  '87': 'a private hospital',
  '88': 'a hospice',
}

/** `outcome: support ended as planned`; dates as people write them. */
export function detailWords(name: string, value: string, now: Date): string {
  const word = WORDS[name] ?? name.replace(/([A-Z])/g, ' $1').toLowerCase()
  const said = saidOf(name, value, now)
  return word === '' ? said : `${word}: ${said}`
}

function saidOf(name: string, value: string, now: Date): string {
  if (name === 'pathway') return PATHWAYS[value] ?? value
  if (name === 'destination') return DESTINATIONS[value] ?? value
  return /^\d{4}-\d{2}-\d{2}(T|$)/.test(value) ? formatDate(value, now) : value
}
