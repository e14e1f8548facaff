export { type AnalyseOptions, analyse } from './analyse.ts';
export * from './analysis.ts';
export { conditionName, groupName } from './conditions.ts';
export { latexTable } from './latex.ts';
export { markdownReport, markdownTable } from './markdown.ts';
export type { Interval } from './statistics/summary.ts';
export { type SummaryRow, summaryRows } from './summary-rows.ts';
export { type ReportFiles, writeReport } from './write-report.ts';
