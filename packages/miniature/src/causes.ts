/** What a person may do or undergo. Phrases in `events/` follow the person's name. */
export const personEvents = [
  'hungry',
  'cookSoup',
  'eatSoup',
  'washPlates',
  'thirsty',
  'drinkWater',
  'tired',
  'goToBed',
  'oversleep',
  'drinkCoffee',
  'hurry',
  'missBus',
  'walk',
  'arriveLate',
  'loseJob',
  'seekWork',
  'earn',
  'buyHouse',
  'ill',
  'seeDoctor',
  'takeMedicine',
  'recover',
  'cold',
  'putOnCoat',
  'lightFire',
  'warmUp',
  'sweat',
  'takeOffCoat',
  'getWet',
  'umbrella',
  'stayHome',
  'dirtyHands',
  'washHands',
  'loseKey',
  'lockedOut',
  'callNeighbour',
  'slip',
  'breakLeg',
  'cry',
  'inHospital',
  'study',
  'passExam',
  'glad',
  'celebrate',
  'playAllDay',
  'failExam',
  'sad',
  'train',
  'winRace',
  'getPrize',
  'spendAll',
  'borrow',
  'saveMoney',
  'hearNoise',
  'lookOut',
  'seeThief',
  'callPolice',
  'plantSeeds',
  'waterPlants',
  'pickFruit',
  'sellFruit',
  'cutFinger',
  'bandage',
  'seeNothing',
  'lightCandle',
  'callFirefighters',
  'cough',
  'sing',
] as const;

/** What happens without anybody doing it. Phrases are whole sentences. */
export const natureEvents = [
  'rain',
  'streetWet',
  'riverRises',
  'bridgeClosed',
  'sunShines',
  'hot',
  'iceMelts',
  'fieldDry',
  'snow',
  'streetWhite',
  'frost',
  'lakeFreezes',
  'wind',
  'treeFalls',
  'roadBlocked',
  'windowBreaks',
  'powerOut',
  'roomDark',
  'busLate',
  'houseBurns',
  'smoke',
  'pricesRise',
] as const;

/** What one person does to another, then what the other does in return: a flat list of pairs. */
export const socialEvents = [
  'help',
  'thank',
  'giveGift',
  'smileAt',
  'lieTo',
  'distrust',
  'writeTo',
  'answer',
  'apologise',
  'giveHand',
  'cookFor',
  'bringFlowers',
] as const;

export type PersonEvent = (typeof personEvents)[number];
export type NatureEvent = (typeof natureEvents)[number];
export type SocialEvent = (typeof socialEvents)[number];
export type EventId = PersonEvent | NatureEvent | SocialEvent;
/** An event that can be part of a chain. */
export type ChainEvent = PersonEvent | NatureEvent;

const effects: { readonly [E in ChainEvent]?: readonly ChainEvent[] } = {
  hungry: ['cookSoup', 'eatSoup'],
  cookSoup: ['eatSoup'],
  eatSoup: ['washPlates'],
  thirsty: ['drinkWater'],
  tired: ['goToBed', 'drinkCoffee'],
  goToBed: ['oversleep'],
  oversleep: ['missBus', 'hurry'],
  hurry: ['sweat', 'loseKey'],
  missBus: ['walk', 'arriveLate'],
  walk: ['tired'],
  arriveLate: ['loseJob'],
  loseJob: ['seekWork', 'sad', 'saveMoney'],
  seekWork: ['earn'],
  earn: ['buyHouse', 'celebrate'],
  ill: ['seeDoctor', 'stayHome', 'takeMedicine'],
  seeDoctor: ['takeMedicine'],
  takeMedicine: ['recover'],
  inHospital: ['recover'],
  recover: ['glad'],
  cold: ['putOnCoat', 'lightFire'],
  putOnCoat: ['warmUp'],
  lightFire: ['warmUp'],
  sweat: ['takeOffCoat', 'thirsty'],
  getWet: ['cold', 'ill'],
  dirtyHands: ['washHands'],
  loseKey: ['lockedOut'],
  lockedOut: ['callNeighbour'],
  slip: ['breakLeg'],
  breakLeg: ['inHospital', 'cry'],
  cutFinger: ['cry', 'bandage'],
  study: ['passExam', 'tired'],
  passExam: ['glad', 'celebrate'],
  playAllDay: ['failExam'],
  failExam: ['sad', 'study'],
  sad: ['cry'],
  glad: ['sing', 'celebrate'],
  train: ['winRace', 'tired'],
  winRace: ['getPrize', 'celebrate'],
  getPrize: ['glad'],
  celebrate: ['spendAll', 'sing'],
  spendAll: ['borrow', 'hungry'],
  borrow: ['buyHouse'],
  saveMoney: ['buyHouse'],
  hearNoise: ['lookOut'],
  lookOut: ['seeThief'],
  seeThief: ['callPolice'],
  plantSeeds: ['dirtyHands', 'waterPlants'],
  waterPlants: ['pickFruit'],
  pickFruit: ['sellFruit'],
  sellFruit: ['earn'],
  seeNothing: ['lightCandle', 'slip'],
  lightCandle: ['houseBurns'],
  rain: ['streetWet', 'getWet', 'umbrella', 'riverRises', 'stayHome'],
  streetWet: ['slip'],
  riverRises: ['bridgeClosed'],
  bridgeClosed: ['busLate'],
  sunShines: ['hot', 'fieldDry'],
  hot: ['thirsty', 'sweat', 'iceMelts'],
  fieldDry: ['pricesRise', 'waterPlants'],
  snow: ['streetWhite', 'cold', 'busLate'],
  streetWhite: ['slip'],
  frost: ['lakeFreezes', 'cold', 'putOnCoat'],
  wind: ['treeFalls', 'windowBreaks'],
  treeFalls: ['roadBlocked', 'powerOut'],
  roadBlocked: ['busLate'],
  windowBreaks: ['cutFinger', 'hearNoise'],
  powerOut: ['roomDark'],
  roomDark: ['seeNothing', 'lightCandle'],
  busLate: ['arriveLate', 'walk'],
  houseBurns: ['smoke', 'callFirefighters'],
  smoke: ['cough', 'seeNothing'],
  pricesRise: ['spendAll', 'saveMoney'],
};

const chainEvents: readonly ChainEvent[] = [...personEvents, ...natureEvents];

/** What an event leads to, nearest first; empty where the chains end. */
export const effectsOf = (cause: ChainEvent): readonly ChainEvent[] => effects[cause] ?? [];

/** What leads to an event. */
const causesOf = (effect: ChainEvent): readonly ChainEvent[] =>
  chainEvents.filter((cause) => effectsOf(cause).includes(effect));

/** Every cause with one of its effects, in a fixed order: the world's whole knowledge of causes. */
export const causalEdges: readonly (readonly [cause: ChainEvent, effect: ChainEvent])[] = chainEvents.flatMap((cause) =>
  effectsOf(cause).map((effect) => [cause, effect] as const),
);

/** Whether an event needs a person. */
export const isPersonEvent = (event: EventId): event is PersonEvent => personSet.has(event);
const personSet: ReadonlySet<EventId> = new Set(personEvents);

/** Whether an event happens without anybody doing it. */
export const isNatureEvent = (event: EventId): event is NatureEvent => natureSet.has(event);
const natureSet: ReadonlySet<EventId> = new Set(natureEvents);

const related = new Map<ChainEvent, ReadonlySet<ChainEvent>>();

/** Events within two steps of an event, both ways: too close to serve as a wrong answer. */
export function relatedTo(event: ChainEvent): ReadonlySet<ChainEvent> {
  const known = related.get(event);
  if (known) return known;
  const near = [event, ...effectsOf(event), ...causesOf(event)];
  const found = new Set(near.flatMap((one) => [one, ...effectsOf(one), ...causesOf(one)]));
  related.set(event, found);
  return found;
}
