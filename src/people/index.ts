export { Crowd } from './crowd.ts'
export { deathKnownSince, deathOf } from './death.ts'
export { areTwoPeople, birthOf, type Who } from './demographics.ts'
export { listDoubts, type OpenDoubt } from './doubts.ts'
export { drawAsked, drawSample, SAMPLE } from './draw-sample.ts'
export {
  findIdentities,
  identitiesOf,
  identityOf,
  personsKnownAt,
  readPersons,
} from './find-identities.ts'
export { type FoundIdentity, findPeople, readWanted, registeredAmong } from './find-people.ts'
export { saveKeptApart } from './kept-apart.ts'
export { areLikeNamed } from './like-named.ts'
export type { Links } from './links.ts'
export { leadsOf } from './made-up-models.ts'
export { type Answer, answerOf, clusterRows, type Truth } from './match-answer.ts'
export { comparedFields, type MatchColumns, matchColumns } from './match-columns.ts'
export type { Field } from './match-field.ts'
export { nameOfVersion, readVersion, writeVersion } from './match-model-file.ts'
export type { MatchedOne } from './match-one.ts'
export { type MatchSettings, readMatchSettings } from './match-settings.ts'
export { FieldValues, MatchTable, type TableParts } from './match-table.ts'
export { type Matched, matchTables } from './match-tables.ts'
export { measureQuality, type Truth as QualityTruth } from './measure-quality.ts'
export { fold, isTitle } from './name.ts'
export { readNhsNumber } from './nhs-number.ts'
export { noteShared } from './note-shared.ts'
export { noteTraced } from './note-traced.ts'
export { identitiesSignedIn } from './own-identity.ts'
export { partitionHash } from './partition-hash.ts'
export { type Merge, type OtherName, personIdOf, type SourcePerson } from './person.ts'
export { type Quality, type QualityRow, qualityOfGroups } from './quality.ts'
export {
  identityIdsOf,
  identityNow,
  identitySpans,
  membersKnownAt,
  personVersions,
} from './queries.ts'
export { listKeptApart, readKeptApart } from './queries-apart.ts'
export { type Beside, personsBeside } from './queries-beside.ts'
export { countDoubts } from './queries-doubts.ts'
export { versionInEffect } from './queries-match.ts'
export {
  countMadeUp,
  identitiesAfter,
  inOrderOfKnowing,
  nhsNumbers,
  personsNumbered,
  unnumberedAfter,
} from './queries-numbers.ts'
export {
  DIVISIONS,
  type Division,
  type KeptCounts,
  keepQuality,
  qualityKept,
} from './queries-quality.ts'
export { people, SEE_DOUBTS } from './room.ts'
export { type Groups as SampleGroups, SAMPLE_PATH } from './sample.ts'
export type { SampledRow } from './sample-estimate.ts'
export { type QualitySampled, qualitySampled, sampleToSay } from './sample-told.ts'
export { savePeople } from './save-people.ts'
export { DOUBTS_PATH, IDENTITY, sayDifferent, saySame } from './say-who.ts'
export { type Fit, fitOf, namesSomebody, type SearchTerm } from './search-term.ts'
export { idOf, whyNoId } from './source-id.ts'
