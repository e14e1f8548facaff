import type {
  AdjectiveId,
  CompanyId,
  NameId,
  NounId,
  NumberId,
  PlaceId,
  RoleId,
  SurnameId,
  TimeId,
  VerbId,
} from './concepts.ts';

/** Whom or what a clause is about. */
export type Subject =
  | { readonly type: 'name'; readonly id: NameId; readonly surname?: SurnameId }
  | { readonly type: 'role'; readonly id: RoleId }
  | { readonly type: 'noun'; readonly id: NounId }
  | { readonly type: 'company'; readonly id: CompanyId }
  | { readonly type: 'someone' };

/** A definite thing ("the red book"), or a number of things ("three books"). */
export interface Thing {
  readonly noun: NounId;
  readonly adjective?: AdjectiveId;
  readonly number?: NumberId;
}

/** What a clause says of its subject. `act` without an object means "something". */
export type Predicate =
  | { readonly type: 'act'; readonly verb: VerbId; readonly object?: Thing }
  | { readonly type: 'give'; readonly object: Thing; readonly to: NameId }
  | { readonly type: 'go' }
  | { readonly type: 'at' }
  | { readonly type: 'is'; readonly adjective: AdjectiveId }
  | { readonly type: 'work'; readonly company: CompanyId }
  | { readonly type: 'live' };

/** One fact, in no language: every language renders the same meaning. */
export interface Clause {
  readonly subject: Subject;
  readonly predicate: Predicate;
  /** Where it happens; of `go`, the goal. */
  readonly place?: PlaceId;
  readonly time?: TimeId;
  readonly negated?: boolean;
}

/** What a question asks for. */
export type Asked = 'who' | 'what' | 'where' | 'whom' | 'howMany';

/** What a clause names: subject, verb, object, number, looks, place, time, company, receiver. */
export function conceptsOf({ subject, predicate, place, time }: Clause): readonly string[] {
  const list: (string | undefined)[] = ['id' in subject ? subject.id : undefined, place, time];
  if (predicate.type === 'is') list.push(predicate.adjective);
  if (predicate.type === 'act') list.push(predicate.verb);
  if (predicate.type === 'work') list.push(predicate.company);
  if (predicate.type === 'give') list.push(predicate.to);
  const object = 'object' in predicate ? predicate.object : undefined;
  list.push(object?.noun, object?.adjective, object?.number);
  return list.filter((concept) => concept !== undefined);
}
