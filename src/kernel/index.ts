export { type Actor, systemActor, type Viewer } from './actor.ts'
export { askErrand } from './ask-errand.ts'
export { type BackupResult, backUp } from './backup.ts'
export type { Cell, Shape } from './binary-rows.ts'
export { type Clock, clockOf, DAY_MS, fixedClock, systemClock } from './clock.ts'
export { copyRows, hexArray, idArray, textArray } from './copy-rows.ts'
export {
  type CopyingTransaction,
  type Database,
  type Queryable,
  Rollback,
  type Statement,
  type Transaction,
} from './database.ts'
export {
  auditorAddress,
  type Databases,
  isPlaceThere,
  openDatabases,
  openEmbedded,
  openReader,
} from './databases.ts'
export { dayField, mayBeDay } from './day-field.ts'
export { isDiskFull } from './disk.ts'
export { joinEmbeddedServer } from './embedded-server.ts'
export { type Errand, type Errands, openErrands, type Undone } from './errands.ts'
export { escapeMarkup } from './escape-markup.ts'
export { PUBLIC } from './everybody.ts'
export { examineDatabase, isOpen, openToExamine } from './examine-database.ts'
export { examineFiles, noteBackup } from './examine-files.ts'
export { failedOfContent, OfContent } from './failed-of.ts'
export { Fault } from './fault.ts'
export { tryFileLock, withFileLock } from './file-lock.ts'
export { type Finding, right, wanting } from './finding.ts'
export { type Gathered, openFollowing, type Subscribers, writeFollowing } from './follow.ts'
export { freePort } from './free-port.ts'
export {
  derivedId,
  isPersonId,
  newId,
  type PersonId,
  type SourceId,
  toPersonId,
  toSourceId,
} from './identifier.ts'
export { interruptible } from './interrupt.ts'
export { CLAIM_NAMES, type ClientKey, type Issuer, STANDARD_SCOPE } from './issuers.ts'
export { KeptReadings } from './kept-readings.ts'
export { diagram, lifeCycle, nextState, openMoves } from './life-cycle.ts'
export { keepMode, whyNotLive } from './live-mode.ts'
export { type Log, type LogFields, openLog } from './log.ts'
export { ROLES } from './logins.ts'
export {
  addDays,
  addWorkingDays,
  dayInLondon,
  daysFromTo,
  firstMonday,
  isDay,
  isWorkingDay,
  MONTHS,
  mondayOf,
  nextLondonDay,
  startOfLondonDay,
} from './london.ts'
export { instantsInLondon, londonDate, londonOffset } from './london-clock.ts'
export { MadeOf } from './made-of.ts'
export { isMigrated, migrate, type RoomSchema } from './migrate.ts'
export { formatPounds, type Pence, parsePounds, readWritten } from './money.ts'
export { isMonth, monthAfter, monthSpan } from './month.ts'
export { MISSED, NEWS_CHANNEL, type News, type NewsHub, openNews } from './news.ts'
export { keysSince, type NewsVersion, newsVersion } from './news-version.ts'
export { personIdField } from './person-field.ts'
export { readTextFile, whyNoFile } from './plain-file.ts'
export {
  beginningOf,
  endsAt,
  isWithoutTime,
  PRECISIONS,
  type Precision,
  precisionOf,
  toPrecision,
} from './precision.ts'
export { describeSchema } from './queries.ts'
export { readView } from './queries-view.ts'
export { isRefusal, type Refusal, refuse } from './refusal.ts'
export { remember } from './remember.ts'
export { type RestoreResult, restoreBackup } from './restore.ts'
export { ROOMS, roomSchemas } from './rooms.ts'
export { column, type RowOf, rowReader } from './row.ts'
export { rowsOf } from './row-versions.ts'
export {
  inspectSettings,
  isPrivate,
  type MailServer,
  type PartnerSystem,
  readSettings,
  type Settings,
} from './settings.ts'
export { onTheStroke } from './stroke.ts'
export { together } from './together.ts'
export { type InTurn, turns } from './turns.ts'
export { escapeUnseen, hasUnseen, markForTerminal, markUnseen } from './unseen.ts'
export { wilson, Z_95 } from './wilson.ts'
export { byCount, capital, formatCount, formatList, plural, uncapital } from './words.ts'
export { zipFile } from './zip-file.ts'
