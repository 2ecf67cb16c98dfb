export { Crowd } from './crowd.ts'
export { deathOf } from './death.ts'
export { areTwoPeople, birthOf, type Who } from './demographics.ts'
export { listDoubts, type OpenDoubt } from './doubts.ts'
export {
  findIdentities,
  identitiesOf,
  identityOf,
  type PeopleQuery,
  readPersons,
} from './find-identities.ts'
export { areLikeNamed } from './like-named.ts'
export { readNhsNumber } from './nhs-number.ts'
export { noteShared } from './note-shared.ts'
export { identitiesSignedIn } from './own-identity.ts'
export { type Merge, type OtherName, personIdOf, type SourcePerson } from './person.ts'
export { identityIdsOf, identitySpans, membersKnownAt } from './queries.ts'
export { countDoubts } from './queries-doubts.ts'
export {
  countMadeUp,
  identitiesAfter,
  inOrderOfKnowing,
  nhsNumbers,
  personsNumbered,
} from './queries-numbers.ts'
export { people } from './room.ts'
export { savePeople } from './save-people.ts'
export { IDENTITY } from './say-who.ts'
export { idOf, whyNoId } from './source-id.ts'
