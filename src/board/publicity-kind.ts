import { z } from 'zod'
import { clauseKind, id, words } from '../agreement/index.ts'
import { formatList, plural } from '../shell/index.ts'

const schema = z.strictObject({
  id: id('the publicity’s identifier'),
  law: words('the law by which meetings are open'),
  exempt: z
    .array(
      z.strictObject({
        paragraph: words('what the law calls the paragraph, like ‘3’'),
        about: words('what it is about, to follow ‘information about’'),
      }),
    )
    .min(1)
    .max(20)
    .describe('the paragraphs under which an item may be private for a time'),
})
type Fields = z.output<typeof schema>

/** By which law what a body does is open, and what it may keep back for a time. */
export const publicityKind = clauseKind({
  kind: 'publicity',
  room: 'board',
  words: ['publicity', 'publicities'],
  declares: 'id',
  runs: [
    {
      what: 'Everybody reads agendas, papers, votes and decisions; what is private opens by itself',
    },
  ],
  schema,
  compile: ({ fields }) => ({ rows: { publicity: [fields] } }),
  explain(_, compiled) {
    const [{ law, exempt }] = compiled.rows<Fields>('publicity') as [Fields]
    return (
      `Meetings are open by ${law}. Only what stands under one of ` +
      `${plural(exempt.length, 'paragraph')} may be private, ` +
      `after a test of the public interest and until a day or an event on which it opens by itself: ` +
      `information about ${formatList(exempt.map(({ about }) => about))}.`
    )
  },
  switchesOn: () => ['1 publicity'],
  concerns: () => ['Everybody'],
})
