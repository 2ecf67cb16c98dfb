import { z } from 'zod'
import { isRefusal, mayBeDay, newId, refuse } from '../kernel/index.ts'
import type { Place } from '../room.ts'
import { namedCommand } from '../trail/index.ts'
import { given, idField, mayBeText, textField } from './fields.ts'
import { BOARD_REFUSALS, mayAct, openItem } from './open-board.ts'
import { PAPER_BYTES_MAX, readPaper } from './paper.ts'
import { checkPaperAt } from './paper-sources.ts'
import { insertFile } from './queries.ts'

export const PUBLISH_PAPER = 'board.publish-paper'

type Published = {
  readonly item: string
  readonly paper: string
  readonly sha256: string
  readonly says: string
}

/** Of a file, as text that JSON can hold. */
const FILE_LENGTH_MAX = Math.ceil((PAPER_BYTES_MAX * 4) / 3) + 4

/** A paper, or a further version of one: all versions stay, and both sides and everybody read each at one minute. */
export const publishPaper = namedCommand({
  name: PUBLISH_PAPER,
  says: 'Publishes a paper of an item',
  label: 'Publish it',
  basis: { action: PUBLISH_PAPER, does: 'publish a paper' },
  input: z.strictObject({
    item: idField('Item'),
    title: textField('What is it called?', 200),
    text: z
      .string()
      .max(400_000, 'is longer than 400,000 characters')
      .optional()
      .meta({ label: 'The paper', hint: 'Plain text; # begins a heading, - a list', rows: 12 }),
    evidenceAt: mayBeDay(
      'As at which day are its figures?',
      'Left empty, today: {{measure NAME}} puts one in',
    ),
    file: z
      .string()
      .max(FILE_LENGTH_MAX, 'is larger than 20 MB')
      .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'is not base64')
      .optional()
      .meta({ label: 'A file', hidden: true }),
    name: z.string().max(120).optional().meta({ label: 'Name of the file', hidden: true }),
    replaces: idField('The paper that it replaces').optional(),
    why: mayBeText('Why is it replaced?', 400, {
      hint: 'Only where it takes the place of an earlier version',
    }),
  }),
  refuses: [...BOARD_REFUSALS, 'no-paper', 'no-reason', 'same', 'unsupported'],
  preview: ({ says }: Published) => says,
  leads: ({ item }: Published) => `/board/items/${item}`,
  async run(
    context,
    { item: id, title, text, file, name, replaces, why, evidenceAt },
    place: Place,
  ) {
    const opened = await openItem(context, place, id)
    if (isRefusal(opened)) return opened
    const may = mayAct(opened, 'paper')
    if (isRefusal(may)) return may
    if ((text === undefined || text.trim() === '') === (file === undefined)) {
      return refuse('no-paper', 'Give the text of the paper, or a file, and not both.')
    }
    const day = evidenceAt ?? opened.today
    const checked = file === undefined ? await checkPaperAt(place, text!, day) : undefined
    const [fault] = checked?.faults ?? []
    if (fault !== undefined) {
      const sentence = `Line ${fault.line} says more than is known: “${fault.sentence}”`.slice(
        0,
        400,
      )
      return refuse('unsupported', sentence, { next: `True instead: ${fault.true_instead}` })
    }
    const bytes = Buffer.from(checked?.text ?? file!, checked === undefined ? 'base64' : 'utf8')
    const read = readPaper(bytes)
    if ('refused' in read) return refuse('no-paper', read.refused)
    const { item } = opened
    const before = item.papers.filter(({ paper }) => paper === replaces)
    if (replaces !== undefined && before.length === 0) {
      return refuse('no-paper', 'There is no such paper on this item to be replaced.')
    }
    if (before.length > 0 && why === undefined) {
      return refuse('no-reason', 'Say why it is replaced: the earlier version stays beside it.')
    }
    if (before.at(-1)?.sha256 === read.sha256) {
      return refuse('same', 'That is the same file as the version that stands there.')
    }
    const paper = replaces ?? newId(context.now.getTime())
    insertFile(context.tx, read.sha256, bytes)
    const says = given({
      ...read,
      paper,
      title,
      version: before.length + 1,
      name,
      why,
      bytes: bytes.length,
    })
    const words = 'Both sides and everybody who may read the item have it at the same minute.'
    return opened.say({ item: id, paper, sha256: read.sha256, says: words }, [
      { act: 'paper', item: id, ...(item.meeting && { meeting: item.meeting }), says },
    ])
  },
})
