/**
 * What a query of a definition may be: one SELECT over the tables that it is given by their short names, by
 * functions of a list. What is read here is its form; that it can neither write nor read anything else is the
 * login's doing.
 */

/** What it is given: the months asked for, and the planning views. */
export const TABLES: ReadonlySet<string> = new Set(['months', 'person', 'occurrence'])

const FUNCTIONS = new Set(
  `count sum min max coalesce greatest least nullif abs floor ceil round mod extract date_trunc upper lower left right
  length substring trim position starts_with row_number rank dense_rank lag lead first_value last_value bool_or bool_and
  every generate_series make_interval`.split(/\s+/),
)

/** Words that a parenthesis may follow. */
const BEFORE_PARENTHESIS = new Set(
  `in and or not as on from where when then else values exists any all some over filter using having by select within
  group union except intersect distinct between lateral cast materialized limit offset case join`.split(
    /\s+/,
  ),
)
const REFUSED = new Set(
  `insert update delete merge truncate create alter drop grant revoke copy call do set reset begin commit rollback lock
  listen notify vacuum analyze explain execute prepare deallocate declare fetch into returning tablesample recursive
  for`.split(/\s+/),
)
const CLOCK = new Set(
  'current_date current_time current_timestamp localtime localtimestamp now'.split(' '),
)
/** Which have a FROM of their own. */
const OWN_FROM = new Set(['extract', 'substring', 'trim'])
const ENDS_FROM = new Set(
  'where group order having limit offset union except intersect select window'.split(' '),
)

type Token = { readonly text: string; readonly is: 'word' | 'text' | 'sign' }

/** Why this is no query of a definition, as a sentence; undefined where it may be tried. */
export function whyNotQuery(
  query: string,
  tables: ReadonlySet<string> = TABLES,
): string | undefined {
  const tokens = tokensOf(query)
  if (typeof tokens === 'string') return tokens
  const first = tokens[0]?.text
  if (first !== 'select' && first !== 'with') return 'The query must be one SELECT.'
  for (const [at, { text, is }] of tokens.entries()) {
    const why = is === 'word' ? whyNotWord(text, tokens[at - 1], tokens[at + 1]) : whyNotSign(text)
    if (why !== undefined) return why
  }
  return whyNotTables(tokens, tables)
}

function whyNotWord(
  word: string,
  before: Token | undefined,
  after: Token | undefined,
): string | undefined {
  if (REFUSED.has(word)) return `The query says ${word.toUpperCase()}: it may only read.`
  if (CLOCK.has(word)) {
    return 'The query asks what time it is: a month must be the same whenever it is asked for.'
  }
  if (word.startsWith('pg_')) return `The query names ${word}, which is no table of planning.`
  if (after?.text !== '(' || before?.text === '::') return undefined
  if (FUNCTIONS.has(word) || BEFORE_PARENTHESIS.has(word)) return undefined
  return `The query calls ${word}, which is not in the list of functions.`
}

function whyNotSign(sign: string): string | undefined {
  if (sign === ';') return 'The query is more than one statement.'
  if (sign === '$')
    return 'The query has a parameter or a quoted text of its own: write texts in single quotes.'
  if (sign === '"') return 'The query writes a name in quotes: write names without them.'
  return undefined
}

/** Every table is one that it is given, or one that it makes itself before. */
function whyNotTables(tokens: readonly Token[], tables: ReadonlySet<string>): string | undefined {
  const made = new Set(
    tokens.flatMap(({ text, is }, at) =>
      is === 'word' && tokens[at + 1]?.text === 'as' && isBody(tokens, at + 2) ? [text] : [],
    ),
  )
  /** for each open parenthesis what opened it, and whether a list of tables goes on in it */
  const open = [{ by: '', tables: false }]
  for (const [at, { text }] of tokens.entries()) {
    const inside = open.at(-1)!
    if (text === '(') open.push({ by: tokens[at - 1]?.text ?? '', tables: false })
    else if (text === ')') open.pop()
    if (open.length === 0) return 'The query closes a parenthesis that it did not open.'
    if (text === ')' || text === '(') continue
    if (ENDS_FROM.has(text)) inside.tables = false
    const distinct = tokens[at - 1]?.text === 'distinct'
    const begins = text === 'from' && !OWN_FROM.has(inside.by) && !distinct
    if (begins) inside.tables = true
    if (!begins && text !== 'join' && !(text === ',' && inside.tables)) continue
    const name = tokens[at + 1]?.text === 'lateral' ? tokens[at + 2] : tokens[at + 1]
    const next = tokens[tokens.indexOf(name!) + 1]
    if (name === undefined || name.is !== 'word' || name.text === 'select') continue
    if (FUNCTIONS.has(name.text) && next?.text === '(') continue
    const qualified = next?.text === '.'
    if (qualified || !(tables.has(name.text) || made.has(name.text))) {
      const known = [...tables].join(', ')
      const named = qualified ? `the schema ${name.text}` : `the table ${name.text}`
      return `The query names ${named}: it is given ${known}, by those names alone.`
    }
  }
  return undefined
}

function isBody(tokens: readonly Token[], at: number): boolean {
  const words = tokens.slice(at, at + 3).map(({ text }) => text)
  return words[0] === '(' || words.includes('materialized')
}

const SIGN = /\d+(?:\.\d+)?|::|<>|<=|>=|!=|\|\||[-+*/%<>=(),.;$"[\]:~]/
const TOKEN = new RegExp(
  String.raw`(\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*')|([a-z_][a-z0-9_]*)|(${SIGN.source})`,
  'giy',
)

function tokensOf(query: string): Token[] | string {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  let at = 0
  while (at < query.length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(query)
    if (found === null)
      return `The query has a sign that is none of SQL: ${query.slice(at, at + 10)}`
    at = TOKEN.lastIndex
    const [, , text, word, sign] = found
    const before = tokens.at(-1)
    if (text !== undefined && before?.is === 'word' && query[found.index - 1]?.match(/\w/)) {
      return 'The query has a text with escapes: write it in plain single quotes.'
    }
    if (text !== undefined) tokens.push({ text, is: 'text' })
    if (word !== undefined) tokens.push({ text: word.toLowerCase(), is: 'word' })
    if (sign !== undefined) tokens.push({ text: sign, is: 'sign' })
  }
  return tokens
}
