export { byCount, capital, formatCount, formatList, plural } from '../kernel/index.ts'
export { formatAge } from './age.ts'
export { SIGN_IN_LIMITS } from './attempt.ts'
export { AsideNote } from './components/aside-note.tsx'
export { AskTime } from './components/ask-time.tsx'
export { ChartWithTable, Spark } from './components/chart.tsx'
export { Checkboxes, Radios } from './components/choices.tsx'
export { Control } from './components/control.tsx'
export { DateField, readTypedDate, typedDate } from './components/date-field.tsx'
export { Details, EmptyState } from './components/details.tsx'
export {
  Button,
  ErrorSummary,
  Field,
  type FieldError,
  FileField,
  MoneyField,
  PostForm,
  SelectField,
} from './components/form.tsx'
export { ListChoice, ListPaging } from './components/list-controls.tsx'
export { ListChanges, LiveNote } from './components/live-note.tsx'
export { BackLink, ClauseLink, clauseHref, Paging } from './components/navigation.tsx'
export { RefusalNotice } from './components/refusal-notice.tsx'
export {
  type Figure,
  FigureStrip,
  SummaryList,
  type SummaryRow,
} from './components/summary-list.tsx'
export { type Column, Table } from './components/table.tsx'
export { Tag } from './components/tag.tsx'
export { TimelineStrip } from './components/timeline-strip.tsx'
export type { Destination } from './destination.tsx'
export { type Bar, drawChart, drawLyingBars } from './draw-chart.ts'
export { drawMarkup } from './draw-markup.ts'
export { drawRun, type RunPoint } from './draw-run.ts'
export { examineIssuers } from './examine-issuers.ts'
export type { FooterFacts } from './footer.tsx'
export {
  type FormField,
  fieldError,
  formFields,
  heldControls,
  isOutOfSight,
  readForm,
  shownValue,
  type Typed,
  textIn,
  textsIn,
} from './form-field.ts'
export { issueToken } from './issue-token.ts'
export { KNOWN_AT, type ListAddress, listAddress, timeAsked } from './list-address.ts'
export { type ListPage, PAGE_ROWS, pageAt, pageOf } from './list-page.ts'
export type { Upload } from './multipart.ts'
export { type Problem, sendProblem } from './pages/problem.tsx'
export { personaById, readPersonas } from './personas.ts'
export { endSessionsOf, openSessions, type SessionRow as OpenSession } from './queries-sessions.ts'
export { action, type NamedRoute, type PageRefusal, routesOf } from './route-guard.ts'
export { sealWords, unsealWords } from './sealed.ts'
export { sendPage } from './send-page.tsx'
export { openShell, type ShellDeps } from './shell.tsx'
export { beginScreen, screenOf } from './unattended.ts'
export { type KeptUpload, keepUpload, uploadIn } from './upload.ts'
export { requireViewer, safeReturn } from './viewer.ts'
export {
  formatAgo,
  formatDate,
  formatDateTime,
  formatFullDate,
  formatMonth,
  formatNhsNumber,
  formatPeriod,
  formatTime,
  formatWait,
} from './words.ts'
