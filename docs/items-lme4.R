# One arm against zero-shot on one target, as a linear mixed model of an item table:
#   Rscript items-lme4.R ITEMS.csv TARGET ARM INTERMEDIATE
# Random are: each run, because it is a training of its own; each seed, which its runs share; each item and cluster of items,
# and what the arm does to it. Prints points (0 ... 100). Needs lme4; a Parquet
# file is read where nanoparquet or arrow is installed.
suppressPackageStartupMessages(library(lme4))

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 4) stop("usage: Rscript items-lme4.R ITEMS TARGET ARM INTERMEDIATE")
names(arguments) <- c("file", "target", "arm", "intermediate")

read_items <- function(file) {
  if (!grepl("[.]parquet$", file)) return(read.csv(file, colClasses = c(item = "character")))
  if (requireNamespace("nanoparquet", quietly = TRUE)) return(nanoparquet::read_parquet(file))
  as.data.frame(arrow::read_parquet(file))
}

items <- read_items(arguments[["file"]])
for (column in c("language", "group")) {
  if (is.null(items[[column]])) items[[column]] <- if (column == "group") items$item else "und"
}
if (is.null(items$seed)) items$seed <- 1

of_arm <- items$arm == arguments[["arm"]] & items$intermediate == arguments[["intermediate"]]
rows <- items[items$target == arguments[["target"]] & items$language != "en" & (of_arm | items$arm == "zero-shot"), ]
rows$score <- 100 * rows$score
rows$treated <- as.numeric(rows$arm != "zero-shot")
rows$run <- factor(paste(rows$arm, rows$seed))
rows$seed <- factor(rows$seed)
rows$language <- factor(rows$language)
rows$cluster <- factor(paste(rows$language, rows$group))
rows$unit <- factor(paste(rows$language, rows$item))

# Seeds and runs are crossed with items; every language counts alike in the effect, however many items it has.
random <- "(1 | seed) + (1 | run) + (1 + treated || unit)"
if (nlevels(rows$cluster) < nlevels(rows$unit)) random <- paste(random, "+ (1 + treated || cluster)")
if (nlevels(rows$language) > 1) {
  contrasts(rows$language) <- contr.sum(nlevels(rows$language))
  fixed <- "score ~ treated * language"
} else {
  fixed <- "score ~ treated"
}
model <- lmer(as.formula(paste(fixed, "+", random)), data = rows)

estimate <- fixef(model)[["treated"]]
error <- sqrt(vcov(model)["treated", "treated"])
# Both arms have a run for each seed: what a run adds to an arm is known from so many less one, in each of two arms.
seeds <- nlevels(rows$seed)
degrees <- 2 * (seeds - 1)
half <- qt(0.975, degrees) * error
cat(sprintf("effect %.3f, standard error %.3f, 95 %% interval [%.3f, %.3f] (t with %d degrees of freedom)\n",
            estimate, error, estimate - half, estimate + half, degrees))
print(VarCorr(model), comp = c("Variance", "Std.Dev."))
