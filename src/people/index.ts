export { areTwoPeople, birthOf, type Who } from './demographics.ts'
export {
  findIdentities,
  identitiesOf,
  identityOf,
  type PeopleQuery,
  readPersons,
} from './find-identities.ts'
export {
  type Basis,
  COMMON,
  type Doubt,
  type Identity,
  type Partition,
  partition,
} from './identify.ts'
export { areLikeNamed } from './like-named.ts'
export { type ReadNhsNumber, readNhsNumber } from './nhs-number.ts'
export { noteShared, type SharedItem } from './note-shared.ts'
export { type Merge, type OtherName, personIdOf, type SourcePerson } from './person.ts'
export {
  countDoubts,
  identityIdsOf,
  identitySpans,
  membersKnownAt,
  type SpanRow,
} from './queries.ts'
export {
  identitiesAfter,
  inOrderOfKnowing,
  nhsNumbers,
  personsNumbered,
} from './queries-numbers.ts'
export { people } from './room.ts'
export { savePeople } from './save-people.ts'
export { idOf, type SourceId, type Thing, whyNoId } from './source-id.ts'
