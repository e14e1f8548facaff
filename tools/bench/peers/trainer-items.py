"""Fine-tunes an encoder with transformers' Trainer on the CPU, under one seed, and writes what it answers as an item table:

    trainer-items.py --model DIR --mirror DIR --task xnli|tydiqa --languages de,sw --seed 1 --out items.csv

xnli trains a classifier on MultiNLI's rows, tydiqa a span head on the English questions of its training split. Padding is to
the longest row of a batch. Needs torch, transformers, accelerate and pyarrow. Prints one JSON line of what it took.

--draws FILE: which rows are taken and, where the other side's draws are to be taken over, in which batches:
{"rows": [places in the table], "batches": null or [[places among the features of those rows], ...]}.
"""

import argparse
import collections
import csv
import glob
import json
import math
import os
import re
import string
import tempfile
import time

import numpy
import pyarrow.parquet as pq
import torch
import transformers
from transformers import AutoTokenizer, Trainer, TrainingArguments, set_seed

NAMES = {"ar": "arabic", "bn": "bengali", "en": "english", "fi": "finnish", "id": "indonesian", "ko": "korean", "ru": "russian", "sw": "swahili", "te": "telugu"}


def rows(mirror, place):
    files = sorted(glob.glob(os.path.join(mirror, "datasets", place, "*.parquet")))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


def taken(table, o):
    return [table[i] for i in o.draws["rows"]]


def without_dropout(o):
    return {} if o.dropout is None else {"hidden_dropout_prob": o.dropout, "attention_probs_dropout_prob": o.dropout}


class InBatches(Trainer):
    """Takes batches as they were drawn elsewhere, all epochs in one; where an answer may begin and end no padding counts.

    transformers' own loss of a span takes its softmax over the padding of a batch, too, which the other side does not have.
    """

    batches = None

    def compute_loss(self, model, inputs, return_outputs=False, **more):
        if "start_positions" not in inputs:
            return super().compute_loss(model, inputs, return_outputs=return_outputs, **more)
        places = [inputs.pop(name) for name in ("start_positions", "end_positions")]
        out = model(**inputs)
        padding = inputs["attention_mask"] == 0
        parts = [torch.nn.functional.cross_entropy(of.masked_fill(padding, -1e9), to) for of, to in zip((out.start_logits, out.end_logits), places)]
        loss = sum(parts) / 2
        return (loss, out) if return_outputs else loss

    def get_train_dataloader(self):
        of = torch.utils.data.DataLoader
        return of(self.train_dataset, batch_sampler=self.batches, collate_fn=self.data_collator)


class Pairs:
    """Which of three relations holds between two sentences."""

    def __init__(self, o):
        self.o, self.metric = o, "accuracy"
        self.train = taken(rows(o.mirror, "nyu-mll/multi_nli/default/train"), o)
        self.test = lambda language: rows(o.mirror, f"facebook/xnli/{language}/test")

    def model(self):
        return transformers.AutoModelForSequenceClassification.from_pretrained(self.o.model, num_labels=3, dtype=torch.float32, **without_dropout(self.o))

    def features(self, some, tokenizer, _):
        made = tokenizer([r["premise"] for r in some], [r["hypothesis"] for r in some], truncation="longest_first", max_length=self.o.max_length)
        return [{"input_ids": ids, "labels": r["label"]} for ids, r in zip(made["input_ids"], some)]

    def items(self, some, trainer, features):
        answers = predictions(trainer, features).argmax(-1)
        for i, (row, answer) in enumerate(zip(some, answers)):
            yield i, first_with(some, i), float(answer == row["label"])


def first_with(some, i, known={}):
    """The number of the first row that has the same premise: rows of one premise belong together."""
    key = (id(some), some[i]["premise"])
    return known.setdefault(key, i)


class Questions:
    """Which words of a paragraph answer a question; SQuAD's F1."""

    def __init__(self, o):
        self.o, self.metric = o, "f1"
        self.place = "google-research-datasets/tydiqa/secondary_task"
        of = lambda split, language: [r for r in rows(o.mirror, f"{self.place}/{split}") if r["id"].startswith(NAMES[language])]
        self.train = taken(of("train", "en"), o)
        self.test = lambda language: of("validation", language)

    def model(self):
        return transformers.AutoModelForQuestionAnswering.from_pretrained(self.o.model, dtype=torch.float32, **without_dropout(self.o))

    def overlap(self, question, tokenizer):
        """Tokens that windows share: their starts are a stride apart, as the benchmark's scripts have it."""
        rest = len(tokenizer(question, add_special_tokens=False)["input_ids"]) + tokenizer.num_special_tokens_to_add(pair=True)
        return max(0, self.o.max_length - self.o.stride - rest)

    def features(self, some, tokenizer, training):
        found = []
        for row, r in enumerate(some):
            made = tokenizer(
                r["question"], r["context"], truncation="only_second", max_length=self.o.max_length, stride=self.overlap(r["question"], tokenizer),
                return_overflowing_tokens=True, return_offsets_mapping=True)
            for w, ids in enumerate(made["input_ids"]):
                in_context = [s == 1 for s in made.sequence_ids(w)]
                offsets = made["offset_mapping"][w]
                feature = {"input_ids": ids}
                if training:
                    answer = r["answers"]
                    begin = answer["answer_start"][0]
                    end = begin + len(answer["text"][0])
                    # As run_qa.py: a mark of sentencepiece may be a token of its own on a word's first character, and the last one counts.
                    context = [i for i in range(len(ids)) if in_context[i]]
                    covered = offsets[context[0]][0] <= begin and offsets[context[-1]][1] >= end
                    first = max((i for i in context if offsets[i][0] <= begin), default=0)
                    first += offsets[first][1] <= begin
                    last = max((i for i in context if offsets[i][0] < end), default=0)
                    feature |= {"start_positions": first if covered else 0, "end_positions": last if covered else 0}
                else:
                    self.windows.append((row, offsets, in_context))
                found.append(feature)
        return found

    def items(self, some, trainer, features):
        starts, ends = predictions(trainer, features)[:2]
        best = {}
        for w, (row, offsets, in_context) in enumerate(self.windows):
            likely = lambda scores: scores[: len(offsets)].argsort()[::-1][:20]
            for s in likely(starts[w]):
                for e in likely(ends[w]):
                    if not (in_context[s] and in_context[e] and s <= e < s + 30):
                        continue
                    score = starts[w][s] + ends[w][e]
                    if row not in best or score > best[row][0]:
                        best[row] = (score, some[row]["context"][offsets[s][0] : offsets[e][1]])
        for i, row in enumerate(some):
            said = best.get(i, (0, ""))[1]
            yield row["id"], row["context"], max(f1(said, gold) for gold in row["answers"]["text"])


def predictions(trainer, features):
    """Of the model, in the order of the features; batches are of rows of like length, so that little is padded."""
    order = sorted(range(len(features)), key=lambda i: len(features[i]["input_ids"]))
    found = trainer.predict([features[i] for i in order]).predictions
    back = numpy.argsort(order)
    return tuple(part[back] for part in found) if isinstance(found, tuple) else found[back]


def f1(said, gold):
    a, b = words(said), words(gold)
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    if not a or not b:
        return float(a == b)
    return 2 * common / (len(a) + len(b))


def words(text):
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def padded(tokenizer):
    def collate(batch):
        width = max(len(f["input_ids"]) for f in batch)
        pad = lambda ids: ids + [tokenizer.pad_token_id] * (width - len(ids))
        out = {
            "input_ids": torch.tensor([pad(f["input_ids"]) for f in batch]),
            "attention_mask": torch.tensor([[1] * len(f["input_ids"]) + [0] * (width - len(f["input_ids"])) for f in batch]),
        }
        for name in ("labels", "start_positions", "end_positions"):
            if name in batch[0]:
                out[name] = torch.tensor([f[name] for f in batch])
        return out

    return collate


def main():
    a = argparse.ArgumentParser()
    for name in ("model", "mirror", "task", "languages", "out"):
        a.add_argument(f"--{name}", required=True)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--draws", required=True)
    a.add_argument("--dropout", type=float, help="in place of the model's own")
    a.add_argument("--epochs", type=int, default=3)
    a.add_argument("--batch", type=int, default=32)
    a.add_argument("--lr", type=float, default=5e-5)
    a.add_argument("--max-length", type=int, default=128)
    a.add_argument("--stride", type=int, default=64)
    a.add_argument("--threads", type=int, default=os.cpu_count())
    o = a.parse_args()
    with open(o.draws) as file:
        o.draws = json.load(file)
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(o.threads)
    task = {"xnli": Pairs, "tydiqa": Questions}[o.task](o)
    tokenizer = AutoTokenizer.from_pretrained(o.model)
    begun = time.time()
    set_seed(o.seed)
    train = task.features(task.train, tokenizer, True)
    batches = o.draws["batches"]
    if batches and max(map(max, batches)) != len(train) - 1:
        raise SystemExit(f"the batches are of {max(map(max, batches)) + 1} features, and the rows make {len(train)}")
    steps = len(batches) if batches else math.ceil(len(train) / o.batch) * o.epochs
    with tempfile.TemporaryDirectory() as out:
        args = TrainingArguments(
            output_dir=out, per_device_train_batch_size=o.batch, per_device_eval_batch_size=32, num_train_epochs=1 if batches else o.epochs,
            learning_rate=o.lr, weight_decay=0.01, adam_epsilon=1e-8, max_grad_norm=1.0, warmup_steps=math.ceil(0.1 * steps), lr_scheduler_type="linear",
            save_strategy="no", logging_strategy="no", report_to=[], use_cpu=True, disable_tqdm=True, remove_unused_columns=False, seed=o.seed)
        trainer = (InBatches if batches else Trainer)(model=task.model(), args=args, data_collator=padded(tokenizer), train_dataset=train)
        trainer.batches = batches
        at = time.time()
        trainer.train()
        training = time.time() - at
        with open(f"{o.out}.partial", "w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["target", "language", "item", "group", "arm", "seed", "metric", "score"])
            for language in o.languages.split(","):
                test = task.test(language)
                task.windows = []
                features = task.features(test, tokenizer, False)
                for item, group, score in task.items(test, trainer, features):
                    table.writerow([o.task, language, item, group, "zero-shot", o.seed, task.metric, score])
    os.replace(f"{o.out}.partial", o.out)
    told = {"peer": f"transformers {transformers.__version__}", "seed": o.seed, "rows": len(task.train), "steps": steps}
    print(json.dumps(told | {"training_s": round(training, 1), "wall_s": round(time.time() - begun, 1)}))


main()
