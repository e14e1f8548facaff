import { z } from 'zod';

/** A row of a table in SQuAD's layout: every question has an answer. Offsets count code points. */
export const squadRow = z.object({
  id: z.string(),
  question: z.string(),
  context: z.string(),
  answers: z.object({ text: z.array(z.string()).min(1), answer_start: z.array(z.int().min(0)).min(1) }),
});
