/** Purposes that no clause can grant, whatever both sides sign: built in. */
export const PROHIBITED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'sale-or-trade': 'sale or trade',
    insurance: 'insurance',
    marketing: 'marketing',
    'private-sector': 'pharmaceutical or other private-sector use',
  }),
)
/** What such a purpose would be called under another name. */
export const PROHIBITED_WORDS = new RegExp(
  `\\b(${[
    'sales?|sell|selling|resale|trade|trading|broker\\w*|profit|monetis\\w*|commercial\\w*',
    'insur\\w*|underwrit\\w*|actuar\\w*',
    'marketing|advert\\w*',
    'pharma\\w*|private[- ]sector|drug[- ]compan\\w*',
  ].join('|')})\\b`,
  'i',
)
