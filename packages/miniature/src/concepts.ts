/** A class of nouns that decides which verbs a noun goes with. */
export type NounClass = 'fruit' | 'flower' | 'tool' | 'furniture' | 'animal' | 'openable' | 'thing' | 'kind';

/** Things and animals of the world. `kind` marks the five hypernyms. */
export const nouns = {
  apple: 'fruit',
  orange: 'fruit',
  lemon: 'fruit',
  banana: 'fruit',
  rose: 'flower',
  tulip: 'flower',
  hammer: 'tool',
  saw: 'tool',
  table: 'furniture',
  chair: 'furniture',
  bed: 'furniture',
  dog: 'animal',
  cat: 'animal',
  horse: 'animal',
  cow: 'animal',
  bird: 'animal',
  lion: 'animal',
  door: 'openable',
  window: 'openable',
  box: 'openable',
  bag: 'openable',
  book: 'thing',
  letter: 'thing',
  key: 'thing',
  lamp: 'thing',
  cup: 'thing',
  bottle: 'thing',
  picture: 'thing',
  phone: 'thing',
  shirt: 'thing',
  hat: 'thing',
  ball: 'thing',
  ring: 'thing',
  car: 'thing',
  bicycle: 'thing',
  fruit: 'kind',
  flower: 'kind',
  tool: 'kind',
  furniture: 'kind',
  animal: 'kind',
} as const satisfies Record<string, NounClass>;

export type NounId = keyof typeof nouns;

/** A noun that says what another is, where the world has one: an apple is a fruit. */
export const hypernyms: { readonly [C in NounClass]?: NounId } = {
  fruit: 'fruit',
  flower: 'flower',
  tool: 'tool',
  furniture: 'furniture',
  animal: 'animal',
};

/** Transitive verbs and the nouns that they go with. */
export const verbs = {
  buy: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'openable', 'thing'],
  sell: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'openable', 'thing'],
  get: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'thing'],
  want: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'thing'],
  see: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'openable', 'thing'],
  draw: ['fruit', 'flower', 'tool', 'furniture', 'animal', 'openable', 'thing'],
  find: ['tool', 'animal', 'thing'],
  lose: ['tool', 'animal', 'thing'],
  steal: ['fruit', 'flower', 'tool', 'thing'],
  take: ['fruit', 'flower', 'tool', 'thing'],
  carry: ['fruit', 'flower', 'tool', 'furniture', 'thing'],
  hide: ['fruit', 'tool', 'thing'],
  wash: ['fruit', 'openable', 'thing', 'animal'],
  eat: ['fruit'],
  open: ['openable'],
  close: ['openable'],
  break: ['furniture', 'openable', 'thing'],
  repair: ['furniture', 'openable', 'thing', 'tool'],
} as const satisfies Record<string, readonly NounClass[]>;

export type VerbId = keyof typeof verbs;

/** Who does the first also does the second. */
export const weakerVerbs: { readonly [V in VerbId]?: VerbId } = { buy: 'get', steal: 'take', find: 'see' };

/** Verbs that cannot both be true of one person and one thing. */
export const oppositeVerbs: { readonly [V in VerbId]?: VerbId } = {
  buy: 'sell',
  sell: 'buy',
  find: 'lose',
  lose: 'find',
  open: 'close',
  close: 'open',
  break: 'repair',
  repair: 'break',
};

/** Adjectives, each with those that exclude it. */
export const adjectives = {
  red: ['white', 'black', 'green'],
  white: ['red', 'black', 'green'],
  black: ['red', 'white', 'green'],
  green: ['red', 'white', 'black'],
  big: ['small'],
  small: ['big'],
  new: ['old'],
  old: ['new'],
  clean: ['dirty'],
  dirty: ['clean'],
  heavy: ['light'],
  light: ['heavy'],
} as const;

export type AdjectiveId = keyof typeof adjectives;

export const places = [
  'garden',
  'kitchen',
  'market',
  'school',
  'hospital',
  'park',
  'station',
  'village',
  'forest',
  'library',
  'shop',
  'farm',
] as const;

export const cities = [
  'london',
  'berlin',
  'moscow',
  'istanbul',
  'nairobi',
  'beijing',
  'rome',
  'hanoi',
  'madrid',
  'cairo',
  'paris',
  'delhi',
] as const;

export type CityId = (typeof cities)[number];
export type PlaceId = (typeof places)[number] | CityId;

export const times = ['today', 'morning', 'evening', 'night', 'monday', 'friday'] as const;
export type TimeId = (typeof times)[number];

/** People known by what they do or are. */
export const roles = [
  'teacher',
  'doctor',
  'farmer',
  'student',
  'cook',
  'driver',
  'woman',
  'man',
  'child',
  'girl',
] as const;
export type RoleId = (typeof roles)[number];

export const names = [
  'anna',
  'omar',
  'maria',
  'ivan',
  'lena',
  'ali',
  'nina',
  'peter',
  'sara',
  'david',
  'eva',
  'hassan',
] as const;
export type NameId = (typeof names)[number];

export const surnames = ['berg', 'costa', 'demir', 'orlov', 'juma', 'wang', 'tran', 'rossi'] as const;
export type SurnameId = (typeof surnames)[number];

/** Companies. Two of them have names of two words. */
export const companies = ['orion', 'nova', 'delta', 'alfa', 'aurora', 'sol'] as const;
export type CompanyId = (typeof companies)[number];

export const numbers = ['2', '3', '4', '5', '6', '7', '8', '9'] as const;
export type NumberId = (typeof numbers)[number];
