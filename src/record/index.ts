export { ageWords } from './age.ts'
export { alertsTold } from './alert-words.ts'
export { askAccess } from './ask-access.ts'
export { OF_A_WEEK, VISIT_OUTCOMES } from './care-visits.ts'
export { CASE_KINDS, type Case, type CaseKind } from './cases.ts'
export { type Classing, labelsOf, type Marks } from './classing.ts'
export { classingInEffect } from './classing-in-effect.ts'
export { closeLeftOut, countLeftOut, type LeftOut, type WholeReturns } from './close-returns.ts'
export type { Counted } from './counted.ts'
export { classesOf } from './data-class.ts'
export { allowsOf } from './decisions.ts'
export {
  addTold,
  type Cell,
  type Disclosed,
  type DisclosedPart,
  type DisclosureRule,
  disclose,
  disclosedWords,
  discloseTable,
  mayTellAnew,
  mayTellTogether,
} from './disclosure.ts'
export { disclosureRule } from './disclosure-kind.ts'
export { type AtDoor, lookAtDoor } from './due-at-door.ts'
export { type CareEvent, type EventStatus, eventIdOf, type Told, visitIdOf } from './event.ts'
export { everyLook } from './every-look.ts'
export { type FactsOfStays, factsOf, factsOfStays } from './facts-of.ts'
export type { FeedState } from './feed-state.ts'
export {
  endOfDay,
  type FigureId,
  type FigurePlace,
  figuresKnownOn,
  type PartnershipFigure,
  type PartnershipFigures,
  partnershipFigures,
} from './figures.ts'
export { COUNTED, IDENTITY, STAYS_COUNTED } from './follow-identity.ts'
export { ageGroup, groupsOf, tenthGroup } from './group-of.ts'
export type { HandedTie } from './handed-ties.ts'
export type { Holder } from './holders.ts'
export { diedWords } from './identity-view.ts'
export { keepClassing } from './keep-classing.ts'
export { knownWords } from './known.ts'
export type { KnownEvent } from './known-event.ts'
export { type LastAct, lastActOf } from './last-act.ts'
export { likeNamedWords, lookForLikeNamed } from './like-named.ts'
export { changedSince, FOLLOW_IDENTITY, hearsListed, LISTED, listedKeys } from './listed.ts'
export {
  type BedList,
  type ListChanges,
  lookAtBedChanges,
  lookAtBeds,
  unitsNow,
} from './look-at-beds.ts'
export { lookAtNeeded, type NeededPerson } from './look-at-needed.ts'
export {
  lookAtManyOccurrences,
  lookAtOccurrences,
  type ShownOccurrence,
} from './look-at-occurrences.ts'
export type { ListedPerson } from './look-at-people.ts'
export { lookAtPerson, type PersonLook, type RecordDeps } from './look-at-person.ts'
export { lookAtStays, type Staying } from './look-at-stays.ts'
export {
  lookAtWaiting,
  lookAtWaitingChanges,
  type Waiting,
  type WaitingList,
} from './look-at-waiting.ts'
export { type NeedWords, needWords, wayHomeWords } from './need-words.ts'
export { factsOn, type Ground, groundOf } from './note-ground.ts'
export type { Occurrence } from './occurrence.ts'
export { occurrenceInWords } from './occurrence-words.ts'
export { takeOptOuts } from './opt-outs.ts'
export { lookAtOwnRecord } from './own-record.ts'
export { sendRefusal } from './pages/refusal.tsx'
export { notGiven, toldClasses } from './part-of.ts'
export type { PersonView } from './person-view.ts'
export { PlanningStopped, stoppedByLeaks } from './planning-stop.ts'
export { personsOfEvents } from './queries-listed.ts'
export { pseudonymsOf } from './queries-planning.ts'
export { recordInWords } from './record-in-words.ts'
export type { JsonObject, JsonValue, ParsedResource } from './resource.ts'
export { record } from './room.ts'
export type { Section } from './section.ts'
export { sourcesOf } from './sources.ts'
export { standIn } from './stand-in.ts'
export { storeEvents, withdrawEvents } from './store-events.ts'
export { storeResources, type WrittenResource, writeOut } from './store-resources.ts'
export { takeHome } from './take-home.ts'
export {
  type AreaOfPlace,
  type PlacedPostcode,
  planEverybody,
  takeReference,
} from './take-reference.ts'
export { type StaffMember, type TakenStaff, takeStaffList } from './take-staff-list.ts'
export { isTaskKind, TASK_KINDS, type TaskKind, taskNamed, taskWords } from './task-name.ts'
export { testOptOuts } from './test-opt-outs.ts'
export { foldReason, type WaitRule, waitRuleOf } from './wait-rule.ts'
export { readySince } from './waits.ts'
export { WRITE_NOTE } from './write-note.ts'
