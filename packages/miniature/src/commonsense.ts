/** A question of everyday knowledge: English only, as CommonsenseQA is. */
export interface Fact {
  readonly concept: string;
  readonly answer: string;
}

/** Facts of one sort: their answers are each other's wrong answers. `{x}` is the concept. */
export interface Relation {
  readonly questions: readonly string[];
  readonly facts: readonly Fact[];
}

const table = (text: string): readonly Fact[] =>
  text.split(',').map((entry) => {
    const [concept = '', answer = ''] = entry.split(':').map((part) => part.trim());
    return { concept, answer };
  });

/** What the world knows about its things. */
export const relations: readonly Relation[] = [
  {
    questions: [
      'Where do you find a {x}?',
      'Someone looks for a {x}. Where does he go?',
      'Where is a {x} most at home?',
    ],
    facts: table(
      'book:library, apple:market, doctor:hospital, teacher:school, cook:kitchen, cow:farm, lion:forest, rose:garden, ' +
        'bus:street, driver:station, plate:kitchen, student:school, medicine:hospital, tulip:garden, horse:farm, tree:forest',
    ),
  },
  {
    questions: [
      'What does someone use a {x} for?',
      'Someone takes a {x}. What is it good for?',
      'Why would you buy a {x}?',
    ],
    facts: table(
      'hammer:to repair the table, key:to open the door, umbrella:to stay dry, candle:to light the room, bed:to sleep, ' +
        'phone:to call the police, coat:to feel warm, bicycle:to get to work, chair:to sit, cup:to drink coffee, ' +
        'bag:to carry the books, bandage:to cover a finger',
    ),
  },
  {
    questions: ['What is a {x}?', 'A {x} is one kind of what?', 'If you see a {x}, what do you see?'],
    facts: table(
      'apple:a fruit, orange:a fruit, lemon:a fruit, banana:a fruit, rose:a flower, tulip:a flower, hammer:a tool, saw:a tool, ' +
        'dog:an animal, cat:an animal, horse:an animal, cow:an animal, bird:an animal, teacher:a person, doctor:a person, ' +
        'table:furniture, chair:furniture, bed:furniture',
    ),
  },
  {
    questions: ['What is the opposite of {x}?', 'Something is not {x} at all. What is it?', 'What is never {x}?'],
    facts: table(
      'big:small, small:big, new:old, old:new, clean:dirty, dirty:clean, heavy:light, light:heavy, hot:cold, dry:wet, ' +
        'open:closed, glad:sad',
    ),
  },
  {
    questions: ['What colour is {x}?', 'You see {x}. Which colour is it?', 'Which colour would you paint {x}?'],
    facts: table(
      'snow:white, smoke:black, a lemon:yellow, a rose:red, a tree:green, a banana:yellow, the night:black, milk:white',
    ),
  },
];
